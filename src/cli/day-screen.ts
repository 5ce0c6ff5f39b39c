import { writeFile } from 'node:fs/promises'
import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import type { Keys } from '../player/key-choices.ts'
import { Player } from '../player/player.ts'
import type { View } from '../player/view.ts'
import { LakeSeconds } from '../seconds/lake-seconds.ts'
import { terminalCapabilities } from '../tui/capabilities.ts'
import { castLines } from '../tui/export/cast.ts'
import { framePicture, frames } from '../tui/frames.ts'
import type { TerminalCapabilities } from '../tui/painter/colour-depth.ts'
import { type AlertFinder, type DayChoices, type ReplayEnd, replay } from '../tui/replay.ts'
import { Terminal } from '../tui/terminal.ts'
import { writeOutput } from './output-file.ts'

/** Size of a printed frame where no terminal gives one. */
const FRAME_SIZE = { columns: 120, rows: 40 }
/** A replay begins this long before the second of interest. */
const LEAD_S = 20

/** A day of a lake, and the second of interest in it. */
export interface ReplayStart {
  readonly lake: Lake
  readonly symbol: string
  readonly dt: string
  /** Unix second. */
  readonly second: number
}

/** Size, speed and end of a recording. */
export interface RecordingOptions {
  readonly columns: number
  readonly rows: number
  /** Seconds of the day per second of the recording. */
  readonly speed: number
  /** Unix second at which it ends. */
  readonly until: number
}

/** Whether the replay can run interactively; otherwise only a frame is printed. */
export function isOnTerminal(): boolean {
  const { stdin, stdout, env } = process
  return stdin.isTTY === true && stdout.isTTY === true && env.TERM !== 'dumb' && !env.CI
}

/** Whether stdout's terminal cannot move its cursor: frames are printed on it as text. */
export function isDumbTerminal(): boolean {
  return process.env.TERM === 'dumb'
}

/** @throws Failure `usage` where there is no terminal to play on */
export function assertTerminal(): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return
  throw new Failure({
    code: 'usage',
    what: 'the replay needs a terminal',
    fix: 'print frames with --frames 1, or write a recording with --export day.cast',
  })
}

/** Colour depth and character set of stdout. */
export function stdoutCapabilities(noColor: boolean): TerminalCapabilities {
  const { stdout, env } = process
  const depth = stdout.isTTY ? stdout.getColorDepth() : undefined
  return terminalCapabilities({ env, depth, noColor })
}

/** The replay's screen at the second of interest, as text. */
export async function frameAt(moment: ReplayStart): Promise<string> {
  const player = await playerAt(moment, moment.second)
  try {
    const capabilities = stdoutCapabilities(true)
    let text = ''
    for await (const frame of frames(player, {
      ...FRAME_SIZE,
      frames: 1,
      capabilities,
      plain: true,
    })) {
      text += frame
    }
    return text
  } finally {
    await player.close()
  }
}

/**
 * Plays in the terminal from shortly before the second of interest until the user quits or the
 * signal aborts.
 */
export async function playFrom(
  moment: ReplayStart,
  noColor: boolean,
  signal: AbortSignal,
): Promise<ReplayEnd> {
  const player = await playerAt(moment, moment.second - LEAD_S)
  try {
    return await playInTerminal(player, {
      capabilities: stdoutCapabilities(noColor),
      mouse: true,
      signal,
    })
  } finally {
    await player.close()
  }
}

export interface PlayRequest {
  readonly capabilities: TerminalCapabilities
  readonly mouse: boolean
  /** Whether what is played comes from a server, which may go and come back. */
  readonly reconnects?: boolean
  /** The days that the user can change to. */
  readonly days?: DayChoices
  /** Finds alerts of conditions that are typed. */
  readonly alertSearch?: (condition: string) => AlertFinder
  /** The keys as the user has them. */
  readonly keys?: Keys
  /** Rings the terminal's bell with an alert. */
  readonly hasBell?: boolean
  /** Called with the settings that the user leaves it with. */
  readonly left?: (view: View) => Promise<void>
  /** Ends the replay; without it only keys and the terminal's own signals do. */
  readonly signal?: AbortSignal
}

/** Plays in the terminal from the player's position; saved frames go to the working folder. */
export function playInTerminal(
  player: Player,
  {
    mouse,
    capabilities,
    reconnects = false,
    days,
    alertSearch,
    keys,
    hasBell = false,
    left,
    signal,
  }: PlayRequest,
): Promise<ReplayEnd> {
  const terminal = new Terminal(process.stdin, process.stdout, { mouse })
  const save = async (name: string, content: string) => {
    await writeFile(name, content)
    return name
  }
  const optional = {
    reconnects,
    hasBell,
    ...(days && { days }),
    ...(alertSearch && { alertSearch }),
    ...(keys && { keys }),
    ...(left && { left }),
    ...(signal && { signal }),
  }
  return replay(player, { terminal, capabilities, save, plays: true, ...optional })
}

/** Writes an asciinema recording, or one frame as a picture where the name ends in .svg. */
export async function recordDay(
  player: Player,
  path: string,
  recording: RecordingOptions,
): Promise<void> {
  const isPicture = path.endsWith('.svg')
  const { columns, rows } = recording
  const content = isPicture ? framePicture(player, columns, rows) : castLines(player, recording)
  await writeOutput(path, await content)
}

async function playerAt({ lake, symbol, dt }: ReplayStart, second: number): Promise<Player> {
  return new Player(await LakeSeconds.open(lake, symbol, dt), second)
}
