import { type FormEvent, type ReactNode, useState } from 'react'
import { MAX_CONDITION_CHARACTERS, MAX_CONDITIONS } from '../../wire/messages.ts'
import { useHud } from '../page/use-hud.ts'
import type { HudSnapshot } from '../picture.ts'
import { Dialog } from './dialog.tsx'

export interface AlertsProps {
  readonly snapshot: HudSnapshot
  readonly onChange: (conditions: readonly string[]) => void
  readonly onClose: () => void
}

/** The conditions that ring, and whether the browser notifies of them. */
export function Alerts({ snapshot, onChange, onClose }: AlertsProps): ReactNode {
  const hud = useHud()
  const { conditions, alertTrouble } = snapshot
  const rings = (condition: string) => hud.alerts.filter(({ name }) => name === condition).length
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const typed = String(new FormData(form).get('condition') ?? '').trim()
    if (typed === '' || conditions.includes(typed)) return
    onChange([...conditions, typed])
    form.reset()
  }
  return (
    <Dialog title="Alerts" onClose={onClose}>
      <form className="go-to" onSubmit={submit}>
        <label>
          Ring when this becomes true
          <input
            name="condition"
            placeholder="above_score > 0.8"
            autoComplete="off"
            maxLength={MAX_CONDITION_CHARACTERS}
            disabled={conditions.length >= MAX_CONDITIONS}
            aria-invalid={alertTrouble !== undefined}
            aria-describedby="alerts-hint"
          />
        </label>
        <button type="submit">Add</button>
        <p
          id="alerts-hint"
          role={alertTrouble ? 'alert' : undefined}
          className={alertTrouble && 'warning'}
        >
          {alertTrouble ?? 'Columns with one value a second: abs(call_wall - spot) <= 1'}
        </p>
      </form>
      <ul className="alerts" data-testid="alerts">
        {conditions.map((condition) => (
          <li key={condition}>
            <code>{condition}</code> <small>rings {rings(condition)} times</small>
            <button
              type="button"
              className="quiet"
              onClick={() => onChange(conditions.filter((other) => other !== condition))}
            >
              remove
            </button>
          </li>
        ))}
      </ul>
      <NotifySwitch />
    </Dialog>
  )
}

/** Asks for the permission to notify, which only the browser takes back. */
function NotifySwitch(): ReactNode {
  const [permission, setPermission] = useState(() =>
    'Notification' in globalThis ? Notification.permission : 'denied',
  )
  if (permission === 'granted') return <p>The browser notifies of each.</p>
  if (permission === 'denied') return <p>The browser does not let this page notify.</p>
  return (
    <button
      type="button"
      onClick={() => {
        Notification.requestPermission().then(setPermission)
      }}
    >
      let the browser notify of each
    </button>
  )
}
