import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawn } from '@lydell/node-pty'
import type { HeatColumn } from '../../src/player/heat-column.ts'
import { Heatmap } from '../../src/player/heatmap.ts'
import { PANELS } from '../../src/player/panels.ts'
import type { Picture } from '../../src/player/player.ts'
import { scaleOf } from '../../src/player/scale.ts'
import { VACUUM_FLOOR, type View } from '../../src/player/view.ts'
import { CellBuffer } from '../../src/tui/painter/cells.ts'
import type { TerminalCapabilities } from '../../src/tui/painter/colour-depth.ts'
import { FrameEncoder } from '../../src/tui/painter/encoder.ts'
import { paintHeatmap } from '../../src/tui/panes/heatmap-pane.ts'
import { themeOf } from '../../src/tui/theme.ts'
import type { Lap, Rounds } from '../workload.ts'

const COLUMNS = 180
const ROWS = 50
const FRAMES = 300
const WARM_UP_FRAMES = 60
const FRAMES_PER_SECOND = 30

/** What the process in the pseudo-terminal found. */
interface Result {
  /** Processor seconds of the frames, the system's included. */
  readonly seconds: number
  readonly bytes: number
  /** Frames that came more than half a frame late. */
  readonly late: number
}

/**
 * The heatmap, from columns to a pseudo-terminal that is drained, every cell of 50×180 another
 * colour in every frame, 30 frames a second. The seconds are the processor's; the reference is the
 * wall's time of the frames, so that the ratio is the share of one core.
 */
export async function prepareTerminal(): Promise<Rounds> {
  const folder = await mkdtemp(join(tmpdir(), 'spymaster-bench-'))
  return {
    async round() {
      const { seconds, bytes, late } = await runInTerminal(join(folder, 'result.json'))
      if (late > FRAMES / 2) throw new Error(`${late} of ${FRAMES} frames were late`)
      const common = {
        seconds,
        reference: '30 frames/s',
        referenceSeconds: FRAMES / FRAMES_PER_SECOND,
      }
      return [
        { ...common, name: 'terminal frames', items: FRAMES, unit: 'frames', asked: '≤ 0.25 ×' },
        { ...common, name: 'terminal bytes', items: bytes, unit: 'bytes' },
      ] satisfies Lap[]
    },
    close: () => rm(folder, { recursive: true }),
  }
}

async function runInTerminal(resultPath: string): Promise<Result> {
  const terminal = spawn(process.execPath, [fileURLToPath(import.meta.url), resultPath], {
    cols: COLUMNS,
    rows: ROWS + 1,
  })
  terminal.onData(() => {})
  const code = await new Promise<number>((resolve) => {
    terminal.onExit(({ exitCode }) => resolve(exitCode))
  })
  if (code !== 0) throw new Error(`the process in the terminal ended with code ${code}`)
  return JSON.parse(await readFile(resultPath, 'utf8')) as Result
}

const VIEW: View = {
  layer: 'both',
  anchor: 'price',
  columnSeconds: 1,
  cellTicks: 1,
  lowCut: 0,
  highCut: 0,
  vacuumFloor: VACUUM_FLOOR,
  quotes: false,
  trades: false,
  minLots: 0,
  levels: false,
  eventMarks: false,
  candles: false,
  candleSeconds: 120,
  panels: PANELS.all,
  isMapAlone: false,
  theme: 'dark',
  ramps: 'hues',
}

/** Draws the frames, as the replay does, and writes down what it took. */
async function drawFrames(resultPath: string): Promise<void> {
  const capabilities: TerminalCapabilities = { depth: 24, utf8: true }
  const theme = themeOf({ theme: 'dark', ramps: 'hues' }, capabilities)
  const cells = new CellBuffer(COLUMNS, ROWS)
  const encoder = new FrameEncoder(capabilities)
  const heatmap = new Heatmap(COLUMNS, 2 * ROWS)
  const rect = { column: 0, row: 0, columns: COLUMNS, rows: ROWS }
  // A column is another's neighbour in the next frame, and no two are alike.
  const all = Array.from({ length: COLUMNS + FRAMES + WARM_UP_FRAMES }, (_, seed) => column(seed))
  let bytes = 0
  const draw = (frame: number) => {
    const columns = all.slice(frame, frame + COLUMNS)
    const scale = scaleOf(columns, VIEW)
    heatmap.paint(columns, VIEW, scale, 0, 60)
    const picture = { heatmap, columns, scale, view: VIEW, candles: [], line: NO_LINE, second: 0 }
    paintHeatmap(cells, rect, picture as unknown as Picture, theme)
    const encoded = encoder.encode(cells)
    bytes += encoded.length
    process.stdout.write(Buffer.from(encoded))
  }
  for (let frame = 0; frame < WARM_UP_FRAMES; frame++) draw(frame)
  bytes = 0
  let late = 0
  const before = process.cpuUsage()
  const started = performance.now()
  for (let frame = 0; frame < FRAMES; frame++) {
    const deadline = started + (frame * 1000) / FRAMES_PER_SECOND
    const wait = deadline - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    else if (-wait > 500 / FRAMES_PER_SECOND) late++
    draw(WARM_UP_FRAMES + frame)
  }
  const { user, system } = process.cpuUsage(before)
  const result: Result = { seconds: (user + system) / 1e6, bytes: Math.round(bytes), late }
  await writeFile(resultPath, JSON.stringify(result))
}

const NO_LINE = { spot: new Int32Array(), index: () => 0 }

/** A column whose depths have nothing to do with its neighbours'. */
function column(seed: number): HeatColumn {
  const ticks = 121
  let state = seed * 2_654_435_761 + 1
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const empty = () => new Int32Array(2 * ticks)
  return {
    first: seed,
    last: seed,
    firstTick: -60,
    ticks,
    depth: Int32Array.from({ length: 2 * ticks }, (_, index) =>
      index < ticks === index % ticks > 60 ? 1 + Math.floor(random() ** 3 * 400) : 0,
    ),
    add: empty(),
    pull: empty(),
    fill: empty(),
    hidden: empty(),
    vacuum: Float32Array.from({ length: 2 * ticks }, () => random() ** 6),
    pulling: Float32Array.from({ length: 2 * ticks }, () => random() ** 6),
    spot: 0,
    bid: 0,
    ask: 1,
    isValid: true,
    isMissing: false,
    levels: new Float64Array(),
    strike: new Float64Array(),
    gex: new Float64Array(),
    gexAbs: new Float64Array(),
    events: [],
  }
}

if (import.meta.main) await drawFrames(process.argv[2])
