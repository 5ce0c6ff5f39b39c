import type { ReactNode } from 'react'
import { clockText, EXCHANGE_ZONE_LABEL, localZone } from '../../player/clock-text.ts'
import { dataStatus, spotHeadline } from '../../player/headline.ts'
import { layoutOf } from '../../player/panels.ts'
import type { HudPicture, HudSnapshot } from '../picture.ts'
import { ConnectionState } from './connection-state.tsx'
import { DayPicker } from './day-picker.tsx'
import { Icon } from './icon.tsx'

export interface PageHeaderProps {
  readonly snapshot: HudSnapshot
  readonly onTheme: () => void
  readonly onHelp: () => void
  readonly onLayout: () => void
}

/** Day, time, price, data status and connection. */
export function Header({ snapshot, onTheme, onHelp, onLayout }: PageHeaderProps): ReactNode {
  const { picture } = snapshot
  return (
    <header className="header">
      <h1 className="wordmark">
        <Icon name="mark" />
        <span className="unseen">Spymaster</span>
      </h1>
      <DayPicker snapshot={snapshot} />
      <Clock picture={picture} />
      <Spot picture={picture} />
      <StatusList picture={picture} />
      <ConnectionState snapshot={snapshot} />
      <div className="buttons">
        <button
          type="button"
          className="quiet"
          disabled={!picture}
          onClick={onLayout}
          title="Next layout of panels (w); Enter shows the heatmap alone"
        >
          <span className="unseen">Layout </span>
          {(picture && layoutOf(picture.view.panels)) ?? 'panels'}
        </button>
        <button type="button" className="quiet" onClick={onTheme} title="Dark or light (t)">
          <Icon name="theme" />
          <span className="unseen">Dark or light</span>
        </button>
        <button type="button" className="quiet" onClick={onHelp} title="Keys (?)">
          <Icon name="help" />
          <span className="unseen">Keys</span>
        </button>
      </div>
    </header>
  )
}

interface PictureProps {
  readonly picture: HudPicture | undefined
}

/** Exchange time and local time. */
function Clock({ picture }: PictureProps): ReactNode {
  const { zone, label } = localZone()
  const second = picture?.second
  const clock = second === undefined ? '--:--:--' : clockText(second)
  const local = second === undefined ? '' : `${clockText(second, zone)} ${label}`
  return (
    <div className="pair clock">
      <span className="large">
        <time data-testid="clock">{clock}</time> <small>{EXCHANGE_ZONE_LABEL}</small>
      </span>
      <span className="small">{local}</span>
    </div>
  )
}

const ARROWS = { '1': 'up', '0': 'flat', '-1': 'down' } as const

function Spot({ picture }: PictureProps): ReactNode {
  const headline = picture && spotHeadline(picture)
  if (!headline) {
    return (
      <div className="pair spot">
        <span className="large">—</span>
        <span className="small">no spot yet</span>
      </div>
    )
  }
  const { spot, points, share, direction } = headline
  return (
    <div className="pair spot">
      <span className="large" data-testid="spot">
        {spot}
      </span>
      <span className={`small ${ARROWS[direction]}`}>
        <Icon name={ARROWS[direction]} /> {points} <span className="share">{share}</span>
      </span>
    </div>
  )
}

function StatusList({ picture }: PictureProps): ReactNode {
  if (!picture) return <ul className="standing" />
  const { facts, warnings } = dataStatus(picture, false)
  return (
    <ul className="standing">
      {warnings.map((text) => (
        <li key={text} className="warning">
          {text}
        </li>
      ))}
      {facts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}
