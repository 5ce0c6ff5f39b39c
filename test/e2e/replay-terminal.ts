import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type IPty, spawn } from '@lydell/node-pty'
import { openLake } from '../../src/lake/paths.ts'
import { DAY, dayRecords, writeDbn } from '../stages/made-day.ts'
import { ingestFiles, runStages } from '../stages/made-lake.ts'
import { TerminalScreen } from '../tui/terminal-screen.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const NODE = join(ROOT, 'node_modules/.bin/node')
const PATIENCE_MS = 15_000
/** Longer than the replay waits before it searches the day. */
const SETTLED_MS = 2500
/** A frame is between these; a terminal shows it at once, but it may be read in several pieces. */
const FRAME_START = '\x1b[?2026h'
const FRAME_END = '\x1b[?2026l'

/** A folder with a lake of one small day of ESH6, 14:30:00 to 14:35 UTC. */
export async function madeFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'spymaster-replay-'))
  mkdirSync(join(folder, 'work'))
  const path = join(folder, 'day.dbn.zst')
  await writeDbn(path, dayRecords({ seconds: 300 }))
  const lake = openLake(join(folder, 'lake'))
  await ingestFiles(lake, [path], { symbol: 'ESH6' })
  await runStages(lake, { symbol: 'ESH6', dates: { kind: 'list', dates: [DAY] } })
  return folder
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** The program in a pseudo-terminal, and the screen that it makes. */
export class ReplayTerminal {
  readonly screen: TerminalScreen
  readonly #pty: IPty
  #written: Promise<void> = Promise.resolve()
  /** All that the program has written. */
  output = ''
  readonly ended: Promise<{ exitCode: number; signal?: number | undefined }>

  constructor(folder: string, args: readonly string[] = [], columns = 120, rows = 40) {
    this.screen = new TerminalScreen(columns, rows)
    this.#pty = spawn(
      NODE,
      [join(ROOT, 'bin/run.js'), 'tui', 'replay', '--lake', join(folder, 'lake'), ...args],
      {
        name: 'xterm-256color',
        cols: columns,
        rows,
        cwd: join(folder, 'work'),
        env: {
          ...process.env,
          XDG_STATE_HOME: join(folder, 'state'),
          COLORTERM: 'truecolor',
          TZ: 'UTC',
          LANG: 'C.UTF-8',
          CI: '',
          NO_COLOR: '',
        },
      },
    )
    this.#pty.onData((data) => {
      this.output += data
      this.#written = this.#written.then(() => this.screen.write(data))
    })
    this.ended = new Promise((resolve) => this.#pty.onExit(resolve))
  }

  get pid(): number {
    return this.#pty.pid
  }

  press(keys: string): void {
    this.#pty.write(keys)
  }

  resize(columns: number, rows: number): void {
    this.screen.resize(columns, rows)
    this.#pty.resize(columns, rows)
  }

  kill(signal: string): void {
    this.#pty.kill(signal)
  }

  /** Whether only a part of the newest frame has been read. */
  get #isMidFrame(): boolean {
    return this.output.lastIndexOf(FRAME_START) > this.output.lastIndexOf(FRAME_END)
  }

  /** The screen's text once something is true of it; half-read frames are not looked at. */
  async until(what: string, holds: (text: string) => boolean): Promise<string> {
    const deadline = Date.now() + PATIENCE_MS
    for (;;) {
      await this.#written
      const text = this.screen.text()
      if (!this.#isMidFrame && holds(text)) return text
      if (Date.now() > deadline) throw new Error(`never: ${what}\n${text}`)
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }

  /** Waits until the day's events have been searched too, and nothing more is drawn. */
  async settled(): Promise<void> {
    let before = ''
    while (before !== this.output) {
      before = this.output
      await new Promise((resolve) => setTimeout(resolve, SETTLED_MS))
    }
  }

  /** Presses keys, and waits until the screen says it. */
  async pressUntil(keys: string, what: string | RegExp): Promise<string> {
    this.press(keys)
    return this.until(`${JSON.stringify(keys)} → ${what}`, (text) =>
      typeof what === 'string' ? text.includes(what) : what.test(text),
    )
  }
}
