import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { dtFlag, symbolFlag } from '../../cli/flags.ts'
import { EXIT, Failure } from '../../failure.ts'
import type { Lake } from '../../lake/paths.ts'
import { parseDates } from '../../market/dates.ts'
import { isRoot } from '../../market/instruments.ts'
import { FASTEST, SLOWEST } from '../../player/clock.ts'
import { parseGoTo } from '../../player/go-to.ts'
import { Player } from '../../player/player.ts'
import { LakeSeconds } from '../../seconds/lake-seconds.ts'
import { findTargets } from '../../stages/targets.ts'
import { abilitiesOf } from '../../tui/abilities.ts'
import { castLines } from '../../tui/export/cast.ts'
import { framePicture, frames } from '../../tui/frames.ts'
import { replay } from '../../tui/replay.ts'
import { Terminal } from '../../tui/terminal.ts'

const USUAL_SIZE = '120x40'
const CAST_FRAMES_PER_SECOND = 12

export default class Replay extends BaseCommand {
  static override summary = 'Play a day as a heatmap of its order book around spot.'
  static override description =
    `Space plays and pauses, ? shows every key. Without a terminal, --frames prints frames and --export
writes a recording for asciinema.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06',
    '<%= config.bin %> <%= command.id %> --symbol ES --dt 2026-01-06 --at 09:30:00 --speed 10',
    '<%= config.bin %> <%= command.id %> --frames 1 --at 09:31:00 --size 120x40 --plain',
  ]
  static override flags = {
    symbol: symbolFlag,
    dt: dtFlag,
    at: Flags.string({ description: 'where to begin: 09:31:00, exchange time, or 30%' }),
    until: Flags.string({ description: 'where a recording ends', dependsOn: ['export'] }),
    speed: Flags.integer({
      description: 'seconds of the day a second',
      default: 1,
      min: Math.ceil(SLOWEST),
      max: FASTEST,
    }),
    theme: Flags.option({ options: ['dark', 'light'] as const, default: 'dark' })(),
    mouse: Flags.boolean({
      description: 'the mouse moves the crosshair',
      default: true,
      allowNo: true,
    }),
    frames: Flags.integer({
      description: 'print so many frames, a second after the other, and end',
      min: 1,
    }),
    export: Flags.string({
      description: 'write a recording for asciinema to this file, or if it ends in .svg one frame',
    }),
    size: Flags.string({
      description: `columns and rows of printed frames and recordings (default ${USUAL_SIZE})`,
    }),
    plain: Flags.boolean({ description: 'print frames as text only', dependsOn: ['frames'] }),
  }

  async run() {
    const { flags } = await this.parse(Replay)
    const { stdin, stdout, env } = process
    const isInteractive = flags.frames === undefined && flags.export === undefined
    if (isInteractive && (!stdin.isTTY || !stdout.isTTY)) {
      throw new Failure({
        code: 'usage',
        what: 'the replay needs a terminal',
        fix: 'print frames with --frames 1, or write a recording with --export day.cast',
      })
    }
    const [columns, rows] = sizeFrom(flags.size)
    const source = await openDay(await this.openLake(flags), flags.symbol, flags.dt)
    const player = new Player(source, secondFrom('--at', flags.at, source.day))
    player.view = { ...player.view, theme: flags.theme }
    player.clock.setSpeed(0, flags.speed)
    const noColor = flags['no-color'] || flags.plain
    const depth = stdout.isTTY ? stdout.getColorDepth() : undefined
    const abilities = abilitiesOf({ env, depth, noColor })
    try {
      if (flags.frames !== undefined) {
        const request = { frames: flags.frames, columns, rows, abilities, plain: flags.plain }
        const printed: string[] = []
        for await (const frame of frames(player, request)) {
          if (this.jsonEnabled()) printed.push(frame)
          else stdout.write(frame)
        }
        return { day: source.day, frames: printed }
      }
      if (flags.export?.endsWith('.svg')) {
        await writeFile(flags.export, await framePicture(player, columns, rows))
        return { day: source.day, export: resolve(flags.export) }
      }
      if (flags.export !== undefined) {
        const until = secondFrom('--until', flags.until, source.day) ?? source.day.lastEndSecond
        const { symbol, dt } = source.day
        const lines = castLines(player, {
          columns,
          rows,
          abilities: { depth: 24, utf8: true },
          framesPerSecond: CAST_FRAMES_PER_SECOND,
          speed: flags.speed,
          until,
          title: `${symbol} ${dt}`,
        })
        await pipeline(lines, createWriteStream(flags.export))
        return { day: source.day, export: resolve(flags.export) }
      }
      const terminal = new Terminal(stdin, stdout, { mouse: flags.mouse })
      const save = async (name: string, content: string) => {
        await writeFile(name, content)
        return name
      }
      const end = await replay(player, { terminal, abilities, save, plays: true })
      if (end === 'interrupted') this.exit(EXIT.interrupted)
      return { day: source.day }
    } finally {
      await player.close()
    }
  }
}

/** The day that a user means; a root, or what is left out, as the lake has it. */
async function openDay(
  lake: Lake,
  symbol: string | undefined,
  dt: string | undefined,
): Promise<LakeSeconds> {
  if (symbol && dt && !isRoot(symbol)) return LakeSeconds.open(lake, symbol, dt)
  const { targets } = await findTargets(lake, { symbol, dates: dt ? parseDates(dt) : undefined })
  if (targets.length > 1) {
    throw new Failure({
      code: 'usage',
      what: 'the lake has several days',
      where: lake.root,
      found: targets.map((target) => target.dt).join(', '),
      fix: 'choose one with --dt',
    })
  }
  return LakeSeconds.open(lake, targets[0].symbol, targets[0].dt)
}

function secondFrom(
  flag: string,
  text: string | undefined,
  { firstEndSecond, lastEndSecond }: { firstEndSecond: number; lastEndSecond: number },
): number | undefined {
  if (text === undefined) return undefined
  const second = parseGoTo(text, firstEndSecond, lastEndSecond)
  if (second !== undefined) return second
  throw new Failure({
    code: 'usage',
    what: 'the time cannot be read',
    where: flag,
    expected: 'HH:MM[:SS] of the exchange, or a share like 30%',
    found: text,
  })
}

function sizeFrom(text = USUAL_SIZE): [columns: number, rows: number] {
  const [columns, rows] = (/^(\d{1,4})x(\d{1,4})$/.exec(text) ?? []).slice(1).map(Number)
  if (columns > 0 && rows > 0) return [columns, rows]
  throw new Failure({
    code: 'usage',
    what: 'the size cannot be read',
    where: '--size',
    expected: `COLUMNSxROWS, as ${USUAL_SIZE}`,
    found: text,
  })
}
