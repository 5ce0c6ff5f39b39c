import { useEffect } from 'react'
import { applyTheme, followSystem, storeTheme, type ThemeName } from './theme.ts'
import { useHud } from './use-hud.ts'

/** Applies the theme and follows the system's; returns a function that toggles it. */
export function useTheme(theme: ThemeName): () => void {
  const hud = useHud()
  useEffect(() => applyTheme(theme), [theme])
  useEffect(() => followSystem((preferred) => hud.changeView({ theme: preferred })), [hud])
  return () => {
    const other = theme === 'dark' ? 'light' : 'dark'
    storeTheme(other)
    hud.changeView({ theme: other })
  }
}
