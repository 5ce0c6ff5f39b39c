import { backoffMs } from '../backoff.ts'
import { type Clock, systemClock, type Timer } from '../clock.ts'
import type { AlertFeed } from '../player/alert-feed.ts'
import { clockText } from '../player/clock-text.ts'
import { type EventOrder, noEventText, placeText } from '../player/event-order.ts'
import { type EventKind, eventText } from '../player/event-text.ts'
import { Keys } from '../player/key-choices.ts'
import { type Action, actionOf } from '../player/keys.ts'
import type { Picture, Player } from '../player/player.ts'
import type { View } from '../player/view.ts'
import type { SecondSource } from '../seconds/second.ts'
import { AlertBell } from './alert-bell.ts'
import type { ChoiceList } from './dialogs/choice-list.ts'
import { DayList, type OpenableDay } from './dialogs/day-list.ts'
import { EventList } from './dialogs/event-list.ts'
import { alertPrompt, goToPrompt } from './dialogs/prompts.ts'
import type { TextPrompt } from './dialogs/text-prompt.ts'
import { frameAnsi } from './export/ansi.ts'
import { frameSvg } from './export/svg.ts'
import { frameText } from './export/text.ts'
import type { MouseInput, TerminalInput } from './input.ts'
import type { TerminalCapabilities } from './painter/colour-depth.ts'
import { FrameEncoder } from './painter/encoder.ts'
import { PLAIN_STATE, Screen, type ScreenState } from './screen.ts'
import type { Terminal } from './terminal.ts'
import { themeOf } from './theme.ts'

/** Shortest time between frames; slow terminals get fewer. */
const FRAME_MS = 33
const NOTICE_MS = 4000
/** How long to wait before reading from a lost server again. */
const RETRY = { firstMs: 500, maxMs: 10_000 }
/** Seconds per notch of the wheel over the timeline. */
const WHEEL_S = 10
/** The first frames are read before the rest of the day. */
const SEARCH_DELAY_MS = 1500

/** Writes a saved frame to a file and returns its path. */
export type SaveFile = (name: string, content: string) => Promise<string>

export interface ReplayOptions {
  readonly terminal: Terminal
  readonly capabilities: TerminalCapabilities
  readonly save: SaveFile
  readonly clock?: Clock
  /** Starts playing at once. */
  readonly plays: boolean
  /** Whether failures to read are a server's that may come back: the last picture stays. */
  readonly reconnects?: boolean
  /** The days that the user can change to, and how one is opened; none by default. */
  readonly days?: DayChoices
  /**
   * What finds the alerts of a condition that the user types; it throws an error that says what is
   * wrong with one.
   */
  readonly alertSearch?: (condition: string) => AlertFinder
  /** The keys as the user has them. */
  readonly keys?: Keys
  /** Rings the terminal's bell with an alert. */
  readonly hasBell?: boolean
  /** Called at the end with the settings that the user leaves. */
  readonly left?: (view: View) => Promise<void>
  /** Ends the replay as Ctrl-C does. */
  readonly signal?: AbortSignal
}

/** Prepares the search of a day for alerts. */
export type AlertFinder = (source: SecondSource) => Promise<AlertFeed>

/** Other days of the lake or the server. */
export interface DayChoices {
  list(): Promise<readonly OpenableDay[]>
  open(day: OpenableDay): Promise<Player>
}

/** How a replay ended: quit, or by Ctrl-C. */
export type ReplayEnd = 'quit' | 'interrupted'

/** Plays a day in the terminal until the user quits. */
export function replay(player: Player, options: ReplayOptions): Promise<ReplayEnd> {
  return new TerminalReplay(player, options).run()
}

class TerminalReplay {
  /** The player that was given, which its giver closes. */
  readonly #first: Player
  #player: Player
  readonly #options: ReplayOptions
  #screen: Screen
  readonly #encoder: FrameEncoder
  readonly #keys: Keys
  readonly #clock: Clock
  readonly #end = Promise.withResolvers<ReplayEnd>()
  #timer: Timer | undefined
  #drawnAt = Number.NEGATIVE_INFINITY
  readonly #bell = new AlertBell()
  /** Duration of the last frame's painting and writing. */
  #writeMs = 0
  #helpPage: number | undefined
  #prompt: TextPrompt | undefined
  #list: ChoiceList | undefined
  /** The order and the kind of events that the keys go through, as the list had them last. */
  #eventOrder: EventOrder = 'rank'
  #eventKind: EventKind | undefined
  #notice: string | undefined
  #isWarning = false
  #noticeTimer: Timer | undefined
  #isSearching = false
  /** Failed reads since the last that succeeded. */
  #attempt = 0
  /**
   * Set at the end: a pending read must not schedule another frame, which would keep the process
   * alive.
   */
  #isOver = false

  constructor(player: Player, options: ReplayOptions) {
    const { terminal, capabilities } = options
    this.#first = player
    this.#player = player
    this.#options = options
    this.#keys = options.keys ?? new Keys()
    this.#clock = options.clock ?? systemClock
    this.#screen = new Screen(terminal.columns, terminal.rows, capabilities, player.day, this.#keys)
    this.#encoder = new FrameEncoder(capabilities)
  }

  async run(): Promise<ReplayEnd> {
    const { terminal, plays, signal } = this.#options
    // Uncaught errors too are reported after the terminal has been restored.
    const crash = (error: unknown) => this.#end.reject(error)
    const interrupt = () => this.#end.resolve('interrupted')
    process.on('uncaughtException', crash)
    signal?.addEventListener('abort', interrupt)
    terminal.open({ input: this.#onInput, resize: this.#onResize })
    try {
      if (plays) this.#player.clock.play(this.#clock.now())
      this.#watch(this.#player)
      return await this.#end.promise
    } finally {
      const { view } = this.#player
      if (this.#player !== this.#first) await this.#player.close()
      this.#isOver = true
      this.#timer?.cancel()
      this.#noticeTimer?.cancel()
      terminal.close()
      process.off('uncaughtException', crash)
      signal?.removeEventListener('abort', interrupt)
      await this.#options.left?.(view)
    }
  }

  /** Draws whenever the player has more to show, and has it search the day for its events. */
  #watch(player: Player): void {
    player.onChange = (error) => {
      if (player !== this.#player) return
      if (error && this.#options.reconnects) this.#retry(player, error)
      else if (error) this.#end.reject(error)
      else {
        if (this.#attempt > 0) this.#notify('connected again')
        this.#attempt = 0
        this.#schedule()
      }
    }
    this.#schedule()
    this.#clock.timeout(SEARCH_DELAY_MS, () => {
      if (this.#isOver || player !== this.#player) return
      // Failures to read are reported by what is shown.
      player.searchDay(() => this.#clock.now()).catch(() => {})
    })
  }

  /** Keeps the last picture, says why, and reads again after a while. */
  #retry(player: Player, error: unknown): void {
    this.#attempt++
    const wait = backoffMs(this.#attempt, RETRY, Math.random())
    player.pauseReading(wait)
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error)
    this.#notify(`${reason}; trying again in ${Math.ceil(wait / 1000)} s`, true)
    this.#schedule()
    this.#clock.timeout(wait, () => this.#schedule())
  }

  /**
   * Schedules a frame, no sooner than {@link FRAME_MS} after the last or than the terminal can keep
   * up with.
   */
  #schedule(delay = 0): void {
    if (this.#isOver) return
    this.#timer?.cancel()
    const frame = Math.max(FRAME_MS, 2 * this.#writeMs)
    const earliest = this.#drawnAt + frame - this.#clock.now()
    this.#timer = this.#clock.timeout(Math.max(delay, earliest, 0), this.#draw)
  }

  readonly #draw = (): void => {
    const { terminal } = this.#options
    const now = this.#clock.now()
    this.#drawnAt = now
    if (terminal.isBusy) {
      this.#schedule(FRAME_MS)
      return
    }
    const { columns, cells } = this.#screen.heatmapSize(this.#player.view)
    const picture = this.#player.picture(columns, cells, now)
    if (picture) this.#ringAlerts(picture)
    const bytes = this.#encoder.encode(this.#screen.paint(picture, this.#state))
    if (bytes.length > 0) terminal.write(bytes)
    this.#writeMs = this.#clock.now() - now
    const next = this.#player.clock.untilNextSecond(now)
    if (Number.isFinite(next)) this.#schedule(next)
  }

  /** Tells of the alerts that playing has passed. */
  #ringAlerts(picture: Picture): void {
    const rung = this.#bell.pass(picture, this.#player)
    if (rung.length === 0) return
    if (this.#options.hasBell) this.#options.terminal.ring()
    this.#notify(rung.map((event) => eventText(event, this.#player.day)).join('; '), true)
  }

  get #state(): ScreenState {
    const list = this.#list?.view()
    if (this.#prompt) {
      const { message, isWarning } = this.#prompt
      return { helpPage: undefined, list, message, isWarning }
    }
    const message = this.#notice
    return { helpPage: this.#helpPage, list, message, isWarning: this.#isWarning }
  }

  #notify(notice: string, isWarning = false): void {
    this.#notice = notice
    this.#isWarning = isWarning
    this.#noticeTimer?.cancel()
    this.#noticeTimer = this.#clock.timeout(NOTICE_MS, () => {
      this.#notice = undefined
      this.#isWarning = false
      this.#schedule()
    })
  }

  readonly #onResize = (columns: number, rows: number): void => {
    this.#screen.resize(columns, rows)
    this.#encoder.reset()
    this.#player.selectCell(undefined)
    this.#schedule()
  }

  readonly #onInput = (input: TerminalInput): void => {
    if (input.type === 'mouse') this.#point(input)
    else if (input.key === 'ctrl+c') this.#end.resolve('interrupted')
    else if (input.key === 'ctrl+z') this.#options.terminal.suspend()
    else this.#press(input.key)
    this.#schedule()
  }

  #press(key: string): void {
    if (key === 'escape') this.#perform('dismiss')
    else if (this.#prompt) {
      if (this.#prompt.press(key)) this.#prompt = undefined
    } else if (this.#list && (key === 'enter' || this.#list.press(key))) {
      if (key === 'enter' && this.#list.choose()) this.#list = undefined
    } else {
      const action = this.#keys.actionOf(key)
      if (action) this.#perform(action)
    }
  }

  /** The mouse: crosshair, wheel zoom, timeline, lists, and the footer's keys. */
  #point(input: MouseInput): void {
    const { action, column, row, turn, shift } = input
    const player = this.#player
    const now = this.#clock.now()
    const place = this.#screen.placeAt(player.view, column, row)
    if (action === 'wheel') {
      if (shift) player.perform(turn > 0 ? 'ticks-out' : 'ticks-in', now)
      else if (place?.part === 'timeline')
        player.clock.seek(now, player.clock.second(now) + turn * WHEEL_S)
      else if (this.#list) this.#list.press(turn > 0 ? 'down' : 'up')
      else player.perform(turn > 0 ? 'time-out' : 'time-in', now)
      return
    }
    const isPressed = action === 'press' || action === 'drag'
    if (isPressed && place?.part === 'timeline') player.clock.seek(now, place.second)
    else if (action === 'press' && place?.part === 'button') {
      // Named by the key that it has without the user's choices.
      const wanted = actionOf(place.key)
      if (wanted) this.#perform(wanted)
    } else if (action === 'press' && place?.part === 'list' && this.#list) {
      this.#list.select(place.line)
      if (this.#list.choose()) this.#list = undefined
    } else player.selectCell(place?.part === 'heatmap' ? place : undefined)
  }

  #perform(action: Action): void {
    const now = this.#clock.now()
    switch (action) {
      case 'quit':
        this.#end.resolve('quit')
        return
      case 'dismiss':
        this.#dismiss()
        return
      case 'help':
        this.#turnHelp()
        return
      case 'go-to':
        this.#prompt = goToPrompt(this.#player.day, (second) =>
          this.#player.clock.seek(this.#clock.now(), second),
        )
        return
      case 'events':
        this.#list = this.#eventList()
        return
      case 'alert':
        this.#prompt = alertPrompt((text) => this.#addAlert(text))
        return
      case 'days':
        this.#openDays().catch((error) => this.#notify(String(error.message), true))
        return
      case 'save':
        this.#save().catch((error) => this.#notify(String(error.message), true))
        return
      case 'next-event':
      case 'previous-event':
        this.#findEvent(action === 'next-event' ? 1 : -1).catch(this.#end.reject)
        return
      case 'mark':
        this.#player.perform(action, now)
        this.#notify(`mark set at ${clockText(this.#player.clock.second(now))}`)
        return
      default:
        this.#player.perform(action, now)
    }
  }

  /** Closes what is open, the uppermost first; never the replay. */
  #dismiss(): void {
    if (this.#prompt) this.#prompt = undefined
    else if (this.#helpPage !== undefined) this.#helpPage = undefined
    else if (this.#list) this.#list = undefined
    else if (this.#player.crosshair) this.#player.selectCell(undefined)
    else this.#notify('nothing is open; q quits')
  }

  /** Opens the help, turns its pages, and closes it after the last. */
  #turnHelp(): void {
    const next = this.#helpPage === undefined ? 0 : this.#helpPage + 1
    this.#helpPage = next < this.#screen.helpPages ? next : undefined
  }

  #eventList(): EventList {
    const player = this.#player
    return new EventList({
      day: player.day,
      theme: () => themeOf(player.view, this.#options.capabilities),
      events: () => player.events,
      order: this.#eventOrder,
      kind: this.#eventKind,
      jump: (event) => {
        player.goTo(event, this.#clock.now())
        this.#notify(eventText(event, player.day))
      },
      changed: (order, kind) => {
        this.#eventOrder = order
        this.#eventKind = kind
      },
    })
  }

  /** Searches the day for a condition, and tells how often it rings. */
  #addAlert(condition: string): void {
    const search = this.#options.alertSearch?.(condition)
    if (!search) throw new Error('no alerts can be searched for here')
    this.#notify(`alert when ${condition} …`)
    this.#player
      .searchAlerts(search)
      .then(({ length }) => this.#notify(`alert when ${condition}: rings ${length} times, see e`))
      .catch((error) => this.#notify(String(error.message), true))
      .finally(() => this.#schedule())
  }

  async #openDays(): Promise<void> {
    const { days, capabilities } = this.#options
    const player = this.#player
    if (!days) {
      this.#notify('there is no other day to choose')
      return
    }
    const theme = () => themeOf(player.view, capabilities)
    const open = (day: OpenableDay) => {
      this.#notify(`opening ${day.symbol} ${day.dt} …`)
      days
        .open(day)
        .then((opened) => this.#change(opened))
        .catch((error) => this.#notify(String(error.message), true))
    }
    this.#list = new DayList(await days.list(), player.day, theme, open)
    this.#schedule()
  }

  /** Changes to another day, with the settings of the one before. */
  async #change(opened: Player): Promise<void> {
    const before = this.#player
    const { terminal, capabilities } = this.#options
    const { layer, ...view } = before.view
    opened.view = { ...opened.view, ...view }
    const now = this.#clock.now()
    opened.clock.setSpeed(now, before.clock.speed)
    if (before.clock.isPlaying(now)) opened.clock.play(now)
    this.#player = opened
    this.#screen = new Screen(terminal.columns, terminal.rows, capabilities, opened.day, this.#keys)
    this.#notice = undefined
    this.#watch(opened)
    if (before !== this.#first) await before.close()
  }

  async #findEvent(direction: 1 | -1): Promise<void> {
    if (this.#isSearching) return
    this.#isSearching = true
    const player = this.#player
    const now = this.#clock.now()
    const found = await player
      .findEvent(direction, now, this.#eventOrder, this.#eventKind)
      .finally(() => {
        this.#isSearching = false
      })
    if (found) {
      const place = placeText(player.events, found, this.#eventOrder, this.#eventKind)
      this.#notify([eventText(found, player.day), place].filter(Boolean).join(' · '))
    } else this.#notify(noEventText(this.#eventOrder, direction))
    this.#schedule()
  }

  async #save(): Promise<void> {
    const { columns, cells } = this.#screen.heatmapSize(this.#player.view)
    const now = this.#clock.now()
    const picture = this.#player.picture(columns, cells, now)
    if (!picture) return
    const painted = this.#screen.paint(picture, PLAIN_STATE)
    const { capabilities, save } = this.#options
    const { text, background } = themeOf(picture.view, { depth: 24, utf8: true })
    const time = clockText(picture.second).replaceAll(':', '')
    const name = `${picture.day.symbol}-${picture.day.dt}-${time}`
    const contents = {
      txt: frameText(painted, true),
      ans: frameAnsi(painted, capabilities),
      svg: frameSvg(painted, text, background),
    }
    const paths: string[] = []
    for (const [ending, content] of Object.entries(contents)) {
      paths.push(await save(`${name}.${ending}`, content))
    }
    this.#notify(`saved ${paths.join(', ')}`)
    this.#schedule()
  }
}
