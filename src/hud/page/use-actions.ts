import { clockText } from '../../player/clock-text.ts'
import { eventText } from '../../player/events-of-note.ts'
import type { Action } from '../../player/keys.ts'
import type { HudPicture } from '../picture.ts'
import { saveBlob } from './save.ts'
import { useHud } from './use-hud.ts'
import { useKeys } from './use-keys.ts'

/** What of the page itself an action may concern. */
export interface PageActions {
  readonly picture: HudPicture | undefined
  readonly say: (text: string) => void
  readonly turnTheme: () => void
  readonly open: (dialog: 'help' | 'go-to') => void
}

/** Does what the keys and the controls ask for: the page's part here, the rest by the model. */
export function useActions({ picture, say, turnTheme, open }: PageActions) {
  const hud = useHud()
  const fail = (error: Error) => say(error.message)
  const findEvent = async (direction: 1 | -1) => {
    const found = await hud.findEvent(direction)
    if (found) say(eventText(found))
    else say(direction > 0 ? 'no later event of note' : 'no earlier event of note')
  }
  const save = async ({ day, second }: HudPicture) => saveBlob(await hud.save(), day, second)
  const act = (action: Action): void => {
    switch (action) {
      case 'help':
        open('help')
        return
      case 'go-to':
        if (picture) open('go-to')
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
        hud.act(action)
        return
      case 'dismiss':
        // What is open closes first.
        if (hud.snapshot.picture?.crosshair) hud.point(undefined)
        else hud.follow()
        return
      // A page is not quit, and Tab goes from control to control.
      case 'quit':
      case 'next-layer':
        return
      default:
        hud.act(action)
    }
  }
  useKeys(act)
  return act
}
