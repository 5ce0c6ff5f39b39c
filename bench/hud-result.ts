/**
 * What moves in every frame: the crosshair, as under a hand, over a picture that is kept; or the
 * picture, as while one drags it, all of which is drawn anew.
 */
export type Movement = 'pointer' | 'picture'

/** What a browser's frames came to, from one look at the heap to the next. */
export interface HudStretch {
  readonly movement: Movement
  readonly frames: number
  readonly seconds: number
  /** Milliseconds of JavaScript in a frame's callback. */
  readonly script: { readonly median: number; readonly p99: number; readonly most: number }
  /** Milliseconds of all JavaScript of the page, the stream's too, by frames. */
  readonly allScript: number
  /** Bytes of JavaScript's heap, and of its buffers, after garbage was collected. */
  readonly heapBytes: number
  readonly bufferBytes: number
}
