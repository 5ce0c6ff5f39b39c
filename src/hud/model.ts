import { type Clock, systemClock, type Timer } from '../clock.ts'
import { scaledSpeed } from '../player/clock.ts'
import type { RungAlert } from '../player/day-events.ts'
import type { EventOrder } from '../player/event-order.ts'
import type { EventKind } from '../player/event-text.ts'
import type { PlayerAction } from '../player/keys.ts'
import type { NotableEvent } from '../player/notable-events.ts'
import { paletteOf } from '../player/palette.ts'
import { isOneOf, JUMPS, SPEED_FACTORS } from '../player/steps.ts'
import type { View } from '../player/view.ts'
import type { DayDescription } from '../seconds/second.ts'
import type { StreamBatch } from '../wire/batch.ts'
import { MAX_STREAM_SPEED } from '../wire/messages.ts'
import { OWN_SETTINGS, type PageSettings } from '../wire/page-settings.ts'
import { ServerAddress } from '../wire/server-address.ts'
import { ServerRanges } from '../wire/server-ranges.ts'
import { fetchCatalog, fetchSettings, type ServedDay } from '../wire/server-requests.ts'
import { ChangeNotifier } from './change-notifier.ts'
import { latestDay } from './loader/latest-day.ts'
import { type LinkChoice, type LinkOptions, StreamLink } from './loader/stream-link.ts'
import type { HudPicture, HudSnapshot } from './picture.ts'
import { CanvasStage } from './renderer/canvas-stage.ts'
import type { PlotPosition } from './state/crosshair-position.ts'
import { DayState } from './state/day-state.ts'
import { DisplayState } from './state/display-state.ts'

/** The day to show; default is the server's latest. */
export interface DayChoice {
  readonly symbol?: string | undefined
  readonly dt?: string | undefined
  /** Unix second to begin at; default the day's first. */
  readonly second?: number | undefined
  /** Seconds of the day per second; default the present speed. */
  readonly speed?: number | undefined
}

/** How long a server error is shown. */
const ERROR_SHOWN_MS = 5000

/**
 * The model of the page: the stream's newest second, the history before it, and their heatmap. The
 * page reads the {@link snapshot} on every notification, and forwards the user's actions.
 *
 *     const hud = new Hud(location.href)
 *     hud.subscribe(() => render(hud.snapshot))
 *     hud.attach(canvas)
 *     hud.choose({ symbol: 'ESH6', dt: '2026-01-06' })
 */
export class Hud {
  readonly #address: ServerAddress
  readonly #link: StreamLink
  readonly #stage: CanvasStage
  readonly #display = new DisplayState()
  readonly #clock: Clock
  readonly #notifier: ChangeNotifier
  #state: DayState | undefined
  #catalog: readonly ServedDay[] | undefined
  #dropped = 0
  /** A problem with reading history, and the latest server error. */
  #readProblem: string | undefined
  #serverError: string | undefined
  #serverErrorTimer: Timer | undefined
  #mark: number | undefined
  /** Second of the event that was gone to last. */
  #visited: number | undefined
  #settings: PageSettings = OWN_SETTINGS
  #conditions: readonly string[] = []
  #alerts: readonly RungAlert[] = []
  /** Why the server has refused the conditions. */
  #alertTrouble: string | undefined
  /** The alert that rang last. */
  #rung: RungAlert | undefined
  #version = 0
  #snapshot: HudSnapshot | undefined

  /**
   * @param address the server's: `http://HOST:PORT`, with `?token=…` if it requires one
   * @throws Failure `usage` for an invalid address
   */
  constructor(address: string, options: LinkOptions = {}) {
    this.#address = new ServerAddress(address)
    this.#clock = options.clock ?? systemClock
    this.#notifier = new ChangeNotifier(() => this.#read(), this.#clock)
    const listener = {
      begun: (day: DayDescription, isOther: boolean) => this.#begin(day, isOther),
      received: (batch: StreamBatch) => this.#addBatch(batch),
      changed: () => this.#changed(),
      alerted: (alerts: readonly RungAlert[]) => this.#setAlerts(alerts),
      rang: (alert: RungAlert) => this.#ring(alert),
      failed: (message: string) => this.#reportError(message),
    }
    const network = 'window' in globalThis ? globalThis.window : undefined
    this.#link = new StreamLink(this.#address, listener, { network, ...options })
    this.#stage = new CanvasStage({
      resized: (width, height) => this.resize(width, height),
      changed: () => this.#changed(),
      scene: () => this.#scene(),
    })
  }

  /** The current snapshot; the same object until something changes. */
  get snapshot(): HudSnapshot {
    this.#snapshot ??= {
      version: this.#version,
      connection: this.#link.connection,
      drawing: this.#stage.drawing,
      dropped: this.#dropped,
      trouble: this.#serverError ?? this.#readProblem,
      catalog: this.#catalog,
      view: this.#display.view,
      choice: this.#link.choice,
      settings: this.#settings,
      conditions: this.#conditions,
      alertTrouble: this.#alertTrouble,
      rung: this.#rung,
      picture: this.#picture(),
    }
    return this.#snapshot
  }

  /**
   * Calls the listener after changes, a limited number of times per second; returns the
   * unsubscriber.
   */
  readonly subscribe = (listener: () => void): (() => void) => this.#notifier.subscribe(listener)

  /** Connects to a day; see {@link HudSnapshot.connection} for the result. */
  choose({ symbol, dt, second, speed }: DayChoice): void {
    this.#closeDay()
    if (speed !== undefined) this.#link.setSpeed(speed)
    this.#link.choose(() => this.#findDay(symbol, dt), second)
  }

  /** Fetches the catalog again; without an answer the old one stays. */
  async refreshCatalog(): Promise<void> {
    const days = await fetchCatalog(this.#address).catch(() => undefined)
    if (!days) return
    this.#catalog = days
    this.#changed()
  }

  /** Fetches what the server's configuration says about the page; without an answer nothing. */
  async loadSettings(): Promise<void> {
    const settings = await fetchSettings(this.#address).catch(() => undefined)
    if (!settings) return
    this.#settings = settings
    this.#changed()
  }

  /** Retries at once, if a retry is pending or the connection was refused. */
  retry(): void {
    this.#link.retry()
  }

  /** Performs an action that is not the page's own. */
  perform(action: PlayerAction): void {
    if (isOneOf(JUMPS, action)) this.#seekBy(JUMPS[action])
    else if (isOneOf(SPEED_FACTORS, action))
      this.setSpeed(scaledSpeed(this.#link.speed, SPEED_FACTORS[action]))
    else this.#handle(action)
  }

  /** Changes the view directly: `{ layer: 'gex' }`. */
  changeView(view: Partial<View>): void {
    this.#display.view = { ...this.#display.view, ...view }
    this.#changed()
  }

  /** Seeks to a second of the day. */
  seek(second: number): void {
    if (!this.#state) return
    this.#display.follow()
    this.#link.seek(second)
  }

  /** Seeks to the day's last second; of an open day to its newest, and follows it. */
  seekNewest(): void {
    if (!this.#state) return
    this.#display.follow()
    this.#link.seekNewest()
  }

  setSpeed(speed: number): void {
    this.#link.setSpeed(speed)
  }

  setPlaying(isPlaying: boolean): void {
    this.#link.setPlaying(isPlaying)
  }

  /** Seeks to the notable event after or before the present, by time or by rank, if there is one. */
  async findEvent(
    direction: 1 | -1,
    order: EventOrder = 'time',
    kind?: EventKind,
  ): Promise<NotableEvent | undefined> {
    const { second } = this.#link
    const state = this.#state
    if (second === undefined || !state) return undefined
    const found = await state.findEvent(second, this.#visited, direction, order, kind)
    if (found && state === this.#state) this.goTo(found)
    return found
  }

  /** Sets the conditions that ring. */
  setConditions(conditions: readonly string[]): void {
    this.#conditions = conditions
    this.#alertTrouble = undefined
    this.#link.setConditions(conditions)
    this.#setAlerts([])
  }

  /** The alerts of the day so far. */
  get alerts(): readonly RungAlert[] {
    return this.#alerts
  }

  /** Seeks to an event; the next by rank follows it. */
  goTo({ second }: NotableEvent): void {
    this.#visited = second
    this.seek(second)
  }

  /** Moves the picture by CSS pixels, along with the pointer. */
  pan(x: number, y: number): void {
    if (this.#state) this.#display.pan(this.#state, x, y)
    this.#changed()
  }

  /** Returns to the newest second after panning. */
  follow(): void {
    this.#display.follow()
    this.#changed()
  }

  /** Zooms around a fixed point of the plot; factors above 1 magnify. */
  zoom(timeFactor: number, priceFactor: number, x: number, y: number): void {
    if (this.#state) this.#display.zoom(this.#state, timeFactor, priceFactor, { x, y })
    this.#changed()
  }

  /**
   * Sets the pointer's position, in CSS pixels from the plot's top left corner; undefined for none.
   */
  setPointer(place: PlotPosition | undefined): void {
    this.#display.setPointer(place)
    this.#changed()
  }

  /** Sets the plot's size in CSS pixels; an attached canvas does so by itself. */
  resize(width: number, height: number): void {
    this.#display.resize(width, height)
    this.#changed()
  }

  /** Draws on a canvas in its layout size; returns a function that detaches it. */
  attach(canvas: HTMLCanvasElement): () => void {
    return this.#stage.attach(canvas)
  }

  /**
   * Draws now if anything has changed, and returns whether it did. Animation frames call it too.
   */
  frame(): boolean {
    return this.#stage.frame()
  }

  /** Draws the heatmap again, for what reads its pixels right after. */
  redraw(): void {
    this.#stage.redraw()
  }

  /** Closes the stream and cancels reads. */
  close(): void {
    this.#link.close()
    this.#notifier.close()
    this.#serverErrorTimer?.cancel()
    this.#closeDay()
  }

  #setAlerts(alerts: readonly RungAlert[]): void {
    this.#alerts = alerts
    this.#state?.setAlerts(alerts)
    this.#changed()
  }

  /** Of an open day the alert is new; of a finished one it is known. */
  #ring(alert: RungAlert): void {
    const isKnown = this.#alerts.some(
      ({ second, name }) => second === alert.second && name === alert.name,
    )
    this.#rung = alert
    if (isKnown) this.#changed()
    else this.#setAlerts([...this.#alerts, alert])
  }

  #handle(action: Exclude<PlayerAction, keyof typeof JUMPS | keyof typeof SPEED_FACTORS>): void {
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
        this.setSpeed(MAX_STREAM_SPEED)
        return
      case 'mark':
        this.#mark = second
        break
      case 'jump-to-mark':
        if (this.#mark !== undefined) this.seek(this.#mark)
        return
      case 'first-second':
        if (this.#state) this.seek(this.#state.day.firstEndSecond)
        return
      case 'newest-second':
        this.seekNewest()
        return
      default:
        this.#display.perform(action, this.#state)
    }
    this.#changed()
  }

  #seekBy(seconds: number): void {
    const { second } = this.#link
    if (second !== undefined) this.seek(second + seconds)
  }

  async #findDay(
    symbol: string | undefined,
    dt: string | undefined,
  ): Promise<LinkChoice | undefined> {
    if (symbol !== undefined && dt !== undefined) return { symbol, dt }
    this.#catalog = await fetchCatalog(this.#address)
    return latestDay(this.#catalog, symbol, dt)
  }

  #begin(day: DayDescription, isOther: boolean): void {
    if (isOther) {
      this.#closeDay()
      const listener = {
        changed: (trouble: string | undefined) => {
          if (state !== this.#state) return
          this.#readProblem = trouble
          this.#changed()
        },
      }
      const ranges = new ServerRanges(this.#address, day)
      const state: DayState = new DayState(ranges, listener, this.#clock)
      this.#state = state
      this.#display.open(day)
    } else this.#state?.resume()
    this.#dropped = 0
    this.refreshCatalog()
  }

  #addBatch(batch: StreamBatch): void {
    this.#dropped = batch.dropped
    this.#state?.addBatch(batch)
    this.#changed()
  }

  #reportError(message: string): void {
    this.#serverError = message
    if (this.#conditions.length > 0 && this.#alerts.length === 0) this.#alertTrouble = message
    this.#serverErrorTimer?.cancel()
    this.#serverErrorTimer = this.#clock.timeout(ERROR_SHOWN_MS, () => {
      this.#serverError = undefined
      this.#changed()
    })
    this.#changed()
  }

  /** Closes the day's state. */
  #closeDay(): void {
    this.#state?.close()
    this.#state = undefined
    this.#readProblem = undefined
    this.#mark = undefined
    this.#visited = undefined
    this.#rung = undefined
    this.#alerts = []
  }

  #changed(): void {
    this.#version++
    this.#snapshot = undefined
    this.#notifier.notify()
    this.#stage.requestFrame()
  }

  /** Called before each notification: requests missing data in view. */
  #read(): void {
    const viewport = this.#state && this.#display.viewport(this.#state)
    if (viewport && viewport.width > 0) this.#state?.read(viewport)
  }

  #picture(): HudPicture | undefined {
    const { isPaused, speed, connection } = this.#link
    const hasEnded = connection.phase === 'ended'
    const isPlaying = !isPaused && !hasEnded
    const playing = { isPlaying, hasEnded, speed, mark: this.#mark }
    return this.#state && this.#display.picture(this.#state, playing)
  }

  #scene() {
    const palette = paletteOf(this.#display.view)
    const next = this.#state && this.#display.scene(this.#state)
    return { palette, scene: next?.scene, isMore: next?.isMore ?? false }
  }
}
