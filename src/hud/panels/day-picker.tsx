import type { ReactNode } from 'react'
import { useHud } from '../page/use-hud.ts'
import type { HudSnapshot } from '../picture.ts'

/** Selects one of the server's days: a contract, then one of its dates. */
export function DayPicker({ snapshot }: { readonly snapshot: HudSnapshot }): ReactNode {
  const hud = useHud()
  const { choice, catalog = [] } = snapshot
  const symbols = [...new Set([...catalog.map(({ symbol }) => symbol), ...named(choice?.symbol)])]
  const symbol = choice?.symbol ?? symbols[0]
  const dates = [
    ...new Set([
      ...catalog.filter((day) => day.symbol === symbol).map(({ dt }) => dt),
      ...named(choice?.dt),
    ]),
  ]
  const latestOf = (wanted: string) =>
    catalog.filter((day) => day.symbol === wanted && day.dt === choice?.dt)[0]?.dt ??
    catalog.findLast((day) => day.symbol === wanted)?.dt
  return (
    <div className="picker">
      <select
        aria-label="Contract"
        value={symbol ?? ''}
        disabled={symbols.length === 0}
        onChange={({ target }) => hud.choose({ symbol: target.value, dt: latestOf(target.value) })}
      >
        {symbols.toSorted().map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <select
        aria-label="Date"
        value={choice?.dt ?? ''}
        disabled={dates.length === 0}
        onChange={({ target }) => hud.choose({ symbol, dt: target.value })}
      >
        {dates
          .toSorted()
          .reverse()
          .map((dt) => (
            <option key={dt}>{dt}</option>
          ))}
      </select>
    </div>
  )
}

function named(value: string | undefined): string[] {
  return value === undefined ? [] : [value]
}
