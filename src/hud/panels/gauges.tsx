import type { ReactNode } from 'react'
import { charmTexts } from '../../player/charm-text.ts'
import type { Pressure } from '../../player/dealer-moment.ts'
import { signed } from '../../player/price-text.ts'
import type { HudPicture } from '../picture.ts'
import { Icon } from './icon.tsx'

const APPROACHES = {
  up: ['up', 'approach up'],
  down: ['down', 'approach down'],
  none: ['flat', 'no approach'],
} as const

/** Ease of moving above and below, approach direction, and radar numbers. */
export function GaugePanel({ picture }: { readonly picture: HudPicture | undefined }): ReactNode {
  const { gauges, radar, dealers } = picture?.moment ?? {}
  if (!picture || !gauges) {
    return (
      <section className="gauges" aria-label="Vacuum and radar">
        <p className="nothing">{picture ? 'no vacuum scores in this second' : ''}</p>
      </section>
    )
  }
  const ofi = picture.line.ofi[picture.line.index(picture.second)] ?? 0
  return (
    <section className="gauges" aria-label="Vacuum and radar">
      <div className="meters">
        {radar && (
          <p className="approach">
            <span className={radar.approach}>
              <Icon name={APPROACHES[radar.approach][0]} /> {APPROACHES[radar.approach][1]}
            </span>
          </p>
        )}
        <Meter name="above" value={gauges.above} ink="ask" />
        <Meter name="below" value={gauges.below} ink="bid" />
        <Meter name="total" value={gauges.total} ink="vacuum" />
        {dealers?.pressure && <PressureMeters pressure={dealers.pressure} />}
      </div>
      {radar && (
        <dl className="radar">
          <Figure name="step back" title="f5: both sides step back" value={radar.expansion} />
          <Figure name="thin out" title="f6: both sides thin out" value={radar.decay} />
          <Figure name="upward" title="u17: what must happen to rise" value={radar.upward} />
          <Figure name="OFI" title="order-flow imbalance, lots" value={ofi} digits={0} />
          {charmTexts(dealers?.charm ?? []).map(([name, lots]) => (
            <CharmFigure key={name} name={name} lots={lots} />
          ))}
        </dl>
      )}
    </section>
  )
}

/** How hard dealers' hedging pushes on a move of 8 ticks, or resists it: full at 1. */
function PressureMeters({ pressure }: { readonly pressure: Pressure }): ReactNode {
  return (['up', 'down'] as const).map((direction) => {
    const value = pressure[direction]
    if (Number.isNaN(value)) return null
    const does = value < 0 ? 'resists' : 'pushes on'
    return (
      <div key={direction} className="meter-row" title={`hedging ${does}, 8 ticks ${direction}`}>
        <span>{direction === 'up' ? 'hdg up' : 'hdg dn'}</span>
        <span className="unseen">{`hedging ${does}`}</span>
        <span className={`meter ${value < 0 ? 'added' : 'vacuum'}`} aria-hidden="true">
          <i style={{ transform: `scaleX(${Math.min(Math.abs(value), 1)})` }} />
        </span>
        <b>{signed(value, 2)}</b>
      </div>
    )
  })
}

/** What time makes dealers trade, futures. */
function CharmFigure({ name, lots }: { readonly name: string; readonly lots: string }): ReactNode {
  return (
    <>
      <dt title="futures that dealers buy (+) or sell (−) as time passes">charm {name}</dt>
      <dd>{lots}</dd>
    </>
  )
}

interface MeterProps {
  readonly name: string
  /** 0..1; NaN where there is no calibration to score by. */
  readonly value: number
  readonly ink: 'ask' | 'bid' | 'vacuum'
}

function Meter({ name, value, ink }: MeterProps): ReactNode {
  if (Number.isNaN(value)) {
    return (
      <div className="meter-row" title="no calibration to score by">
        <span>{name}</span>
        <span className={`meter ${ink}`} aria-hidden="true" />
        <b>–</b>
      </div>
    )
  }
  return (
    <div className="meter-row">
      <span>{name}</span>
      <meter className="unseen" aria-label={`vacuum ${name}`} value={value} />
      <span className={`meter ${ink}`} aria-hidden="true">
        <i style={{ transform: `scaleX(${value})` }} />
      </span>
      <b>{value.toFixed(2)}</b>
    </div>
  )
}

interface FigureProps {
  readonly name: string
  readonly title: string
  readonly value: number
  readonly digits?: number
}

function Figure({ name, title, value, digits = 2 }: FigureProps): ReactNode {
  return (
    <>
      <dt title={title}>{name}</dt>
      <dd>{signed(value, digits)}</dd>
    </>
  )
}
