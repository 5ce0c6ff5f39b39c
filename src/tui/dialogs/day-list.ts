import type { ListView } from '../panes/list-pane.ts'
import type { Theme } from '../theme.ts'
import { type ChoiceList, movedSelection } from './choice-list.ts'

/** A day that can be opened. */
export interface OpenableDay {
  readonly symbol: string
  readonly dt: string
}

/** The days of the lake, or of a server; letters that are typed narrow the list. */
export class DayList implements ChoiceList {
  readonly #days: readonly OpenableDay[]
  readonly #theme: () => Theme
  readonly #open: (day: OpenableDay) => void
  #typed = ''
  #selected: number

  constructor(
    days: readonly OpenableDay[],
    current: OpenableDay,
    theme: () => Theme,
    open: (day: OpenableDay) => void,
  ) {
    this.#days = days
    this.#theme = theme
    this.#open = open
    const isCurrent = ({ symbol, dt }: OpenableDay) =>
      symbol === current.symbol && dt === current.dt
    this.#selected = Math.max(days.findIndex(isCurrent), 0)
  }

  view(): ListView {
    const { accent } = this.#theme()
    return {
      title: this.#typed === '' ? 'days' : `days with ${this.#typed}`,
      hint: '↑ ↓ select · letters narrow · Enter open · Esc close',
      lines: this.#matching.map(({ symbol, dt }) => ({ text: `${symbol}  ${dt}`, mark: accent })),
      selected: this.#selected,
      empty: 'no day matches',
    }
  }

  press(key: string): boolean {
    // Letters are typed here, so j and k do not move.
    const moved =
      key.length > 1 ? movedSelection(key, this.#selected, this.#matching.length) : undefined
    if (moved !== undefined) this.#selected = moved
    else if (key === 'backspace') this.#type(this.#typed.slice(0, -1))
    else if (/^[\w.-]$/.test(key)) this.#type(this.#typed + key)
    else return false
    return true
  }

  select(line: number): void {
    this.#selected = line
  }

  choose(): boolean {
    const day = this.#matching[this.#selected]
    if (day) this.#open(day)
    return day !== undefined
  }

  #type(text: string): void {
    this.#typed = text
    this.#selected = 0
  }

  get #matching(): readonly OpenableDay[] {
    const wanted = this.#typed.toLowerCase()
    return this.#days.filter(({ symbol, dt }) => `${symbol} ${dt}`.toLowerCase().includes(wanted))
  }
}
