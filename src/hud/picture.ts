import type { Candle } from '../player/candles.ts'
import type { CellReading } from '../player/cell-reading.ts'
import type { CrossedSpan } from '../player/crossed-spans.ts'
import type { RungAlert } from '../player/day-events.ts'
import type { DayLine } from '../player/day-line.ts'
import type { HeatColumn } from '../player/heat-column.ts'
import type { MarketEvent } from '../player/market-events.ts'
import type { Moment } from '../player/moment.ts'
import type { NotableEvent } from '../player/notable-events.ts'
import type { Print } from '../player/prints.ts'
import type { ColourScale } from '../player/scale.ts'
import type { View } from '../player/view.ts'
import type { VolumeProfile } from '../player/volume-profile.ts'
import type { DayDescription } from '../seconds/second.ts'
import type { PageSettings } from '../wire/page-settings.ts'
import type { ServedDay } from '../wire/server-requests.ts'
import type { Viewport } from './viewport.ts'

/** State of the connection to the server. */
export type Connection =
  /** No day has been chosen yet. */
  | { readonly phase: 'idle' }
  /** The first connection to a day is being made. */
  | { readonly phase: 'connecting' }
  /** Connected; the requested second has not arrived yet. */
  | { readonly phase: 'loading' }
  | { readonly phase: 'live' }
  | { readonly phase: 'paused' }
  /** The day's last second is shown. */
  | { readonly phase: 'ended' }
  /** The connection was lost and will be retried. */
  | {
      readonly phase: 'retrying'
      readonly reason: string
      /** From 1. */
      readonly attempt: number
      /** When the next try begins, milliseconds since 1970; it may have begun. */
      readonly at: number
    }
  /** Retrying is useless: unknown day, wrong token, or no days at all. */
  | { readonly phase: 'refused'; readonly reason: string }

/**
 * State of the heatmap's canvas. `lost`: the browser has lost the WebGL context and may restore it.
 */
export type DrawingState = 'none' | 'ready' | 'unsupported' | 'lost'

/** Position of the pointer, or of the crosshair moved by keys. */
export interface CrosshairReading {
  /** CSS pixels from the plot's top left corner. */
  readonly x: number
  readonly y: number
  /** The last second of the column; after the newest second in an incomplete column. */
  readonly second: number
  /** Tick of the viewport's axis: with anchor `spot`, of the newest column. */
  readonly tick: number
  /** The exact values; undefined where not loaded or outside the day. */
  readonly reading: CellReading | undefined
}

/** A session level of the newest second. */
export interface LevelLine {
  readonly label: string
  /** Fractional for averages. */
  readonly tick: number
}

/** Everything that the page shows at one instant, except the heatmap. */
export interface HudPicture {
  readonly day: DayDescription
  readonly view: View
  readonly viewport: Viewport
  /** The newest second. */
  readonly second: number
  /** Whether the newest second is at the right edge; false after panning back. */
  readonly isFollowing: boolean
  /** Whether all data in view is loaded; missing data is being read. */
  readonly isComplete: boolean
  readonly isPlaying: boolean
  readonly hasEnded: boolean
  /** Seconds of the day per second. */
  readonly speed: number
  readonly mark: number | undefined
  readonly crosshair: CrosshairReading | undefined
  /** The day by second, as far as loaded; updated in place. */
  readonly line: DayLine
  readonly moment: Moment
  /** A column of the newest second alone. */
  readonly newest: HeatColumn | undefined
  readonly profile: VolumeProfile
  readonly levels: readonly LevelLine[]
  /** Candles in view, if enabled. */
  readonly candles: readonly Candle[]
  readonly scale: ColourScale
  /** Events of the chunks read so far, in order; the rest of the day is read in the background. */
  readonly events: readonly NotableEvent[]
  /** The latest prints, newest first, if their panel is shown. */
  readonly prints: readonly Print[]
  /** Large trades in view, the largest first. */
  readonly largeTrades: readonly LargeTrade[]
  /** What traded in each cell in view, where cells are large enough for numbers. */
  readonly footprint: readonly LargeTrade[]
  /** Sweeps, icebergs and others in view, if they are shown. */
  readonly eventMarks: readonly PlacedMark[]
  /** Where the book is crossed before the first trade, in view. */
  readonly crossed: readonly CrossedSpan[]
}

/** A mark at a column, and at a tick of the viewport's axis. */
export interface PlacedMark {
  readonly column: number
  readonly axisTick: number
  readonly event: MarketEvent
}

/** Lots traded at a price of a column. */
export interface LargeTrade {
  readonly column: number
  /** Tick of the viewport's axis. */
  readonly tick: number
  readonly bought: number
  readonly sold: number
}

/** State of the model; a new object after every change. */
export interface HudSnapshot {
  /** Increments with every change. */
  readonly version: number
  readonly connection: Connection
  readonly drawing: DrawingState
  /** Batches lost to a slow link since the connection was made. */
  readonly dropped: number
  /** A current problem to show: unreadable history, a server error. */
  readonly trouble: string | undefined
  /** Undefined until the server has sent it. */
  readonly catalog: readonly ServedDay[] | undefined
  /** Display settings. */
  readonly view: View
  /** The chosen day. */
  readonly choice: { readonly symbol: string; readonly dt: string } | undefined
  /** What the server's configuration says about the page. */
  readonly settings: PageSettings
  /** Conditions that ring, and why the server has refused them. */
  readonly conditions: readonly string[]
  readonly alertTrouble: string | undefined
  /** The alert that rang last; a new object each time. */
  readonly rung: RungAlert | undefined
  /** Undefined until the first second has arrived. */
  readonly picture: HudPicture | undefined
}
