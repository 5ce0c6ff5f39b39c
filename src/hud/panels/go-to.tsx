import { type FormEvent, type ReactNode, useState } from 'react'
import { clockText } from '../../player/clock-text.ts'
import { parseDayPosition } from '../../player/go-to.ts'
import type { DayDescription } from '../../seconds/second.ts'
import { Dialog } from './dialog.tsx'

export interface GoToProps {
  readonly day: DayDescription
  readonly onGo: (second: number) => void
  readonly onClose: () => void
}

/** The go-to dialog: New York time, or a share of the day. */
export function GoTo({ day, onGo, onClose }: GoToProps): ReactNode {
  const { firstEndSecond, lastEndSecond } = day
  const [wrong, setWrong] = useState<string>()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const text = String(new FormData(event.currentTarget).get('where') ?? '')
    const second = parseDayPosition(text, firstEndSecond, lastEndSecond)
    if (second === undefined) {
      setWrong(`“${text}” is neither a time nor a share of the day`)
      return
    }
    onGo(second)
    event.currentTarget.closest('dialog')?.close()
  }
  const reach = `${clockText(firstEndSecond)} to ${clockText(lastEndSecond)}`
  return (
    <Dialog title="Go to" onClose={onClose}>
      <form className="go-to" onSubmit={submit}>
        <label>
          Time or share of the day
          <input
            name="where"
            placeholder="09:31:00 or 30 %"
            autoComplete="off"
            aria-describedby="go-to-reach"
            aria-invalid={wrong !== undefined}
          />
        </label>
        <button type="submit">Go</button>
        <p id="go-to-reach" role={wrong ? 'alert' : undefined} className={wrong && 'warning'}>
          {wrong ?? `The day is from ${reach}.`}
        </p>
      </form>
    </Dialog>
  )
}
