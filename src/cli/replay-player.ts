import { DATASETS } from '../contracts/registry.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import type { PriceFormat } from '../market/fraction-price.ts'
import { type LayoutName, PANELS } from '../player/panels.ts'
import { PICTURE_COLUMNS } from '../player/picture-columns.ts'
import { Player } from '../player/player.ts'
import type { View } from '../player/view.ts'
import type { Alert, AlertRule } from '../signals/alerts.ts'
import { secondFrom } from '../tui/flag-values.ts'
import { type FramesRequest, frames } from '../tui/frames.ts'
import { openDay } from '../tui/open-day.ts'
import type { DayChoices } from '../tui/replay.ts'
import { ServerAddress } from '../wire/server-address.ts'
import { fetchCatalog } from '../wire/server-requests.ts'
import { StreamSeconds } from '../wire/stream-seconds.ts'
import { compare } from '../words/compare.ts'
import { prepareAlerts } from './alert-rules.ts'

/** The flags that select what is played. */
export interface ReplayFlagValues {
  readonly symbol?: string | undefined
  readonly dt?: string | undefined
  readonly connect?: string | undefined
  readonly at?: string | undefined
  readonly speed: number
  readonly theme: View['theme']
  readonly ramps: View['ramps']
  readonly layout: LayoutName | undefined
  readonly 'vacuum-floor': number
  readonly 'price-format': PriceFormat
}

/** A player, and the alerts of its day once they are found; the player's events have them too. */
export interface OpenedPlayer {
  readonly player: Player
  readonly alerts: Promise<readonly Alert[]>
}

/**
 * Opens a player on a server's day or the lake's.
 *
 * @param openLake called only without --connect
 * @param rules that ring, named in its events
 */
export async function openPlayer(
  { symbol, dt, connect, at, speed, theme, ramps, layout, ...flags }: ReplayFlagValues,
  openLake: () => Promise<Lake>,
  rules: readonly AlertRule[],
): Promise<OpenedPlayer> {
  const lake = connect ? undefined : await openLake()
  const source =
    connect && !lake
      ? await StreamSeconds.open(connect, { symbol, dt, columns: PICTURE_COLUMNS })
      : await openDay(lake ?? (await openLake()), symbol, dt, flags['price-format'])
  const player = new Player(source, secondFrom('--at', at, source.day))
  const panels = layout === undefined ? player.view.panels : PANELS[layout]
  player.view = { ...player.view, theme, ramps, panels, vacuumFloor: flags['vacuum-floor'] }
  player.clock.setSpeed(0, speed)
  const alerts = player.searchAlerts(() => prepareAlerts(source, rules, lake))
  alerts.catch((error) => player.onChange(error))
  return { player, alerts }
}

/** The other days of the server or the lake, opened with the same settings. */
export function dayChoices(
  flags: ReplayFlagValues,
  openLake: () => Promise<Lake>,
  rules: readonly AlertRule[],
): DayChoices {
  const { connect } = flags
  return {
    list: async () => {
      if (connect) return fetchCatalog(new ServerAddress(connect))
      const days = await listPartitions(await openLake(), { dataset: DATASETS.snapshot })
      return days.toSorted((a, b) => compare(b.dt, a.dt) || compare(a.symbol, b.symbol))
    },
    open: async ({ symbol, dt }) => {
      const other = { ...flags, symbol, dt, at: undefined }
      return (await openPlayer(other, openLake, rules)).player
    },
  }
}

/** Prints frames from the player's position, each as it is made; returns all of them. */
export async function printFrames(
  player: Player,
  request: FramesRequest,
  print: (frame: string) => void,
): Promise<string[]> {
  const printed: string[] = []
  for await (const frame of frames(player, request)) {
    print(frame)
    printed.push(frame)
  }
  return printed
}

/** Prints the frame of each alert, as many as are asked for; returns all of them. */
export async function printAlertFrames(
  player: Player,
  alerts: readonly Alert[],
  request: FramesRequest,
  print: (frame: string) => void,
): Promise<string[]> {
  const printed: string[] = []
  for (const { second } of alerts.slice(0, request.frames)) {
    player.clock.seek(0, second)
    printed.push(...(await printFrames(player, { ...request, frames: 1 }, print)))
  }
  return printed
}
