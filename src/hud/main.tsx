import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { Hud } from './model.ts'
import { choiceOf, serverOf, withoutToken } from './page/address.ts'
import { storedConditions } from './page/conditions.ts'
import { storedPanels } from './page/layout-storage.ts'
import { applyTheme, preferredTheme } from './page/theme.ts'
import { HudContext } from './page/use-hud.ts'
import './styles/base.css'
import './styles/layout.css'
import './styles/controls.css'
import './styles/panels.css'
import './styles/inks.css'

/** Session storage key: the token is kept for this tab, so that the page can be reloaded. */
const TOKEN = 'spymaster.token'

const element = document.getElementById('root')
if (!element) throw new Error('the page has no #root')
const root = createRoot(element)
applyTheme(preferredTheme())

const url = new URL(location.href)
const { address, token } = withoutToken(url)
if (token !== undefined) {
  sessionStorage.setItem(TOKEN, token)
  history.replaceState(undefined, '', address)
}
open(token ?? sessionStorage.getItem(TOKEN) ?? undefined)

function open(token: string | undefined): void {
  const hud = new Hud(serverOf(url, token))
  const panels = storedPanels()
  hud.changeView({ theme: preferredTheme(), ...(panels && { panels }) })
  hud.setConditions(storedConditions())
  hud.loadSettings()
  hud.choose(choiceOf(new URL(location.href)))
  const again = (typed: string) => {
    hud.close()
    sessionStorage.setItem(TOKEN, typed)
    open(typed)
  }
  root.render(
    <StrictMode>
      <HudContext value={hud}>
        <App onToken={again} key={token} />
      </HudContext>
    </StrictMode>,
  )
}
