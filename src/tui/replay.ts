import { type Clock, systemClock, type Timer } from '../clock.ts'
import { clockText } from '../player/clock-text.ts'
import { eventText } from '../player/events-of-note.ts'
import { parseGoTo } from '../player/go-to.ts'
import { type Action, actionOf } from '../player/keys.ts'
import type { Player } from '../player/player.ts'
import { frameAnsi } from './export/ansi.ts'
import { frameSvg } from './export/svg.ts'
import { frameText } from './export/text.ts'
import type { Input } from './input.ts'
import type { Abilities } from './painter/colour-depth.ts'
import { Encoder } from './painter/encoder.ts'
import { Screen } from './screen.ts'
import type { Terminal } from './terminal.ts'
import { themeOf } from './theme.ts'

/** Frames are at most so often, and as much rarer as the terminal is slower. */
const FRAME_MS = 33
const NOTICE_MS = 4000

/** Writes a file of a saved frame; gives its path. */
export type SaveFile = (name: string, content: string) => Promise<string>

export interface ReplayOptions {
  readonly terminal: Terminal
  readonly abilities: Abilities
  readonly save: SaveFile
  readonly clock?: Clock
  /** Begins to play at once. */
  readonly plays: boolean
  /** Ends the replay as Ctrl-C does. */
  readonly signal?: AbortSignal
}

/** How a replay ended: quit, or by Ctrl-C. */
export type ReplayEnd = 'quit' | 'interrupted'

/** Plays a day in the terminal until the reader quits. */
export function replay(player: Player, options: ReplayOptions): Promise<ReplayEnd> {
  return new Replay(player, options).run()
}

class Replay {
  readonly #player: Player
  readonly #options: ReplayOptions
  readonly #screen: Screen
  readonly #encoder: Encoder
  readonly #clock: Clock
  readonly #end = Promise.withResolvers<ReplayEnd>()
  #timer: Timer | undefined
  #drawnAt = Number.NEGATIVE_INFINITY
  /** How long the terminal took for the last frame, ms. */
  #writing = 0
  #showsHelp = false
  /** What has been typed where to go; undefined while nothing is asked. */
  #goTo: string | undefined
  #notice: string | undefined
  #isWarning = false
  #noticeTimer: Timer | undefined
  #isSearching = false
  /** Whatever is still being read must not draw again, and so keep the process. */
  #isOver = false

  constructor(player: Player, options: ReplayOptions) {
    const { terminal, abilities } = options
    this.#player = player
    this.#options = options
    this.#clock = options.clock ?? systemClock
    const hasOptions = player.day.surfaces.includes('gex')
    this.#screen = new Screen(terminal.columns, terminal.rows, abilities, hasOptions)
    this.#encoder = new Encoder(abilities)
  }

  async run(): Promise<ReplayEnd> {
    const { terminal, plays, signal } = this.#options
    // Errors outside this promise, too, are told after the terminal is back.
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

  /** Draws soon: no sooner than a frame after the last, or than the terminal can bear. */
  #schedule(delay = 0): void {
    if (this.#isOver) return
    this.#timer?.cancel()
    const frame = Math.max(FRAME_MS, 2 * this.#writing)
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
    this.#writing = this.#clock.now() - now
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

  #say(notice: string, isWarning = false): void {
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
    this.#encoder.forget()
    this.#player.point(undefined)
    this.#schedule()
  }

  readonly #onInput = (input: Input): void => {
    if (input.type === 'mouse') {
      this.#player.point(this.#screen.heatmapCellAt(input.column, input.row))
    } else if (input.key === 'ctrl+c') {
      this.#end.resolve('interrupted')
    } else if (input.key === 'ctrl+z') {
      this.#options.terminal.suspend()
    } else if (this.#goTo !== undefined) {
      this.#type(input.key)
    } else {
      const action = actionOf(input.key)
      if (action) this.#act(action)
    }
    this.#schedule()
  }

  /** A key while it is asked where to go. */
  #type(key: string): void {
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
    const second = parseGoTo(text, firstEndSecond, lastEndSecond)
    if (second === undefined) this.#say(`"${text}" is neither a time nor a share of the day`, true)
    else this.#player.clock.seek(this.#clock.now(), second)
  }

  #act(action: Action): void {
    const now = this.#clock.now()
    switch (action) {
      case 'quit':
        this.#end.resolve('quit')
        return
      case 'dismiss':
        // What is open closes first.
        if (this.#showsHelp) this.#showsHelp = false
        else if (this.#player.crosshair) this.#player.point(undefined)
        else this.#end.resolve('quit')
        return
      case 'help':
        this.#showsHelp = !this.#showsHelp
        return
      case 'go-to':
        this.#goTo = ''
        return
      case 'save':
        this.#save().catch((error) => this.#say(String(error.message), true))
        return
      case 'next-event':
      case 'previous-event':
        this.#findEvent(action === 'next-event' ? 1 : -1).catch(this.#end.reject)
        return
      case 'mark':
        this.#player.act(action, now)
        this.#say(`mark set at ${clockText(this.#player.clock.second(now))}`)
        return
      default:
        this.#player.act(action, now)
    }
  }

  async #findEvent(direction: 1 | -1): Promise<void> {
    if (this.#isSearching) return
    this.#isSearching = true
    const found = await this.#player.findEvent(direction, this.#clock.now()).finally(() => {
      this.#isSearching = false
    })
    if (found) this.#say(eventText(found))
    else this.#say(direction > 0 ? 'no later event of note' : 'no earlier event of note')
    this.#schedule()
  }

  async #save(): Promise<void> {
    const { columns, cells } = this.#screen.heatmapSize
    const now = this.#clock.now()
    const picture = this.#player.picture(columns, cells, now)
    if (!picture) return
    const painted = this.#screen.paint(picture, QUIET)
    const { abilities, save } = this.#options
    const { text, background } = themeOf(picture.view.theme, { depth: 24, utf8: true })
    const time = clockText(picture.second).replaceAll(':', '')
    const name = `${picture.day.symbol}-${picture.day.dt}-${time}`
    const contents = {
      txt: frameText(painted, true),
      ans: frameAnsi(painted, abilities),
      svg: frameSvg(painted, text, background),
    }
    const paths: string[] = []
    for (const [ending, content] of Object.entries(contents)) {
      paths.push(await save(`${name}.${ending}`, content))
    }
    this.#say(`saved ${paths.join(', ')}`)
    this.#schedule()
  }
}

const QUIET = { showsHelp: false, message: undefined, isWarning: false }
