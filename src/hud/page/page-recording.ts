import { systemClock, type Timer } from '../../clock.ts'
import type { Hud } from '../model.ts'
import { paintPage } from './paint-page.ts'

/** Frames a second of a recording: the page changes once a second, the pointer more often. */
const FRAME_MS = 100

/** The whole page as a PNG. */
export async function pagePng(hud: Hud): Promise<Blob> {
  const { canvas, paint } = pageCanvas(hud)
  paint()
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture was made'))))
  })
}

/** A recording of the page as WebM, until it is stopped. */
export class PageRecording {
  readonly #recorder: MediaRecorder
  readonly #chunks: Blob[] = []
  readonly #timer: Timer

  constructor(hud: Hud) {
    const { canvas, paint } = pageCanvas(hud)
    paint()
    const stream = canvas.captureStream(1000 / FRAME_MS)
    this.#recorder = new MediaRecorder(stream, { mimeType: 'video/webm' })
    this.#recorder.addEventListener('dataavailable', ({ data }) => this.#chunks.push(data))
    this.#recorder.start()
    this.#timer = systemClock.interval(FRAME_MS, paint)
  }

  /** Stops, and returns the video. */
  stop(): Promise<Blob> {
    this.#timer.cancel()
    return new Promise((resolve) => {
      this.#recorder.addEventListener('stop', () => {
        for (const track of this.#recorder.stream.getTracks()) track.stop()
        resolve(new Blob(this.#chunks, { type: 'video/webm' }))
      })
      this.#recorder.stop()
    })
  }
}

/** A canvas of the page's size, and what paints the page onto it. */
function pageCanvas(hud: Hud): { canvas: HTMLCanvasElement; paint: () => void } {
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(innerWidth * devicePixelRatio)
  canvas.height = Math.round(innerHeight * devicePixelRatio)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('the browser has no canvas to paint on')
  const paint = () => {
    // The heatmap's pixels are gone once they are presented, so it is drawn again first.
    hud.redraw()
    paintPage(context, devicePixelRatio)
  }
  return { canvas, paint }
}
