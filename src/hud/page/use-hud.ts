import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Hud } from '../model.ts'
import type { HudSnapshot } from '../picture.ts'

/** The page's model. */
export const HudContext = createContext<Hud | undefined>(undefined)

export function useHud(): Hud {
  const hud = useContext(HudContext)
  if (!hud) throw new Error('the page is drawn without its model')
  return hud
}

/** The current snapshot; the component rerenders when it changes. */
export function useSnapshot(): HudSnapshot {
  const hud = useHud()
  return useSyncExternalStore(hud.subscribe, () => hud.snapshot)
}
