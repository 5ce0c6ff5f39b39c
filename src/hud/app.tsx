import { type ReactNode, useEffect, useMemo, useState } from 'react'
import type { EventOrder } from '../player/event-order.ts'
import type { EventKind } from '../player/event-text.ts'
import { Keys } from '../player/key-choices.ts'
import { PANEL_NAMES } from '../player/panels.ts'
import { storeConditions } from './page/conditions.ts'
import { areCharacterKeysOff, keyChoices, storeCharacterKeys } from './page/key-settings.ts'
import { storedSizes, storePanels, storeSizes } from './page/layout-storage.ts'
import { type PageDialog, useActions } from './page/use-actions.ts'
import { useAddress } from './page/use-address.ts'
import { useAlerts } from './page/use-alerts.ts'
import { useHud, useSnapshot } from './page/use-hud.ts'
import { useMessage } from './page/use-message.ts'
import { useTheme } from './page/use-theme.ts'
import { Alerts } from './panels/alerts.tsx'
import { AxisPanels } from './panels/axis-panels.tsx'
import { EventList } from './panels/event-list.tsx'
import { GaugePanel } from './panels/gauges.tsx'
import { GoTo } from './panels/go-to.tsx'
import { Header } from './panels/header.tsx'
import { Help } from './panels/help.tsx'
import { Legend } from './panels/legend.tsx'
import { Notice } from './panels/notice.tsx'
import { PaneHandles, sizeStyle } from './panels/pane-handles.tsx'
import { Plot } from './panels/plot.tsx'
import { Prints } from './panels/prints.tsx'
import { ReadOut } from './panels/read-out.tsx'
import { Smile } from './panels/smile.tsx'
import { Timeline } from './panels/timeline.tsx'
import { Transport } from './panels/transport.tsx'
import { LayerSwitches, Steppers } from './panels/view-controls.tsx'
import type { HudPicture } from './picture.ts'

export interface AppProps {
  /** Reconnects with a token that the user typed. */
  readonly onToken: (token: string) => void
}

/** The page: one screen, from the header down to the timeline and the controls. */
export function App({ onToken }: AppProps): ReactNode {
  const hud = useHud()
  const snapshot = useSnapshot()
  const { picture, view } = snapshot
  const [dialog, setDialog] = useState<PageDialog>()
  const [eventOrder, setEventOrder] = useState<EventOrder>('rank')
  const [eventKind, setEventKind] = useState<EventKind>()
  const [isDrawerOpen, setDrawerOpen] = useState(false)
  const [message, say] = useMessage(snapshot)
  const turnTheme = useTheme(view.theme)
  const [areCharactersOff, setCharactersOff] = useState(areCharacterKeysOff)
  const keys = useMemo(
    () => new Keys(keyChoices(snapshot.settings, areCharactersOff)),
    [snapshot.settings, areCharactersOff],
  )
  const actions = { picture, say, turnTheme, open: setDialog, eventOrder, eventKind, keys }
  const act = useActions(actions)
  useAddress(snapshot)
  useAlerts(snapshot, say)
  const [sizes, setSizes] = useState(storedSizes)
  useEffect(() => storePanels(view.panels), [view.panels])
  const attributes = pictureAttributes(picture, isDrawerOpen)
  const closeDialog = () => setDialog(undefined)
  return (
    <>
      <Header
        snapshot={snapshot}
        onTheme={turnTheme}
        onHelp={() => setDialog('help')}
        onLayout={() => act('next-layout')}
      />
      <main>
        <div className="picture" style={sizeStyle(sizes)} {...attributes}>
          <Plot picture={picture} />
          {picture && <ReadOut picture={picture} />}
          {picture && <AxisPanels picture={picture} />}
          {picture?.view.panels.prints && <Prints picture={picture} />}
          {picture?.view.panels.smile && <Smile picture={picture} />}
          {attributes['data-panels'] && (
            <PaneHandles
              panels={attributes['data-panels']}
              sizes={sizes}
              onSizes={(changed) => {
                storeSizes(changed)
                setSizes(changed)
              }}
            />
          )}
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
          <Transport
            picture={picture}
            act={act}
            isDrawerOpen={isDrawerOpen}
            onDrawer={() => setDrawerOpen(!isDrawerOpen)}
          />
          <LayerSwitches picture={picture} act={act} />
        </div>
        <div className="controls">
          <Legend picture={picture} />
          <Steppers picture={picture} act={act} />
        </div>
      </footer>
      {dialog === 'help' && (
        <Help
          keys={keys}
          hasSwitch={snapshot.settings.character_keys}
          areCharactersOff={areCharactersOff}
          onCharacters={(areOff) => {
            storeCharacterKeys(areOff)
            setCharactersOff(areOff)
          }}
          onClose={closeDialog}
        />
      )}
      {dialog === 'events' && picture && (
        <EventList
          picture={picture}
          order={eventOrder}
          kind={eventKind}
          onChange={(order, kind) => {
            setEventOrder(order)
            setEventKind(kind)
          }}
          onGo={(event) => hud.goTo(event)}
          onClose={closeDialog}
        />
      )}
      {dialog === 'alerts' && (
        <Alerts
          snapshot={snapshot}
          onChange={(conditions) => {
            storeConditions(conditions)
            hud.setConditions(conditions)
          }}
          onClose={closeDialog}
        />
      )}
      {dialog === 'go-to' && picture && (
        <GoTo day={picture.day} onGo={(second) => hud.seek(second)} onClose={closeDialog} />
      )}
    </>
  )
}

/** What the layout of the panels depends on. */
function pictureAttributes(picture: HudPicture | undefined, isDrawerOpen: boolean) {
  const { panels, isMapAlone } = picture?.view ?? {}
  const surfaces = picture?.day.surfaces ?? []
  const shown = PANEL_NAMES.filter(
    (name) =>
      panels?.[name] &&
      !isMapAlone &&
      (name !== 'hedge' || surfaces.includes('hedge_profile')) &&
      (name !== 'smile' || surfaces.includes('smile')),
  )
  return { 'data-panels': picture && shown.join(' '), 'data-drawer': isDrawerOpen || undefined }
}
