import type { Player } from '../../player/player.ts'
import type { Abilities } from '../painter/colour-depth.ts'
import { Encoder } from '../painter/encoder.ts'
import { Screen } from '../screen.ts'

export interface CastRequest {
  readonly columns: number
  readonly rows: number
  /** Seconds of the day a second of the recording. */
  readonly speed: number
  /** The day's second at which the recording ends. */
  readonly until: number
}

/** Enough to look alive, and small enough to share. */
const FRAMES_PER_SECOND = 12
const ABILITIES: Abilities = { depth: 24, utf8: true }

const QUIET = { showsHelp: false, message: undefined, isWarning: false }

/** A recording for asciinema (asciicast v2): a header and a line a frame, from where the player stands. */
export async function* castLines(player: Player, request: CastRequest): AsyncGenerator<string> {
  const { columns, rows, speed, until } = request
  const title = `${player.day.symbol} ${player.day.dt}`
  const screen = new Screen(columns, rows, ABILITIES, player.day.surfaces.includes('gex'))
  const encoder = new Encoder(ABILITIES)
  const size = screen.heatmapSize
  const start = player.clock.position(0)
  yield `${JSON.stringify({ version: 2, width: columns, height: rows, title })}\n`
  for (let frame = 0; ; frame++) {
    const position = start + (frame / FRAMES_PER_SECOND) * speed
    player.clock.seek(0, Math.min(position, until))
    await player.resolve(size.columns, size.cells, 0)
    const bytes = encoder.encode(screen.paint(player.picture(size.columns, size.cells, 0), QUIET))
    const text = `${frame === 0 ? '\u001b[?25l' : ''}${Buffer.from(bytes).toString('utf8')}`
    if (text !== '') yield `${JSON.stringify([frame / FRAMES_PER_SECOND, 'o', text])}\n`
    if (position >= until || player.clock.hasEnded(0)) return
  }
}
