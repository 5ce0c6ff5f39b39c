import { type ReactNode, useEffect, useState } from 'react'
import { clockText } from '../player/clock-text.ts'
import type { Action } from '../player/keys.ts'
import { Drawing } from './drawings/drawing.tsx'
import { drawGexBars, emptyLines } from './drawings/gex-bars.ts'
import { drawLadder } from './drawings/ladder.ts'
import { drawLines } from './drawings/lines.ts'
import { drawPriceAxis } from './drawings/price-axis.ts'
import { drawTimeAxis } from './drawings/time-axis.ts'
import { saveBlob } from './page/save.ts'
import { applyTheme, followSystem, rememberTheme } from './page/theme.ts'
import { useAddress } from './page/use-address.ts'
import { useHud, useSnapshot } from './page/use-hud.ts'
import { useKeys } from './page/use-keys.ts'
import { useMessage } from './page/use-message.ts'
import { Gauges } from './panels/gauges.tsx'
import { GoTo } from './panels/go-to.tsx'
import { Header } from './panels/header.tsx'
import { Help } from './panels/help.tsx'
import { Legend } from './panels/legend.tsx'
import { Notice } from './panels/notice.tsx'
import { Plot } from './panels/plot.tsx'
import { ReadOut } from './panels/read-out.tsx'
import { Timeline } from './panels/timeline.tsx'
import { Transport } from './panels/transport.tsx'
import { LayerSwitches, Steppers } from './panels/view-controls.tsx'

export interface AppProps {
  /** Connects anew with a token that the reader typed. */
  readonly onToken: (token: string) => void
}

/** The page: one screen, from the header down to the timeline. */
export function App({ onToken }: AppProps): ReactNode {
  const hud = useHud()
  const snapshot = useSnapshot()
  const { picture, view } = snapshot
  const { theme } = view
  const [dialog, setDialog] = useState<'help' | 'go-to'>()
  const [message, say] = useMessage(snapshot)
  useAddress(snapshot)

  useEffect(() => applyTheme(theme), [theme])
  useEffect(() => followSystem((preferred) => hud.changeView({ theme: preferred })), [hud])

  const turnTheme = () => {
    const other = theme === 'dark' ? 'light' : 'dark'
    rememberTheme(other)
    hud.changeView({ theme: other })
  }
  const findEvent = async (direction: 1 | -1) => {
    const found = await hud.findEvent(direction)
    if (found) say(`${clockText(found.second)}  ${found.kind}: ${found.what}`)
    else say(direction > 0 ? 'no later event of note' : 'no earlier event of note')
  }
  const act = (action: Action) => {
    switch (action) {
      case 'help':
        return setDialog('help')
      case 'go-to':
        return picture && setDialog('go-to')
      case 'theme':
        return turnTheme()
      case 'save':
        return picture && hud.save().then((blob) => saveBlob(blob, picture.day, picture.second))
      case 'next-event':
      case 'previous-event':
        return findEvent(action === 'next-event' ? 1 : -1)
      case 'mark':
        if (picture) say(`mark set at ${clockText(picture.second)}`)
        return hud.act(action)
      case 'dismiss':
        return hud.point(undefined)
      case 'quit':
      case 'next-layer':
        return
      default:
        return hud.act(action)
    }
  }
  useKeys(act)

  return (
    <>
      <Header snapshot={snapshot} onTheme={turnTheme} onHelp={() => setDialog('help')} />
      <main>
        <div className="picture">
          <Plot picture={picture} />
          {picture && (
            <>
              <ReadOut picture={picture} />
              <Drawing
                className="price-axis"
                label="Prices, and ticks from spot"
                theme={theme}
                draw={(sheet) => drawPriceAxis(sheet, picture)}
              />
              <Drawing
                className="ladder"
                label="Book of the newest second by price, and the session’s volume"
                theme={theme}
                draw={(sheet) => drawLadder(sheet, picture)}
              />
              <Drawing
                className="gex"
                label={['Gamma exposure by strike', ...emptyLines(picture)].join(' ')}
                theme={theme}
                draw={(sheet) => drawGexBars(sheet, picture)}
              />
              <Drawing
                className="time-axis"
                label="The exchange’s clock"
                theme={theme}
                draw={(sheet) => drawTimeAxis(sheet, picture)}
              />
              <Drawing
                className="lines"
                label="Spot and cumulative delta"
                theme={theme}
                draw={(sheet) => drawLines(sheet, picture)}
              />
            </>
          )}
          <Gauges picture={picture} />
          <Notice snapshot={snapshot} onToken={onToken} />
          <p className="message" role="status" data-testid="message">
            {message}
          </p>
        </div>
        {picture ? <Timeline picture={picture} /> : <div className="timeline" />}
      </main>
      <footer>
        <div className="controls">
          <Transport picture={picture} act={act} />
          <LayerSwitches picture={picture} act={act} />
        </div>
        <div className="controls">
          <Legend picture={picture} />
          <Steppers picture={picture} act={act} />
        </div>
      </footer>
      {dialog === 'help' && <Help onClose={() => setDialog(undefined)} />}
      {dialog === 'go-to' && picture && (
        <GoTo
          day={picture.day}
          onGo={(second) => hud.seek(second)}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  )
}
