import { useEffect } from 'react'
import { applyTheme, followSystem, rememberTheme, type ThemeName } from './theme.ts'
import { useHud } from './use-hud.ts'

/** Paints the page in a theme and follows the system's; gives what turns it by hand. */
export function useTheme(theme: ThemeName): () => void {
  const hud = useHud()
  useEffect(() => applyTheme(theme), [theme])
  useEffect(() => followSystem((preferred) => hud.changeView({ theme: preferred })), [hud])
  return () => {
    const other = theme === 'dark' ? 'light' : 'dark'
    rememberTheme(other)
    hud.changeView({ theme: other })
  }
}
