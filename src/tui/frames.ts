import type { Player } from '../player/player.ts'
import { frameAnsi } from './export/ansi.ts'
import { frameSvg } from './export/svg.ts'
import { frameText } from './export/text.ts'
import type { TerminalCapabilities } from './painter/colour-depth.ts'
import { PLAIN_STATE, Screen } from './screen.ts'
import { themeOf } from './theme.ts'

export interface FramesRequest {
  /** Number of frames, one per second of the day. */
  readonly frames: number
  readonly columns: number
  readonly rows: number
  readonly capabilities: TerminalCapabilities
  /** Text only, no escape sequences. */
  readonly plain: boolean
}

/**
 * Frames as text from the player's position, without a terminal. Each frame is complete: its data
 * is loaded first.
 */
export async function* frames(player: Player, request: FramesRequest): AsyncGenerator<string> {
  const { columns, rows, capabilities } = request
  const screen = new Screen(columns, rows, capabilities, player.day)
  for (let frame = 0; frame < request.frames; frame++) {
    if (frame > 0) player.perform('step', 0)
    const { columns, cells } = screen.heatmapSize(player.view)
    await player.resolve(columns, cells, 0)
    const painted = screen.paint(player.picture(columns, cells, 0), PLAIN_STATE)
    yield request.plain ? frameText(painted, capabilities.utf8) : frameAnsi(painted, capabilities)
    if (player.clock.hasEnded(0)) return
  }
}

/** The frame at the player's position as SVG, complete. */
export async function framePicture(player: Player, columns: number, rows: number): Promise<string> {
  const capabilities: TerminalCapabilities = { depth: 24, utf8: true }
  const screen = new Screen(columns, rows, capabilities, player.day)
  const size = screen.heatmapSize(player.view)
  await player.resolve(size.columns, size.cells, 0)
  const { text, background } = themeOf(player.view, capabilities)
  return frameSvg(
    screen.paint(player.picture(size.columns, size.cells, 0), PLAIN_STATE),
    text,
    background,
  )
}
