import type { Player } from '../player/player.ts'
import { frameAnsi } from './export/ansi.ts'
import { frameSvg } from './export/svg.ts'
import { frameText } from './export/text.ts'
import type { Abilities } from './painter/colour-depth.ts'
import { Screen } from './screen.ts'
import { themeOf } from './theme.ts'

export interface FramesRequest {
  /** How many frames, one second of the day after the other. */
  readonly frames: number
  readonly columns: number
  readonly rows: number
  readonly abilities: Abilities
  /** Text only, no escape sequences. */
  readonly plain: boolean
}

const QUIET = { showsHelp: false, message: undefined, isWarning: false }

/** Frames as text, from where the player stands, without a terminal. Each is complete: all that it shows has been read. */
export async function* frames(player: Player, request: FramesRequest): AsyncGenerator<string> {
  const { columns, rows, abilities } = request
  const screen = new Screen(columns, rows, abilities, player.day.surfaces.includes('gex'))
  for (let frame = 0; frame < request.frames; frame++) {
    if (frame > 0) player.act('step', 0)
    const { columns, cells } = screen.heatmapSize
    await player.resolve(columns, cells, 0)
    const painted = screen.paint(player.picture(columns, cells, 0), QUIET)
    yield request.plain ? frameText(painted, abilities.utf8) : frameAnsi(painted, abilities)
    if (player.clock.hasEnded(0)) return
  }
}

/** The frame where the player stands as a picture, complete. */
export async function framePicture(player: Player, columns: number, rows: number): Promise<string> {
  const abilities: Abilities = { depth: 24, utf8: true }
  const screen = new Screen(columns, rows, abilities, player.day.surfaces.includes('gex'))
  const size = screen.heatmapSize
  await player.resolve(size.columns, size.cells, 0)
  const { text, background } = themeOf(player.view.theme, abilities)
  return frameSvg(
    screen.paint(player.picture(size.columns, size.cells, 0), QUIET),
    text,
    background,
  )
}
