import { writeFile } from 'node:fs/promises'
import type { Lake } from '../lake/paths.ts'
import { Player } from '../player/player.ts'
import { LakeSeconds } from '../seconds/lake-seconds.ts'
import { abilitiesOf } from '../tui/abilities.ts'
import { frames } from '../tui/frames.ts'
import { type ReplayEnd, replay } from '../tui/replay.ts'
import { Terminal } from '../tui/terminal.ts'

/** Of a frame that is printed, where there is no terminal to say. */
const COLUMNS = 120
const ROWS = 40

/** A day of a lake, and the second of it that is to be seen. */
export interface DayMoment {
  readonly lake: Lake
  readonly symbol: string
  readonly dt: string
  /** Unix second. */
  readonly second: number
}

/** Can the replay be opened here, or only a frame be printed? */
export function isOnTerminal(): boolean {
  const { stdin, stdout, env } = process
  return stdin.isTTY === true && stdout.isTTY === true && env.TERM !== 'dumb' && !env.CI
}

/** The replay's screen at a moment, as text. */
export async function frameAt(moment: DayMoment): Promise<string> {
  const player = await playerAt(moment)
  try {
    const abilities = { depth: 1, utf8: true } as const
    const request = { frames: 1, columns: COLUMNS, rows: ROWS, abilities, plain: true }
    let text = ''
    for await (const frame of frames(player, request)) text += frame
    return text
  } finally {
    await player.close()
  }
}

/** Plays on from a moment, in the terminal, until the reader quits or the signal ends it. */
export async function playFrom(
  moment: DayMoment,
  noColor: boolean,
  signal: AbortSignal,
): Promise<ReplayEnd> {
  const { stdin, stdout, env } = process
  const player = await playerAt(moment)
  const terminal = new Terminal(stdin, stdout, { mouse: true })
  const abilities = abilitiesOf({ env, depth: stdout.getColorDepth(), noColor })
  const save = async (name: string, content: string) => {
    await writeFile(name, content)
    return name
  }
  try {
    return await replay(player, { terminal, abilities, save, plays: true, signal })
  } finally {
    await player.close()
  }
}

async function playerAt({ lake, symbol, dt, second }: DayMoment): Promise<Player> {
  return new Player(await LakeSeconds.open(lake, symbol, dt), second)
}
