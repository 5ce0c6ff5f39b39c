import type { Candle } from '../player/candles.ts'
import type { CellReading } from '../player/cell-reading.ts'
import type { DayLine } from '../player/day-line.ts'
import type { EventOfNote } from '../player/events-of-note.ts'
import type { HeatColumn } from '../player/heat-column.ts'
import type { Moment } from '../player/moment.ts'
import type { Scale } from '../player/scale.ts'
import type { View } from '../player/view.ts'
import type { VolumeProfile } from '../player/volume-profile.ts'
import type { DayDescription } from '../seconds/second.ts'
import type { ServedDay } from '../wire/server-answers.ts'
import type { Viewport } from './viewport.ts'

/** How it stands with the server. */
export type Connection =
  /** Nothing has been chosen yet. */
  | { readonly phase: 'idle' }
  /** The first connection to a day is being made. */
  | { readonly phase: 'connecting' }
  /** Connected; the second that was asked for has not come yet. */
  | { readonly phase: 'loading' }
  | { readonly phase: 'live' }
  | { readonly phase: 'paused' }
  /** The day's last second is shown. */
  | { readonly phase: 'ended' }
  /** The connection was lost and is tried for again. */
  | {
      readonly phase: 'retrying'
      readonly reason: string
      /** From 1. */
      readonly attempt: number
      /** When the next try begins, milliseconds since 1970; it may have begun. */
      readonly at: number
    }
  /** There is nothing to try again: no such day, no right token, or the server has none at all. */
  | { readonly phase: 'refused'; readonly reason: string }

/** Can the heatmap be drawn? `lost`: the browser took the drawing context and may give it back. */
export type Drawing = 'none' | 'ready' | 'unsupported' | 'lost'

/** Where the pointer, or the keys that stand for it, points. */
export interface Crosshair {
  /** CSS pixels from the plot's left top corner. */
  readonly x: number
  readonly y: number
  /** The last second of the column; later than the newest in a column that is under way. */
  readonly second: number
  /** As the viewport counts them: where columns are around their own spots, of the newest one. */
  readonly tick: number
  /** The exact numbers; undefined where nothing has been read, or the day has not begun. */
  readonly reading: CellReading | undefined
}

/** A session level of the newest second. */
export interface LevelLine {
  readonly label: string
  /** With a fraction where it is an average. */
  readonly tick: number
}

/** All that a page shows of one instant, but for the heatmap. */
export interface HudPicture {
  readonly day: DayDescription
  readonly view: View
  readonly viewport: Viewport
  /** The newest second. */
  readonly second: number
  /** Follows the newest second; false while one looks back. */
  readonly isFollowing: boolean
  /** Is all that is in view there? What is not is being read. */
  readonly isWhole: boolean
  readonly isPlaying: boolean
  readonly hasEnded: boolean
  /** Seconds of the day a second. */
  readonly speed: number
  readonly mark: number | undefined
  readonly crosshair: Crosshair | undefined
  /** The day by second, as far as it has been read; it is filled in place. */
  readonly line: DayLine
  readonly moment: Moment
  /** The newest second by itself. */
  readonly newest: HeatColumn | undefined
  readonly profile: VolumeProfile
  readonly levels: readonly LevelLine[]
  /** Of what is in view, where they are wanted. */
  readonly candles: readonly Candle[]
  readonly scale: Scale
  /** Of what has been read so far, in order; the day is read on in the background. */
  readonly events: readonly EventOfNote[]
}

/** What a page is told; a new one whenever any of it changes. */
export interface HudSnapshot {
  /** Counts up. */
  readonly version: number
  readonly connection: Connection
  readonly drawing: Drawing
  /** Batches lost to a slow link since the connection was made. */
  readonly dropped: number
  /** What the reader should know, until it is over: history that could not be read, and the like. */
  readonly trouble: string | undefined
  /** Undefined until the server has said. */
  readonly catalog: readonly ServedDay[] | undefined
  /** How days are looked at. */
  readonly view: View
  /** Which day is wanted. */
  readonly choice: { readonly symbol: string; readonly dt: string } | undefined
  /** Undefined until the first second of a day has come. */
  readonly picture: HudPicture | undefined
}
