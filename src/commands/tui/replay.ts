import { resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import {
  assertTerminal,
  isDumbTerminal,
  playInTerminal,
  recordDay,
  stdoutCapabilities,
} from '../../cli/day-screen.ts'
import { dtFlag, priceFormatFlag, symbolFlag } from '../../cli/flags.ts'
import { prose } from '../../cli/prose.ts'
import { dayChoices, openPlayer, printFrames } from '../../cli/replay-player.ts'
import { rememberedPanels, rememberPanels, screenMemoryPath } from '../../cli/screen-memory.ts'
import { settingFlags } from '../../cli/setting-flags.ts'
import { EXIT } from '../../failure.ts'
import { MAX_SPEED } from '../../player/clock.ts'
import { secondFrom, sizeFrom } from '../../tui/flag-values.ts'

export default class Replay extends BaseCommand {
  static override summary = 'Play a day as a heatmap of its order book around spot.'
  static override description =
    prose`Space plays and pauses, ? shows every key. Begins with a full heatmap unless --at says where. Without
a terminal, --frames prints frames and --export writes a recording for asciinema, or one frame as a
picture; where TERM is dumb, one frame is printed as text.`
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
    at: Flags.string({ description: 'start: 09:31:00 New York time, or 30%' }),
    until: Flags.string({ description: 'end of a recording, as --at', dependsOn: ['export'] }),
    speed: Flags.integer({
      description: 'seconds of the day per second',
      default: 1,
      min: 1,
      max: MAX_SPEED,
    }),
    theme: settingFlags.theme,
    ramps: settingFlags.ramps,
    layout: settingFlags.layout,
    'vacuum-floor': settingFlags['vacuum-floor'],
    'price-format': priceFormatFlag,
    mouse: Flags.boolean({
      description: 'the mouse moves the crosshair, zooms, and clicks timeline, lists and keys',
      default: true,
      allowNo: true,
    }),
    frames: Flags.integer({
      description: 'print this many frames, one per second of the day, and end',
      min: 1,
    }),
    export: Flags.string({
      description: 'write a recording for asciinema (day.cast), or one frame (frame.svg)',
    }),
    size: Flags.string({
      description: 'columns and rows of frames and recordings',
      default: '120x40',
    }),
    plain: Flags.boolean({ description: 'print frames as text only', dependsOn: ['frames'] }),
  }

  async run() {
    const { flags } = await this.parse(Replay)
    const { speed, mouse } = flags
    const isDumb = flags.export === undefined && flags.frames === undefined && isDumbTerminal()
    const frames = isDumb ? 1 : flags.frames
    const plain = flags.plain || isDumb
    if (frames === undefined && flags.export === undefined) assertTerminal()
    const size = sizeFrom('--size', flags.size)
    const capabilities = stdoutCapabilities(flags['no-color'] || plain)
    const openLake = () => this.openLake(flags)
    const player = await openPlayer(flags, openLake)
    const { day } = player
    try {
      if (frames !== undefined) {
        const print = (frame: string) => this.jsonEnabled() || process.stdout.write(frame)
        const request = { ...size, frames, capabilities, plain }
        return { day, frames: await printFrames(player, request, print) }
      }
      if (flags.export !== undefined) {
        const until = secondFrom('--until', flags.until, day) ?? day.lastEndSecond
        await recordDay(player, flags.export, { ...size, speed, until })
        return { day, export: resolve(flags.export) }
      }
      const memory = screenMemoryPath(process.env)
      const panels = flags.layout === undefined ? await rememberedPanels(memory) : undefined
      if (panels) player.view = { ...player.view, panels }
      const end = await playInTerminal(player, {
        capabilities,
        mouse,
        reconnects: flags.connect !== undefined,
        days: dayChoices(flags, openLake),
        left: (view) => rememberPanels(memory, view.panels),
      })
      if (end === 'interrupted') this.exit(EXIT.interrupted)
      return { day }
    } finally {
      await player.close()
    }
  }
}
