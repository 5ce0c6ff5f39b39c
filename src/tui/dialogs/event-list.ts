import { type EventOrder, orderedEvents } from '../../player/event-order.ts'
import { EVENT_KINDS, type EventKind, eventText } from '../../player/event-text.ts'
import type { NotableEvent } from '../../player/notable-events.ts'
import type { DayDescription } from '../../seconds/second.ts'
import type { ListView } from '../panes/list-pane.ts'
import { eventColour } from '../panes/timeline-pane.ts'
import type { Theme } from '../theme.ts'
import { type ChoiceList, movedSelection } from './choice-list.ts'

export interface EventListOptions {
  readonly day: DayDescription
  readonly theme: () => Theme
  /** The events found so far. */
  readonly events: () => readonly NotableEvent[]
  readonly order: EventOrder
  readonly kind: EventKind | undefined
  /** Called when one is chosen. */
  readonly jump: (event: NotableEvent) => void
  /** Called when the order or the filter changes: the next and the previous event follow them. */
  readonly changed: (order: EventOrder, kind: EventKind | undefined) => void
}

/** The day's events: by rank or by time, of all kinds or of one. */
export class EventList implements ChoiceList {
  readonly #options: EventListOptions
  #order: EventOrder
  #kind: EventKind | undefined
  #selected = 0

  constructor(options: EventListOptions) {
    this.#options = options
    this.#order = options.order
    this.#kind = options.kind
  }

  view(): ListView {
    const { day, theme } = this.#options
    const lines = this.#events.map((event) => ({
      text: eventText(event, day),
      mark: eventColour(event.kind, theme()),
    }))
    const order = this.#order === 'rank' ? 'largest first' : 'by time'
    return {
      title: `events, ${this.#kind ?? 'all kinds'}, ${order}`,
      hint: '↑ ↓ select · Enter jump · Tab order · f kind · Esc close',
      lines,
      selected: Math.min(this.#selected, Math.max(lines.length - 1, 0)),
      empty: 'no event of this kind in what has been read so far',
    }
  }

  press(key: string): boolean {
    const moved = movedSelection(key, this.#selected, this.#events.length)
    if (moved !== undefined) this.#selected = moved
    else if (key === 'tab') this.#change(this.#order === 'rank' ? 'time' : 'rank', this.#kind)
    else if (key === 'f') this.#change(this.#order, nextKind(this.#kind))
    else return false
    return true
  }

  select(line: number): void {
    this.#selected = line
  }

  choose(): boolean {
    const event = this.#events[this.#selected]
    if (event) this.#options.jump(event)
    return event !== undefined
  }

  get #events(): readonly NotableEvent[] {
    return orderedEvents(this.#options.events(), this.#order, this.#kind)
  }

  #change(order: EventOrder, kind: EventKind | undefined): void {
    this.#order = order
    this.#kind = kind
    this.#selected = 0
    this.#options.changed(order, kind)
  }
}

function nextKind(kind: EventKind | undefined): EventKind | undefined {
  return EVENT_KINDS[kind === undefined ? 0 : EVENT_KINDS.indexOf(kind) + 1]
}
