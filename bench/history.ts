import { spawnSync } from 'node:child_process'
import { appendFile, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Report } from './measure.ts'

const HISTORY = fileURLToPath(new URL('history.ndjson', import.meta.url))

/** What stays of one piece of work in one run, for later runs to be held against. */
export interface HistoryLine {
  /** ISO 8601, UTC. */
  readonly at: string
  /** The commit it ran from, with "+" after it where the tree had changes. */
  readonly commit: string
  readonly processor: string
  readonly cores: number
  readonly records: number
  readonly name: string
  readonly seconds: number
  readonly ratio: number
  readonly peakBytes: number
}

/** The lines kept so far, oldest first; none where nothing was. */
export async function readHistory(path = HISTORY): Promise<HistoryLine[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HistoryLine)
}

/** Adds a line for each measurement. */
export async function appendHistory(report: Report, path = HISTORY): Promise<void> {
  const { machine, day, measurements } = report
  const run = {
    at: new Date().toISOString(),
    commit: commit(),
    processor: machine.processor,
    cores: machine.cores,
    records: day.records,
  }
  const lines = measurements.map(({ name, seconds, ratio, peakBytes }) =>
    JSON.stringify({ ...run, name, seconds, ratio, peakBytes } satisfies HistoryLine),
  )
  await appendFile(path, lines.map((line) => `${line}\n`).join(''))
}

/** The last line of the same work on the same kind of machine and day, if there is any. */
export function previous(
  history: readonly HistoryLine[],
  { machine, day }: Pick<Report, 'machine' | 'day'>,
  name: string,
): HistoryLine | undefined {
  return history.findLast(
    (line) =>
      line.name === name &&
      line.records === day.records &&
      line.processor === machine.processor &&
      line.cores === machine.cores,
  )
}

function commit(): string {
  const { stdout } = spawnSync('git', ['describe', '--always', '--dirty=+'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    encoding: 'utf8',
  })
  return stdout?.trim() || 'unknown'
}
