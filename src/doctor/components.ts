import { fileURLToPath } from 'node:url'
import { compressFrame, ZstdReader } from '../dbn/zstd.ts'
import { isReadable } from '../files/user-files.ts'
import { type DoctorFinding, note, ok, problem } from './finding.ts'

/** The built browser page. The relative path is the same from src/doctor/ and dist/doctor/. */
const HUD_PAGE = fileURLToPath(new URL('../../dist/hud/index.html', import.meta.url))

const INSTALL_FIX = 'run npm ci'

/** Tries every component that only some commands need. */
export function examineComponents(): Promise<DoctorFinding[]> {
  return Promise.all([examineZstd(), examineSql(), examineMonitor(), examineHud()])
}

/**
 * Databento's files have several zstd frames: a zlib that stops after the first would lose records.
 */
async function examineZstd(): Promise<DoctorFinding> {
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
    ? ok('zstd', 'files of several frames are read completely')
    : problem(
        'zstd',
        'a file of several frames is not read completely',
        'use the Node that npm ci installs',
      )
}

async function examineSql(): Promise<DoctorFinding> {
  try {
    const { engineVersion } = await import('../query/engine.ts')
    return ok('sql', `DuckDB ${await engineVersion()}`)
  } catch (error) {
    return problem(
      'sql',
      `DuckDB does not load: ${messageOf(error)}; lake sql cannot run`,
      INSTALL_FIX,
    )
  }
}

async function examineMonitor(): Promise<DoctorFinding> {
  try {
    await import('../tui/monitor/monitor-screen.ts')
    return ok('monitor', 'blessed loads')
  } catch (error) {
    const lines = 'tui monitor prints lines only, with --plain'
    return note('monitor', `blessed does not load: ${messageOf(error)}; ${lines}`, INSTALL_FIX)
  }
}

async function examineHud(): Promise<DoctorFinding> {
  if (await isReadable(HUD_PAGE))
    return ok('browser', 'the page is built: spymaster serve shows it at /')
  return note('browser', 'the page is not built: serve streams without it', 'run npm run build')
}

function messageOf(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return first
}
