import type { EventOfNote } from '../player/events-of-note.ts'
import type { Action } from '../player/keys.ts'
import type { View } from '../player/view.ts'
import type { HudSnapshot } from './picture.ts'

/** Which day to watch; what is left out is the server's latest. */
export interface DayChoice {
  readonly symbol?: string | undefined
  readonly dt?: string | undefined
  /** Unix second to begin at; the day's first, if left out. */
  readonly second?: number | undefined
}

/**
 * A day in a browser: the stream's newest second, what came before it, and the heatmap of both. The
 * page asks for the {@link snapshot} when it is told of a change, and hands on what its reader does.
 *
 *     const hud = new Hud(location.href)
 *     hud.subscribe(() => render(hud.snapshot))
 *     hud.attach(canvas)
 *     hud.choose({ symbol: 'ESH6', dt: '2026-01-06' })
 */
export declare class Hud {
  /** @param address of the server: `http://HOST:PORT`, with `?token=…` where it asks for one */
  constructor(address: string)

  /** The same object until something changes. */
  get snapshot(): HudSnapshot

  /** Told after every change, a few times a second at most; gives what ends it. */
  subscribe(listener: () => void): () => void

  /** Goes to a day. Nothing is thrown: {@link HudSnapshot.connection} says what came of it. */
  choose(choice: DayChoice): Promise<void>

  /** Asks again for what the server has. */
  refreshCatalog(): Promise<void>

  /** Tries at once to connect, where a try is waited for, or was refused. */
  retry(): void

  /** Does what a key asks for, as far as it is not the page's: help, go-to, save, quit, dismiss. */
  act(action: Action): void

  /** Changes the view directly: `{ layer: 'gex' }`. */
  changeView(view: Partial<View>): void

  /** Goes to a second of the day. */
  seek(second: number): void
  setSpeed(speed: number): void
  setPlaying(isPlaying: boolean): void

  /** Goes to the nearest event of note after, or before, the present; undefined where none is. */
  findEvent(direction: 1 | -1): Promise<EventOfNote | undefined>

  /** Moves what is shown by CSS pixels: the picture goes along with the pointer. */
  pan(x: number, y: number): void

  /** Zooms around a point of the plot, which stays; factors above 1 show less, larger. */
  zoom(timeFactor: number, priceFactor: number, x: number, y: number): void

  /** Points at a place of the plot, CSS pixels from its left top corner; or at none. */
  point(place: { readonly x: number; readonly y: number } | undefined): void

  /** Draws on a canvas, as large as it is laid out; gives what ends it. */
  attach(canvas: HTMLCanvasElement): () => void

  /** Draws now, if anything changed; true if it did. The browser's frames do so by themselves. */
  frame(): boolean

  /** The heatmap as it is drawn, as a PNG. */
  save(): Promise<Blob>

  /** Ends the stream and whatever is being read. */
  close(): void
}
