import type { ReactNode } from 'react'
import type { Action } from '../../player/keys.ts'
import { signed } from '../../player/price-text.ts'
import { LAYERS, type Layer, type View } from '../../player/view.ts'
import { Icon } from './icon.tsx'
import { RecordButton } from './record-button.tsx'
import type { ControlsProps } from './transport.tsx'

const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  wall: 'wall',
  vacuum: 'vacuum',
  balance: 'balance',
  gex: 'GEX',
  both: 'wall + vacuum',
}

interface OverlaySwitch {
  readonly name: string
  readonly action: Action
  readonly on: keyof View
  readonly title: string
}

/** Overlays of the heatmap. */
const OVERLAYS: readonly OverlaySwitch[] = [
  { name: 'quotes', action: 'quotes', on: 'quotes', title: 'Best bid and ask (i)' },
  { name: 'trades', action: 'trades', on: 'trades', title: 'Trades by size (d)' },
  { name: 'levels', action: 'levels', on: 'levels', title: 'Session levels (v)' },
  {
    name: 'marks',
    action: 'event-marks',
    on: 'eventMarks',
    title: 'Sweeps, icebergs, absorption (x)',
  },
  { name: 'candles', action: 'candles', on: 'candles', title: 'Candles (b)' },
]

/** Switches of layer, overlays and anchor. */
export function LayerSwitches({ picture, act }: ControlsProps): ReactNode {
  const view = picture?.view
  const button = (name: string, isOn: boolean, action: Action, title: string) => (
    <button
      key={name}
      type="button"
      disabled={!view}
      aria-pressed={isOn}
      onClick={() => act(action)}
      title={title}
    >
      {name}
    </button>
  )
  return (
    <>
      <fieldset className="switches" aria-label="Layer">
        {LAYERS.map((layer, index) =>
          button(
            LAYER_NAMES[layer],
            view?.layer === layer,
            `layer-${layer}`,
            `Show ${LAYER_NAMES[layer]} (${index + 1})`,
          ),
        )}
      </fieldset>
      <fieldset className="switches" aria-label="Over it">
        {OVERLAYS.map(({ name, action, on, title }) =>
          button(name, view?.[on] === true, action, title),
        )}
        {button(
          'own spot',
          view?.anchor === 'spot',
          'anchor',
          'Each second around its own spot (a)',
        )}
      </fieldset>
      <fieldset className="zooms" aria-label="Picture">
        <button
          type="button"
          disabled={!view}
          onClick={() => act('more-lots')}
          title="Larger trades only (f); F goes back"
        >
          {view && view.minLots > 0 ? `≥ ${view.minLots} lots` : 'all lots'}
        </button>
        {view?.candles && (
          <button type="button" onClick={() => act('candle-length')} title="Length of candles (B)">
            {`${view.candleSeconds / 60} min`}
          </button>
        )}
        <button type="button" disabled={!view} onClick={() => act('fit')} title="Fit (z)">
          <Icon name="fit" />
          <span className="unseen">Fit all that is recorded</span>
        </button>
        <button
          type="button"
          disabled={!view}
          onClick={() => act('save')}
          title="Save the page as a PNG (s)"
        >
          <Icon name="save" />
          <span className="unseen">Save the page as a PNG</span>
        </button>
        <RecordButton picture={picture} />
      </fieldset>
    </>
  )
}

/** Steppers of time zoom, price zoom and contrast. */
export function Steppers({ picture, act }: ControlsProps): ReactNode {
  const view = picture?.view
  const stepper = (name: string, value: string, less: StepperButton, more: StepperButton) => (
    <fieldset className="stepper" aria-label={name}>
      <button type="button" disabled={!view} onClick={() => act(less.action)} title={less.title}>
        <Icon name="minus" />
        <span className="unseen">{less.title}</span>
      </button>
      <span>{value}</span>
      <button type="button" disabled={!view} onClick={() => act(more.action)} title={more.title}>
        <Icon name="plus" />
        <span className="unseen">{more.title}</span>
      </button>
    </fieldset>
  )
  return (
    <div className="zooms">
      {stepper(
        'Seconds a column',
        `${view?.columnSeconds ?? 1} s/col`,
        { action: 'time-in', title: 'Fewer seconds a column (<)' },
        { action: 'time-out', title: 'More seconds a column (>)' },
      )}
      {stepper(
        'Prices',
        'ticks',
        { action: 'ticks-out', title: 'More ticks (−)' },
        { action: 'ticks-in', title: 'Fewer ticks (+)' },
      )}
      {stepper(
        'Black up to',
        cutText('black', view?.lowCut ?? 0),
        { action: 'lower-low', title: 'Black up to fewer lots (()' },
        { action: 'raise-low', title: 'Black up to more lots ())' },
      )}
      {stepper(
        'Brightest from',
        cutText('bright', view?.highCut ?? 0),
        { action: 'lower-high', title: 'Brightest from fewer lots (9)' },
        { action: 'raise-high', title: 'Brightest from more lots (0)' },
      )}
      {(!view || view.layer === 'both') &&
        stepper(
          'Vacuum from',
          `vac ≥ ${(view?.vacuumFloor ?? 0).toFixed(2)}`,
          { action: 'lower-floor', title: 'Vacuum from weaker pulls (c)' },
          { action: 'raise-floor', title: 'Vacuum from stronger pulls only (C)' },
        )}
    </div>
  )
}

function cutText(end: string, steps: number): string {
  return steps === 0 ? end : `${end} ${signed(steps)}`
}

interface StepperButton {
  readonly action: Action
  readonly title: string
}
