import { type Clock, systemClock, type Timer } from '../clock.ts'
import { InputParser, type TerminalInput } from './input.ts'

const ENTER_SCREEN = '\x1b[?1049h\x1b[?25l\x1b[?7l'
const LEAVE_SCREEN = '\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l'
/** Mouse presses and moves, in SGR mode for columns beyond 223. */
const MOUSE_ON = '\x1b[?1000h\x1b[?1003h\x1b[?1006h'
const MOUSE_OFF = '\x1b[?1006l\x1b[?1003l\x1b[?1000l'

/** An escape followed by nothing for this long is the Escape key. */
const ESCAPE_MS = 40

export interface TerminalOptions {
  readonly mouse: boolean
  readonly clock?: Clock
}

/** Receives input and size changes. */
export interface TerminalListener {
  input(input: TerminalInput): void
  resize(columns: number, rows: number): void
}

/**
 * Owns the terminal: alternate screen, raw keys, no cursor. It is restored however the process
 * ends, except by SIGKILL.
 */
export class Terminal {
  readonly #stdin: NodeJS.ReadStream
  readonly #stdout: NodeJS.WriteStream
  readonly #options: TerminalOptions
  readonly #parser = new InputParser()
  #listener: TerminalListener | undefined
  #isOpen = false
  #isBusy = false
  #escapeTimer: Timer | undefined

  constructor(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream, options: TerminalOptions) {
    this.#stdin = stdin
    this.#stdout = stdout
    this.#options = options
  }

  get columns(): number {
    return this.#stdout.columns
  }

  get rows(): number {
    return this.#stdout.rows
  }

  /** Whether the last frame has not been flushed yet; the next one waits. */
  get isBusy(): boolean {
    return this.#isBusy
  }

  open(listener: TerminalListener): void {
    this.#listener = listener
    this.#stdin.on('data', this.#onData)
    this.#stdout.on('resize', this.#onResize)
    process.on('exit', this.#leave)
    process.on('SIGCONT', this.#onContinue)
    this.#enter()
  }

  close(): void {
    this.#leave()
    this.#listener = undefined
    this.#escapeTimer?.cancel()
    this.#stdin.off('data', this.#onData)
    this.#stdout.off('resize', this.#onResize)
    process.off('exit', this.#leave)
    process.off('SIGCONT', this.#onContinue)
    this.#stdin.pause()
  }

  /** Writes a frame. */
  write(bytes: Uint8Array): void {
    this.#isBusy = true
    // The encoder reuses its buffer, so a copy is written.
    const taken = this.#stdout.write(Buffer.from(bytes), () => {
      this.#isBusy = false
    })
    if (taken) this.#isBusy = false
  }

  /** Rings the terminal's bell. */
  ring(): void {
    this.#stdout.write('\x07')
  }

  /** Ctrl-Z: restores the terminal and stops until the shell continues the process. */
  suspend(): void {
    this.#leave()
    process.kill(process.pid, 'SIGTSTP')
  }

  #enter(): void {
    this.#isOpen = true
    this.#stdin.setRawMode(true)
    this.#stdin.resume()
    this.#stdout.write(ENTER_SCREEN + (this.#options.mouse ? MOUSE_ON : ''))
  }

  readonly #leave = (): void => {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#stdout.write((this.#options.mouse ? MOUSE_OFF : '') + LEAVE_SCREEN)
    this.#stdin.setRawMode(false)
  }

  readonly #onContinue = (): void => {
    if (!this.#isOpen) this.#enter()
    this.#onResize()
  }

  readonly #onResize = (): void => {
    this.#listener?.resize(this.columns, this.rows)
  }

  readonly #onData = (data: Buffer): void => {
    this.#escapeTimer?.cancel()
    for (const input of this.#parser.feed(data.toString('utf8'))) this.#listener?.input(input)
    if (!this.#parser.isPending) return
    this.#escapeTimer = (this.#options.clock ?? systemClock).timeout(ESCAPE_MS, () => {
      for (const input of this.#parser.flush()) this.#listener?.input(input)
    })
  }
}
