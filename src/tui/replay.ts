import { type Clock, systemClock, type Timer } from '../clock.ts'
import { clockText } from '../player/clock-text.ts'
import { parseDayPosition } from '../player/go-to.ts'
import { type Action, actionOf } from '../player/keys.ts'
import { eventText } from '../player/notable-events.ts'
import type { Player } from '../player/player.ts'
import { frameAnsi } from './export/ansi.ts'
import { frameSvg } from './export/svg.ts'
import { frameText } from './export/text.ts'
import type { TerminalInput } from './input.ts'
import type { TerminalCapabilities } from './painter/colour-depth.ts'
import { FrameEncoder } from './painter/encoder.ts'
import { PLAIN_STATE, Screen } from './screen.ts'
import type { Terminal } from './terminal.ts'
import { themeOf } from './theme.ts'

/** Shortest time between frames; slow terminals get fewer. */
const FRAME_MS = 33
const NOTICE_MS = 4000

/** Writes a saved frame to a file and returns its path. */
export type SaveFile = (name: string, content: string) => Promise<string>

export interface ReplayOptions {
  readonly terminal: Terminal
  readonly capabilities: TerminalCapabilities
  readonly save: SaveFile
  readonly clock?: Clock
  /** Starts playing at once. */
  readonly plays: boolean
  /** Ends the replay as Ctrl-C does. */
  readonly signal?: AbortSignal
}

/** How a replay ended: quit, or by Ctrl-C. */
export type ReplayEnd = 'quit' | 'interrupted'

/** Plays a day in the terminal until the user quits. */
export function replay(player: Player, options: ReplayOptions): Promise<ReplayEnd> {
  return new TerminalReplay(player, options).run()
}

class TerminalReplay {
  readonly #player: Player
  readonly #options: ReplayOptions
  readonly #screen: Screen
  readonly #encoder: FrameEncoder
  readonly #clock: Clock
  readonly #end = Promise.withResolvers<ReplayEnd>()
  #timer: Timer | undefined
  #drawnAt = Number.NEGATIVE_INFINITY
  /** Duration of the last frame's painting and writing. */
  #writeMs = 0
  #showsHelp = false
  /** Text typed into the go-to prompt; undefined while it is closed. */
  #goTo: string | undefined
  #notice: string | undefined
  #isWarning = false
  #noticeTimer: Timer | undefined
  #isSearching = false
  /**
   * Set at the end: a pending read must not schedule another frame, which would keep the process
   * alive.
   */
  #isOver = false

  constructor(player: Player, options: ReplayOptions) {
    const { terminal, capabilities } = options
    this.#player = player
    this.#options = options
    this.#clock = options.clock ?? systemClock
    const hasOptions = player.day.surfaces.includes('gex')
    this.#screen = new Screen(terminal.columns, terminal.rows, capabilities, hasOptions)
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
      this.#player.onChange = (error) => {
        if (error) this.#end.reject(error)
        else this.#schedule()
      }
      if (plays) this.#player.clock.play(this.#clock.now())
      this.#schedule()
      return await this.#end.promise
    } finally {
      this.#isOver = true
      this.#timer?.cancel()
      this.#noticeTimer?.cancel()
      terminal.close()
      process.off('uncaughtException', crash)
      signal?.removeEventListener('abort', interrupt)
    }
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
    const { columns, cells } = this.#screen.heatmapSize
    const picture = this.#player.picture(columns, cells, now)
    const bytes = this.#encoder.encode(this.#screen.paint(picture, this.#state))
    if (bytes.length > 0) terminal.write(bytes)
    this.#writeMs = this.#clock.now() - now
    const next = this.#player.clock.untilNextSecond(now)
    if (Number.isFinite(next)) this.#schedule(next)
  }

  get #state() {
    if (this.#goTo !== undefined) {
      const message = `go to (09:31:00 or 30 %): ${this.#goTo}▏`
      return { showsHelp: false, message, isWarning: false }
    }
    return {
      showsHelp: this.#showsHelp,
      message: this.#notice,
      isWarning: this.#isWarning,
    }
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
    if (input.type === 'mouse') {
      this.#player.selectCell(this.#screen.heatmapCellAt(input.column, input.row))
    } else if (input.key === 'ctrl+c') {
      this.#end.resolve('interrupted')
    } else if (input.key === 'ctrl+z') {
      this.#options.terminal.suspend()
    } else if (this.#goTo !== undefined) {
      this.#editGoTo(input.key)
    } else {
      const action = actionOf(input.key)
      if (action) this.#perform(action)
    }
    this.#schedule()
  }

  /** Handles a key in the go-to prompt. */
  #editGoTo(key: string): void {
    const typed = this.#goTo ?? ''
    if (key === 'escape') this.#goTo = undefined
    else if (key === 'backspace') this.#goTo = typed.slice(0, -1)
    else if (key === 'enter') {
      this.#goTo = undefined
      this.#jump(typed)
    } else if (/^[0-9:.%]$/.test(key) && typed.length < 10) this.#goTo = typed + key
    else if (key === 'space') this.#goTo = `${typed} `
  }

  #jump(text: string): void {
    const { firstEndSecond, lastEndSecond } = this.#player.day
    const second = parseDayPosition(text, firstEndSecond, lastEndSecond)
    if (second === undefined)
      this.#notify(`"${text}" is neither a time nor a share of the day`, true)
    else this.#player.clock.seek(this.#clock.now(), second)
  }

  #perform(action: Action): void {
    const now = this.#clock.now()
    switch (action) {
      case 'quit':
        this.#end.resolve('quit')
        return
      case 'dismiss':
        // Closes the help or the crosshair first.
        if (this.#showsHelp) this.#showsHelp = false
        else if (this.#player.crosshair) this.#player.selectCell(undefined)
        else this.#end.resolve('quit')
        return
      case 'help':
        this.#showsHelp = !this.#showsHelp
        return
      case 'go-to':
        this.#goTo = ''
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

  async #findEvent(direction: 1 | -1): Promise<void> {
    if (this.#isSearching) return
    this.#isSearching = true
    const found = await this.#player.findEvent(direction, this.#clock.now()).finally(() => {
      this.#isSearching = false
    })
    if (found) this.#notify(eventText(found))
    else this.#notify(direction > 0 ? 'no later event' : 'no earlier event')
    this.#schedule()
  }

  async #save(): Promise<void> {
    const { columns, cells } = this.#screen.heatmapSize
    const now = this.#clock.now()
    const picture = this.#player.picture(columns, cells, now)
    if (!picture) return
    const painted = this.#screen.paint(picture, PLAIN_STATE)
    const { capabilities, save } = this.#options
    const { text, background } = themeOf(picture.view.theme, { depth: 24, utf8: true })
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
