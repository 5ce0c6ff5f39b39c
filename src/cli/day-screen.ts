import { writeFile } from 'node:fs/promises'
import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { Player } from '../player/player.ts'
import { LakeSeconds } from '../seconds/lake-seconds.ts'
import { abilitiesOf } from '../tui/abilities.ts'
import { castLines } from '../tui/export/cast.ts'
import { framePicture, frames } from '../tui/frames.ts'
import type { Abilities } from '../tui/painter/colour-depth.ts'
import { type ReplayEnd, replay } from '../tui/replay.ts'
import { Terminal } from '../tui/terminal.ts'
import { writeOutput } from './output-file.ts'

/** Of a frame that is printed, where there is no terminal to say. */
const SIZE = { columns: 120, rows: 40 }
/** Seconds before what is to be seen that a replay begins. */
const LEAD = 20

/** A day of a lake, and the second of it that is to be seen. */
export interface DayMoment {
  readonly lake: Lake
  readonly symbol: string
  readonly dt: string
  /** Unix second. */
  readonly second: number
}

/** What is recorded of a day. */
export interface Recording {
  readonly columns: number
  readonly rows: number
  /** Seconds of the day a second. */
  readonly speed: number
  /** The day's second at which it ends. */
  readonly until: number
}

/** Can the replay be opened here, or only a frame be printed? */
export function isOnTerminal(): boolean {
  const { stdin, stdout, env } = process
  return stdin.isTTY === true && stdout.isTTY === true && env.TERM !== 'dumb' && !env.CI
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

/** What stdout can show. */
export function abilitiesHere(noColor: boolean): Abilities {
  const { stdout, env } = process
  const depth = stdout.isTTY ? stdout.getColorDepth() : undefined
  return abilitiesOf({ env, depth, noColor })
}

/** The replay's screen at a moment, as text. */
export async function frameAt(moment: DayMoment): Promise<string> {
  const player = await playerAt(moment, moment.second)
  try {
    const abilities = abilitiesHere(true)
    let text = ''
    for await (const frame of frames(player, { ...SIZE, frames: 1, abilities, plain: true })) {
      text += frame
    }
    return text
  } finally {
    await player.close()
  }
}

/** Plays up to a moment and on, in the terminal, until the reader quits or the signal ends it. */
export async function playFrom(
  moment: DayMoment,
  noColor: boolean,
  signal: AbortSignal,
): Promise<ReplayEnd> {
  const player = await playerAt(moment, moment.second - LEAD)
  try {
    return await playHere(player, { abilities: abilitiesHere(noColor), mouse: true, signal })
  } finally {
    await player.close()
  }
}

export interface PlayRequest {
  readonly abilities: Abilities
  readonly mouse: boolean
  /** Ends the replay; left out, what the terminal says does. */
  readonly signal?: AbortSignal
}

/** Plays in the terminal from where the player stands; frames are saved in the working folder. */
export function playHere(
  player: Player,
  { mouse, abilities, signal }: PlayRequest,
): Promise<ReplayEnd> {
  const terminal = new Terminal(process.stdin, process.stdout, { mouse })
  const save = async (name: string, content: string) => {
    await writeFile(name, content)
    return name
  }
  return replay(player, { terminal, abilities, save, plays: true, ...(signal && { signal }) })
}

/** Writes a recording for asciinema; or one frame as a picture, where the name ends in .svg. */
export async function recordDay(player: Player, path: string, recording: Recording): Promise<void> {
  const isPicture = path.endsWith('.svg')
  const { columns, rows } = recording
  const content = isPicture ? framePicture(player, columns, rows) : castLines(player, recording)
  await writeOutput(path, await content)
}

async function playerAt({ lake, symbol, dt }: DayMoment, second: number): Promise<Player> {
  return new Player(await LakeSeconds.open(lake, symbol, dt), second)
}
