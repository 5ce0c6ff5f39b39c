import type { Player } from '../../player/player.ts'
import type { TerminalCapabilities } from '../painter/colour-depth.ts'
import { FrameEncoder } from '../painter/encoder.ts'
import { PLAIN_STATE, Screen } from '../screen.ts'

export interface CastRequest {
  readonly columns: number
  readonly rows: number
  /** Seconds of the day per second of the recording. */
  readonly speed: number
  /** Unix second at which the recording ends. */
  readonly until: number
}

/** A compromise between smooth motion and file size. */
const FRAMES_PER_SECOND = 12
const CAPABILITIES: TerminalCapabilities = { depth: 24, utf8: true }

/**
 * A recording for asciinema (asciicast v2) from the player's position: a header, then one line per
 * frame.
 */
export async function* castLines(player: Player, request: CastRequest): AsyncGenerator<string> {
  const { columns, rows, speed, until } = request
  const title = `${player.day.symbol} ${player.day.dt}`
  const screen = new Screen(columns, rows, CAPABILITIES, player.day)
  const encoder = new FrameEncoder(CAPABILITIES)
  const size = screen.heatmapSize(player.view)
  const start = player.clock.position(0)
  yield `${JSON.stringify({ version: 2, width: columns, height: rows, title })}\n`
  for (let frame = 0; ; frame++) {
    const position = start + (frame / FRAMES_PER_SECOND) * speed
    player.clock.seek(0, Math.min(position, until))
    await player.resolve(size.columns, size.cells, 0)
    const bytes = encoder.encode(
      screen.paint(player.picture(size.columns, size.cells, 0), PLAIN_STATE),
    )
    const text = `${frame === 0 ? '\u001b[?25l' : ''}${Buffer.from(bytes).toString('utf8')}`
    if (text !== '') yield `${JSON.stringify([frame / FRAMES_PER_SECOND, 'o', text])}\n`
    if (position >= until || player.clock.hasEnded(0)) return
  }
}
