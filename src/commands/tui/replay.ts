import { resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { alertFacts, alertRules, alertText, prepareAlerts } from '../../cli/alert-rules.ts'
import { BaseCommand } from '../../cli/base-command.ts'
import {
  assertTerminal,
  isDumbTerminal,
  isOnTerminal,
  playInTerminal,
  recordDay,
  stdoutCapabilities,
} from '../../cli/day-screen.ts'
import { dtFlag, priceFormatFlag, symbolFlag } from '../../cli/flags.ts'
import { configuredKeys } from '../../cli/key-choices.ts'
import { prose } from '../../cli/prose.ts'
import { dayChoices, openPlayer, printAlertFrames, printFrames } from '../../cli/replay-player.ts'
import { rememberedPanels, rememberPanels, screenMemoryPath } from '../../cli/screen-memory.ts'
import { settingFlags } from '../../cli/setting-flags.ts'
import { EXIT } from '../../failure.ts'
import { MAX_SPEED } from '../../player/clock.ts'
import { Keys } from '../../player/key-choices.ts'
import { secondFrom, sizeFrom } from '../../tui/flag-values.ts'

export default class Replay extends BaseCommand {
  static override summary = 'Play a day as a heatmap of its order book around spot.'
  static override description =
    prose`Space plays and pauses, ? shows every key. Begins with a full heatmap unless --at says where. Without
a terminal, --frames prints frames and --export writes a recording for asciinema, or one frame as a
picture; where TERM is dumb, one frame is printed as text. --alert rings a bell and adds a line to
the list of events where its condition becomes true, and is quiet for a minute after; without a
terminal it lists the alerts from --at on, and the exit code is 1 where none rang.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06',
    '<%= config.bin %> <%= command.id %> --symbol ES --dt 2026-01-06 --at 09:30:00 --speed 10',
    '<%= config.bin %> <%= command.id %> --connect ws://127.0.0.1:8000',
    '<%= config.bin %> <%= command.id %> --alert "above_score > 0.8" --alert "abs(call_wall - spot) <= 1"',
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
    alert: Flags.string({
      description:
        'ring where a condition becomes true: "above_score > 0.8", or the name of one in the configuration',
      multiple: true,
    }),
    bell: Flags.boolean({
      description: "ring the terminal's bell with an alert",
      default: true,
      allowNo: true,
    }),
    frames: Flags.integer({
      description:
        'print this many frames, one per second of the day, with --alert one per alert, and end',
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
    const configuration = await this.configuration()
    const rules = alertRules(flags.alert ?? [], process.env, configuration)
    // Without a terminal and frames, alerts are listed.
    const isListed = rules.length > 0 && frames === undefined && !isOnTerminal()
    if (frames === undefined && flags.export === undefined && !isListed) assertTerminal()
    const size = sizeFrom('--size', flags.size)
    const capabilities = stdoutCapabilities(flags['no-color'] || plain)
    const openLake = () => this.openLake(flags)
    const { player, alerts } = await openPlayer(flags, openLake, rules)
    const { day } = player
    try {
      const print = (frame: string) => this.jsonEnabled() || process.stdout.write(frame)
      const request = { ...size, frames: frames ?? 0, capabilities, plain }
      if (rules.length > 0 && flags.export === undefined && (isListed || frames !== undefined)) {
        const from = secondFrom('--at', flags.at, day) ?? day.firstEndSecond
        const rung = (await alerts).filter(({ second }) => second >= from)
        const shown = await printAlertFrames(player, rung, request, print)
        if (isListed) for (const alert of rung) this.logData(alertText(alert))
        if (rung.length === 0) this.logToStderr('No alert rang.')
        // For scripts: whether one rang.
        process.exitCode = rung.length > 0 ? EXIT.ok : EXIT.checkFailed
        return { day, alerts: rung.map(alertFacts), ...(frames !== undefined && { frames: shown }) }
      }
      if (frames !== undefined) return { day, frames: await printFrames(player, request, print) }
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
        hasBell: flags.bell,
        keys: new Keys(configuredKeys(process.env, configuration)),
        alertSearch: (condition) => {
          const typed = alertRules([condition], process.env, configuration)
          return async (source) =>
            prepareAlerts(source, typed, flags.connect ? undefined : await openLake())
        },
        days: dayChoices(flags, openLake, rules),
        left: (view) => rememberPanels(memory, view.panels),
      })
      if (end === 'interrupted') this.exit(EXIT.interrupted)
      return { day }
    } finally {
      await player.close()
    }
  }
}
