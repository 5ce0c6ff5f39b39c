import { type Clock, systemClock, type Timer } from '../clock.ts'
import { changedSpeed } from '../player/clock.ts'
import type { EventOfNote } from '../player/events-of-note.ts'
import type { Action } from '../player/keys.ts'
import { PALETTES } from '../player/palette.ts'
import { JUMPS, SPEED_FACTORS } from '../player/steps.ts'
import type { View } from '../player/view.ts'
import type { DayDescription } from '../seconds/second.ts'
import type { Batch } from '../wire/batch.ts'
import { FASTEST } from '../wire/messages.ts'
import { ServerAddress } from '../wire/server-address.ts'
import { fetchCatalog, type ServedDay } from '../wire/server-answers.ts'
import { ServerRanges } from '../wire/server-ranges.ts'
import { Announcer } from './announcer.ts'
import { latestDay } from './loader/latest-day.ts'
import { type LinkChoice, type LinkOptions, StreamLink } from './loader/stream-link.ts'
import type { HudPicture, HudSnapshot } from './picture.ts'
import { Stage } from './renderer/stage.ts'
import { DayState } from './state/day-state.ts'
import { Look } from './state/look.ts'
import type { Place } from './state/pointer.ts'

/** Which day to watch; what is left out is the server's latest. */
export interface DayChoice {
  readonly symbol?: string | undefined
  readonly dt?: string | undefined
  /** Unix second to begin at; the day's first, if left out. */
  readonly second?: number | undefined
}

/** How long it is told what the server could not do. */
const COMPLAINT_MS = 5000

/**
 * A day in a browser: the stream's newest second, what came before it, and the heatmap of both. The
 * page asks for the {@link snapshot} when it is told of a change, and hands on what its reader does.
 *
 *     const hud = new Hud(location.href)
 *     hud.subscribe(() => render(hud.snapshot))
 *     hud.attach(canvas)
 *     hud.choose({ symbol: 'ESH6', dt: '2026-01-06' })
 */
export class Hud {
  readonly #address: ServerAddress
  readonly #link: StreamLink
  readonly #stage: Stage
  readonly #look = new Look()
  readonly #clock: Clock
  readonly #announcer: Announcer
  #state: DayState | undefined
  #catalog: readonly ServedDay[] | undefined
  #dropped = 0
  /** What is wrong with the reading of the past, and what the server could not do just now. */
  #trouble: string | undefined
  #complaint: string | undefined
  #complaintTimer: Timer | undefined
  #mark: number | undefined
  #version = 0
  #snapshot: HudSnapshot | undefined

  /**
   * @param address of the server: `http://HOST:PORT`, with `?token=…` where it asks for one
   * @throws Failure `usage` where it is no address
   */
  constructor(address: string, options: LinkOptions = {}) {
    this.#address = new ServerAddress(address)
    this.#clock = options.clock ?? systemClock
    this.#announcer = new Announcer(() => this.#read(), this.#clock)
    const listener = {
      begun: (day: DayDescription, isOther: boolean) => this.#begin(day, isOther),
      received: (batch: Batch) => this.#take(batch),
      changed: () => this.#changed(),
      failed: (message: string) => this.#reportError(message),
    }
    const network = 'window' in globalThis ? globalThis.window : undefined
    this.#link = new StreamLink(this.#address, listener, { network, ...options })
    this.#stage = new Stage({
      resized: (width, height) => this.resize(width, height),
      changed: () => this.#changed(),
      scene: () => this.#scene(),
    })
  }

  /** The same object until something changes. */
  get snapshot(): HudSnapshot {
    this.#snapshot ??= {
      version: this.#version,
      connection: this.#link.connection,
      drawing: this.#stage.drawing,
      dropped: this.#dropped,
      trouble: this.#complaint ?? this.#trouble,
      catalog: this.#catalog,
      view: this.#look.view,
      choice: this.#link.choice,
      picture: this.#picture(),
    }
    return this.#snapshot
  }

  /** Told after every change, some times a second at most; gives what ends it. */
  readonly subscribe = (listener: () => void): (() => void) => this.#announcer.subscribe(listener)

  /** Goes to a day. {@link HudSnapshot.connection} says what comes of it. */
  choose({ symbol, dt, second }: DayChoice): void {
    this.#drop()
    this.#link.choose(() => this.#find(symbol, dt), second)
  }

  /** Asks again for what the server has; where it does not answer, what it had stays. */
  async refreshCatalog(): Promise<void> {
    const days = await fetchCatalog(this.#address).catch(() => undefined)
    if (!days) return
    this.#catalog = days
    this.#changed()
  }

  /** Tries at once to connect, where a try is waited for, or was refused. */
  retry(): void {
    this.#link.retry()
  }

  /** Does what a key asks for, as far as it is not the page's: help, go-to, save, quit, dismiss. */
  act(action: Action): void {
    const jump = JUMPS[action]
    const factor = SPEED_FACTORS[action]
    if (jump !== undefined) this.#seekBy(jump)
    else if (factor !== undefined) this.setSpeed(changedSpeed(this.#link.speed, factor))
    else this.#handle(action)
  }

  /** Changes the view directly: `{ layer: 'gex' }`. */
  changeView(view: Partial<View>): void {
    this.#look.view = { ...this.#look.view, ...view }
    this.#changed()
  }

  /** Goes to a second of the day. */
  seek(second: number): void {
    if (!this.#state) return
    this.#look.follow()
    this.#link.seek(second)
  }

  setSpeed(speed: number): void {
    this.#link.setSpeed(speed)
  }

  setPlaying(isPlaying: boolean): void {
    this.#link.setPlaying(isPlaying)
  }

  /** Goes to the nearest event of note after, or before, the present; undefined where none is. */
  async findEvent(direction: 1 | -1): Promise<EventOfNote | undefined> {
    const { second } = this.#link
    const state = this.#state
    if (second === undefined || !state) return undefined
    const found = await state.findEvent(second, direction)
    if (found && state === this.#state) this.seek(found.second)
    return found
  }

  /** Moves what is shown by CSS pixels: the picture goes along with the pointer. */
  pan(x: number, y: number): void {
    if (this.#state) this.#look.pan(this.#state, x, y)
    this.#changed()
  }

  /** Goes back to the newest second, where one has panned away from it. */
  follow(): void {
    this.#look.follow()
    this.#changed()
  }

  /** Zooms around a point of the plot, which stays; factors above 1 show less, larger. */
  zoom(timeFactor: number, priceFactor: number, x: number, y: number): void {
    if (this.#state) this.#look.zoom(this.#state, timeFactor, priceFactor, { x, y })
    this.#changed()
  }

  /** Points at a place of the plot, CSS pixels from its left top corner; or at none. */
  point(place: Place | undefined): void {
    this.#look.point(place)
    this.#changed()
  }

  /** Takes the plot's size in CSS pixels; a canvas that is attached tells it by itself. */
  resize(width: number, height: number): void {
    this.#look.resize(width, height)
    this.#changed()
  }

  /** Draws on a canvas, as large as it is laid out; gives what ends it. */
  attach(canvas: HTMLCanvasElement): () => void {
    return this.#stage.attach(canvas)
  }

  /** Draws now, if anything changed; true if it did. The browser's frames do so by themselves. */
  frame(): boolean {
    return this.#stage.frame()
  }

  /** The heatmap as it is drawn, as a PNG. */
  save(): Promise<Blob> {
    return this.#stage.save()
  }

  /** Ends the stream and whatever is being read. */
  close(): void {
    this.#link.close()
    this.#announcer.close()
    this.#complaintTimer?.cancel()
    this.#drop()
  }

  #handle(action: Action): void {
    const { second } = this.#link
    switch (action) {
      case 'pause':
        this.setPlaying(this.#link.isPaused)
        return
      case 'step':
        this.setPlaying(false)
        this.#seekBy(1)
        return
      case 'normal-speed':
        this.setSpeed(1)
        return
      case 'full-speed':
        this.setSpeed(FASTEST)
        return
      case 'mark':
        this.#mark = second
        break
      case 'jump-to-mark':
        if (this.#mark !== undefined) this.seek(this.#mark)
        return
      case 'next-event':
      case 'previous-event':
        this.findEvent(action === 'next-event' ? 1 : -1).catch((error: Error) =>
          this.#reportError(error.message),
        )
        return
      default:
        this.#look.act(action, this.#state)
    }
    this.#changed()
  }

  #seekBy(seconds: number): void {
    const { second } = this.#link
    if (second !== undefined) this.seek(second + seconds)
  }

  async #find(symbol: string | undefined, dt: string | undefined): Promise<LinkChoice | undefined> {
    if (symbol !== undefined && dt !== undefined) return { symbol, dt }
    this.#catalog = await fetchCatalog(this.#address)
    return latestDay(this.#catalog, symbol, dt)
  }

  #begin(day: DayDescription, isOther: boolean): void {
    if (isOther) {
      this.#drop()
      const listener = {
        changed: (trouble: string | undefined) => {
          if (state !== this.#state) return
          this.#trouble = trouble
          this.#changed()
        },
      }
      const ranges = new ServerRanges(this.#address, day)
      const state: DayState = new DayState(ranges, listener, this.#clock)
      this.#state = state
      this.#look.open(day)
    } else this.#state?.resume()
    this.#dropped = 0
    this.refreshCatalog()
  }

  #take(batch: Batch): void {
    this.#dropped = batch.dropped
    this.#state?.take(batch)
    this.#changed()
  }

  #reportError(message: string): void {
    this.#complaint = message
    this.#complaintTimer?.cancel()
    this.#complaintTimer = this.#clock.timeout(COMPLAINT_MS, () => {
      this.#complaint = undefined
      this.#changed()
    })
    this.#changed()
  }

  /** Lets go of the day. */
  #drop(): void {
    this.#state?.close()
    this.#state = undefined
    this.#trouble = undefined
    this.#mark = undefined
  }

  #changed(): void {
    this.#version++
    this.#snapshot = undefined
    this.#announcer.announce()
    this.#stage.ask()
  }

  /** Before anyone is told: what is in view and not there yet is asked for. */
  #read(): void {
    const viewport = this.#state && this.#look.viewport(this.#state)
    if (viewport && viewport.width > 0) this.#state?.read(viewport)
  }

  #picture(): HudPicture | undefined {
    const { isPaused, speed, connection } = this.#link
    const hasEnded = connection.phase === 'ended'
    const isPlaying = !isPaused && !hasEnded
    const playing = { isPlaying, hasEnded, speed, mark: this.#mark }
    return this.#state && this.#look.picture(this.#state, playing)
  }

  #scene() {
    const palette = PALETTES[this.#look.view.theme]
    const next = this.#state && this.#look.scene(this.#state)
    return { palette, scene: next?.scene, isMore: next?.isMore ?? false }
  }
}
