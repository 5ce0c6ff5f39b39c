import blessed from 'blessed'
import contrib from 'blessed-contrib'
import { clockText, EXCHANGE_ZONE_LABEL } from '../../player/clock-text.ts'
import type { StreamHealth } from './stream-health.ts'

/** The dashboard: cadence and spot as lines, surfaces as a table, events as a log. */
export class MonitorScreen {
  readonly #screen = blessed.screen({ smartCSR: true, title: 'spymaster monitor' })
  readonly #grid = new contrib.grid({ rows: 12, cols: 12, screen: this.#screen })
  readonly #cadence = this.#grid.set(0, 0, 5, 7, contrib.line, {
    label: ' cadence: milliseconds between batches ',
    showLegend: false,
    style: { baseline: 'white', text: 'white' },
  })
  readonly #spot = this.#grid.set(5, 0, 4, 7, contrib.line, {
    label: ' spot ',
    showLegend: false,
    style: { baseline: 'white', text: 'white' },
  })
  readonly #surfaces = this.#grid.set(0, 7, 5, 5, contrib.table, {
    label: ' surfaces ',
    columnSpacing: 2,
    columnWidth: [11, 6, 7, 8, 8],
    interactive: false,
    fg: 'white',
  })
  readonly #state = this.#grid.set(5, 7, 4, 5, (options) => blessed.box(options), {
    label: ' stream ',
  })
  readonly #log = this.#grid.set(9, 0, 3, 12, contrib.log, { label: ' log ', bufferLength: 100 })

  /** Lines about a live session, below those of the stream. */
  live: readonly string[] = []

  /** @param quit called when the user quits */
  constructor(quit: () => void) {
    this.#screen.key(['q', 'escape', 'C-c'], quit)
  }

  log(line: string): void {
    this.#log.log(line)
  }

  draw(health: StreamHealth): void {
    this.#drawLine(
      this.#cadence,
      health.deltas.map((delta) => 1000 * delta),
      'cyan',
    )
    this.#drawLine(
      this.#spot,
      health.spots.filter((spot) => !Number.isNaN(spot)),
      'yellow',
    )
    this.#surfaces.setData({
      headers: ['surface', 'rows', 'mean', 'bytes', 'mean'],
      data: health.surfaces.map(({ surface, rows, meanRows, bytes, meanBytes }) => [
        surface,
        rows,
        meanRows.toFixed(1),
        bytes,
        Math.round(meanBytes),
      ]),
    })
    const last = health.beats.at(-1)
    const time = last ? `${clockText(last.endSecond)} ${EXCHANGE_ZONE_LABEL}` : ''
    const { p50, p95, p99 } = health.latenessQuantiles
    const late = [p50, p95, p99].map((value) => Math.round(value)).join('/')
    this.#state.setContent(
      `${health.verdict}  ${time}  ${health.batches} batches\nlate p50/p95/p99 ${late} ms  dropped ${health.dropped}  errors ${health.errors}\n${this.live.map((line) => `${line}\n`).join('')}q quits`,
    )
    this.#screen.render()
  }

  /** Restores the terminal. */
  close(): void {
    this.#screen.destroy()
  }

  #drawLine(
    line: ReturnType<typeof contrib.line>,
    values: readonly number[],
    colour: string,
  ): void {
    if (values.length < 2) return
    // The axis begins just below the minimum, so that small differences are visible.
    const least = Math.min(...values)
    const margin = (Math.max(...values) - least) * 0.1 || 1
    Object.assign(line, { options: { ...line.options, minY: least - margin } })
    const x = values.map((_, index) => `${index - values.length + 1}`)
    line.setData([{ title: '', x, y: [...values], style: { line: colour } }])
  }
}
