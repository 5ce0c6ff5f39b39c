import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { dtFlag, symbolFlag } from '../../cli/flags.ts'
import { prose } from '../../cli/prose.ts'
import { settingFlags } from '../../cli/setting-flags.ts'
import { EXIT, Failure } from '../../failure.ts'
import { FASTEST } from '../../player/clock.ts'
import { Player } from '../../player/player.ts'
import { abilitiesOf } from '../../tui/abilities.ts'
import { castLines } from '../../tui/export/cast.ts'
import { secondFrom, sizeFrom } from '../../tui/flag-values.ts'
import { framePicture, frames } from '../../tui/frames.ts'
import { openDay } from '../../tui/open-day.ts'
import { replay } from '../../tui/replay.ts'
import { Terminal } from '../../tui/terminal.ts'
import { StreamSeconds } from '../../wire/stream-seconds.ts'

export default class Replay extends BaseCommand {
  static override summary = 'Play a day as a heatmap of its order book around spot.'
  static override description =
    prose`Space plays and pauses, ? shows every key. Without a terminal, --frames prints frames and --export
writes a recording for asciinema, or one frame as a picture.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06',
    '<%= config.bin %> <%= command.id %> --symbol ES --dt 2026-01-06 --at 09:30:00 --speed 10',
    '<%= config.bin %> <%= command.id %> --connect ws://127.0.0.1:8000',
    '<%= config.bin %> <%= command.id %> --frames 1 --at 09:31:00 --size 120x40 --plain',
  ]
  static override flags = {
    symbol: symbolFlag,
    dt: dtFlag,
    connect: Flags.string({
      description: "play a server's day instead of the lake's: ws://HOST:PORT",
    }),
    at: Flags.string({ description: 'where to begin: 09:31:00, exchange time, or 30%' }),
    until: Flags.string({ description: 'where a recording ends', dependsOn: ['export'] }),
    speed: Flags.integer({
      description: 'seconds of the day a second',
      default: 1,
      min: 1,
      max: FASTEST,
    }),
    theme: settingFlags.theme,
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
      description: 'write a recording for asciinema (day.cast), or one frame (frame.svg)',
    }),
    size: Flags.string({
      description: 'columns and rows of what is printed or written',
      default: '120x40',
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
    const size = sizeFrom('--size', flags.size)
    const { symbol, dt, connect } = flags
    const source = connect
      ? await StreamSeconds.open(connect, { symbol, dt })
      : await openDay(await this.openLake(flags), symbol, dt)
    const { day } = source
    const player = new Player(source, secondFrom('--at', flags.at, day))
    player.view = { ...player.view, theme: flags.theme }
    player.clock.setSpeed(0, flags.speed)
    const depth = stdout.isTTY ? stdout.getColorDepth() : undefined
    const abilities = abilitiesOf({ env, depth, noColor: flags['no-color'] || flags.plain })
    try {
      if (flags.frames !== undefined) {
        const { frames: count, plain } = flags
        const printed: string[] = []
        for await (const frame of frames(player, { ...size, frames: count, abilities, plain })) {
          if (this.jsonEnabled()) printed.push(frame)
          else stdout.write(frame)
        }
        return { day, frames: printed }
      }
      if (flags.export !== undefined) {
        const until = secondFrom('--until', flags.until, day) ?? day.lastEndSecond
        const { speed } = flags
        if (flags.export.endsWith('.svg')) {
          await writeFile(flags.export, await framePicture(player, size.columns, size.rows))
        } else {
          const lines = castLines(player, { ...size, speed, until })
          await pipeline(lines, createWriteStream(flags.export))
        }
        return { day, export: resolve(flags.export) }
      }
      const terminal = new Terminal(stdin, stdout, { mouse: flags.mouse })
      const save = async (name: string, content: string) => {
        await writeFile(name, content)
        return name
      }
      const end = await replay(player, { terminal, abilities, save, plays: true })
      if (end === 'interrupted') this.exit(EXIT.interrupted)
      return { day }
    } finally {
      await player.close()
    }
  }
}
