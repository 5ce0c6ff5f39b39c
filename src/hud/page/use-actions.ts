import { clockText } from '../../player/clock-text.ts'
import { type EventOrder, noEventText, placeText } from '../../player/event-order.ts'
import { type EventKind, eventText } from '../../player/event-text.ts'
import type { Keys } from '../../player/key-choices.ts'
import type { Action } from '../../player/keys.ts'
import type { HudPicture } from '../picture.ts'
import { pagePng } from './page-recording.ts'
import { saveBlob } from './save.ts'
import { useHud } from './use-hud.ts'
import { useKeys } from './use-keys.ts'

export type PageDialog = 'help' | 'go-to' | 'events' | 'alerts'

/** The parts of the page that actions use. */
export interface PageActions {
  readonly picture: HudPicture | undefined
  readonly say: (text: string) => void
  readonly turnTheme: () => void
  readonly open: (dialog: PageDialog) => void
  /** What the next and the previous event follow. */
  readonly eventOrder: EventOrder
  readonly eventKind: EventKind | undefined
  readonly keys: Keys
}

/** Moves the focus to the choice of a contract, which the browser opens. */
function focusPicker(): void {
  const select = document.querySelector('.picker select')
  if (select instanceof HTMLSelectElement) select.focus()
}

/** Handles actions of keys and controls: those of the page here, the rest in the model. */
export function useActions(page: PageActions) {
  const { picture, say, turnTheme, open, eventOrder, eventKind, keys } = page
  const hud = useHud()
  const fail = (error: Error) => say(error.message)
  const findEvent = async (direction: 1 | -1) => {
    const found = await hud.findEvent(direction, eventOrder, eventKind)
    if (!found || !picture) {
      say(noEventText(eventOrder, direction))
      return
    }
    const place = placeText(picture.events, found, eventOrder, eventKind)
    say([eventText(found, picture.day), place].filter(Boolean).join(' · '))
  }
  const save = async ({ day, second }: HudPicture) =>
    saveBlob(await pagePng(hud), day, second, 'png')
  const act = (action: Action): void => {
    switch (action) {
      case 'help':
        open('help')
        return
      case 'go-to':
        if (picture) open('go-to')
        return
      case 'events':
        if (picture) open('events')
        return
      case 'alert':
        open('alerts')
        return
      case 'days':
        focusPicker()
        return
      case 'theme':
        turnTheme()
        return
      case 'save':
        if (picture) save(picture).catch(fail)
        return
      case 'next-event':
      case 'previous-event':
        findEvent(action === 'next-event' ? 1 : -1).catch(fail)
        return
      case 'mark':
        if (picture) say(`mark set at ${clockText(picture.second)}`)
        hud.perform(action)
        return
      case 'dismiss':
        // Closes the crosshair first.
        if (hud.snapshot.picture?.crosshair) hud.setPointer(undefined)
        else hud.follow()
        return
      // A page cannot quit, and Tab moves the focus.
      case 'quit':
      case 'next-layer':
        return
      default:
        hud.perform(action)
    }
  }
  useKeys(act, keys)
  return act
}
