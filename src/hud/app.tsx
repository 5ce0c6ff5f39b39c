import { type ReactNode, useState } from 'react'
import { useActions } from './page/use-actions.ts'
import { useAddress } from './page/use-address.ts'
import { useHud, useSnapshot } from './page/use-hud.ts'
import { useMessage } from './page/use-message.ts'
import { useTheme } from './page/use-theme.ts'
import { AxisPanels } from './panels/axis-panels.tsx'
import { GaugePanel } from './panels/gauges.tsx'
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
  /** Reconnects with a token that the user typed. */
  readonly onToken: (token: string) => void
}

/** The page: one screen, from the header down to the timeline and the controls. */
export function App({ onToken }: AppProps): ReactNode {
  const hud = useHud()
  const snapshot = useSnapshot()
  const { picture, view } = snapshot
  const [dialog, setDialog] = useState<'help' | 'go-to'>()
  const [message, say] = useMessage(snapshot)
  const turnTheme = useTheme(view.theme)
  const act = useActions({ picture, say, turnTheme, open: setDialog })
  useAddress(snapshot)
  const closeDialog = () => setDialog(undefined)
  return (
    <>
      <Header snapshot={snapshot} onTheme={turnTheme} onHelp={() => setDialog('help')} />
      <main>
        <div className="picture">
          <Plot picture={picture} />
          {picture && <ReadOut picture={picture} />}
          {picture && <AxisPanels picture={picture} />}
          <GaugePanel picture={picture} />
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
      {dialog === 'help' && <Help onClose={closeDialog} />}
      {dialog === 'go-to' && picture && (
        <GoTo day={picture.day} onGo={(second) => hud.seek(second)} onClose={closeDialog} />
      )}
    </>
  )
}
