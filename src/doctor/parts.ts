import { access } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { compressFrame, ZstdReader } from '../dbn/zstd.ts'
import { type Finding, fault, note, ok } from './finding.ts'

/** The browser's page. The same path leads there from src/doctor/ and from dist/doctor/. */
const HUD = fileURLToPath(new URL('../../dist/hud/index.html', import.meta.url))

const INSTALL = 'run npm ci'

/** What commands need beyond the program itself; each is tried, not only looked for. */
export function examineParts(): Promise<Finding[]> {
  return Promise.all([examineZstd(), examineSql(), examineMonitor(), examineHud()])
}

/** Databento's files are of several frames: a zlib that stops after the first would lose records. */
async function examineZstd(): Promise<Finding> {
  const parts = [Uint8Array.of(1, 2), Uint8Array.of(3)]
  const frames = await Promise.all(parts.map((bytes) => compressFrame(bytes, 1)))
  const found: number[] = []
  const reader = new ZstdReader(
    (async function* () {
      yield* frames
    })(),
    'two frames',
  )
  for await (const chunk of reader.chunks()) found.push(...chunk)
  return found.join() === '1,2,3'
    ? ok('zstd', 'files of several frames are read whole')
    : fault('zstd', 'a file of several frames is not read whole', 'use the Node that npm ci brings')
}

async function examineSql(): Promise<Finding> {
  try {
    const { engineVersion } = await import('../query/engine.ts')
    return ok('sql', `DuckDB ${await engineVersion()}`)
  } catch (error) {
    return fault('sql', `DuckDB does not load: ${messageOf(error)}; lake sql cannot run`, INSTALL)
  }
}

async function examineMonitor(): Promise<Finding> {
  try {
    await import('../tui/monitor/monitor-screen.ts')
    return ok('monitor', 'blessed loads')
  } catch (error) {
    const lines = 'tui monitor prints lines only, with --plain'
    return note('monitor', `blessed does not load: ${messageOf(error)}; ${lines}`, INSTALL)
  }
}

async function examineHud(): Promise<Finding> {
  const isBuilt = await access(HUD).then(
    () => true,
    () => false,
  )
  if (isBuilt) return ok('browser', 'the page is built: spymaster serve shows it at /')
  return note('browser', 'the page is not built: serve streams all the same', 'run npm run build')
}

function messageOf(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return first
}
