import type { ReactNode } from 'react'
import { type EventOrder, orderedEvents } from '../../player/event-order.ts'
import { EVENT_KINDS, type EventKind, eventText } from '../../player/event-text.ts'
import type { NotableEvent } from '../../player/notable-events.ts'
import { eventInk } from '../drawings/timeline.ts'
import { INKS } from '../page/theme.ts'
import type { HudPicture } from '../picture.ts'
import { Dialog } from './dialog.tsx'

export interface EventListProps {
  readonly picture: HudPicture
  readonly order: EventOrder
  readonly kind: EventKind | undefined
  /** The next and the previous event follow the list's order and filter. */
  readonly onChange: (order: EventOrder, kind: EventKind | undefined) => void
  readonly onGo: (event: NotableEvent) => void
  readonly onClose: () => void
}

/** The day's events: by rank or by time, of all kinds or of one. */
export function EventList(props: EventListProps): ReactNode {
  const { picture, order, kind, onChange, onGo, onClose } = props
  const events = orderedEvents(picture.events, order, kind)
  const inks = INKS[picture.view.theme]
  return (
    <Dialog title="Events" onClose={onClose}>
      <div className="event-filters">
        <select
          aria-label="Kind"
          value={kind ?? ''}
          onChange={({ target }) =>
            onChange(
              order,
              EVENT_KINDS.find((name) => name === target.value),
            )
          }
        >
          <option value="">all kinds</option>
          {EVENT_KINDS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <fieldset className="switches" aria-label="Order">
          {(['rank', 'time'] as const).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={order === name}
              onClick={() => onChange(name, kind)}
            >
              {name === 'rank' ? 'largest first' : 'by time'}
            </button>
          ))}
        </fieldset>
      </div>
      {events.length === 0 && <p>no event of this kind in what has been read so far</p>}
      <ol className="events" data-testid="events">
        {events.map((event) => (
          <li key={event.second}>
            <button
              type="button"
              className="quiet"
              onClick={(click) => {
                onGo(event)
                click.currentTarget.closest('dialog')?.close()
              }}
            >
              <i style={{ background: eventInk(event.kind, inks) }} aria-hidden="true" />
              {eventText(event, picture.day)}
            </button>
          </li>
        ))}
      </ol>
    </Dialog>
  )
}
