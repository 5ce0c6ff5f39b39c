/** Measures decoding, the book, the lake and the pipeline beside references: `npm run bench`. */

import { Failure } from '../src/failure.ts'
import { cachedDay } from './day.ts'
import { type BenchFlags, parseFlags, USAGE } from './flags.ts'
import { appendHistory, readHistory } from './history.ts'
import { thisMachine } from './machine.ts'
import { type Measurement, measure, type Report } from './measure.ts'
import { formatReport } from './report.ts'
import { formatScaling, measureScaling } from './scaling.ts'
import { WORKLOADS } from './workloads.ts'

try {
  const flags = parseFlags(process.argv.slice(2))
  if (flags.help) console.log(USAGE)
  else if (flags.scaling) await scale(flags)
  else await bench(flags)
} catch (error) {
  if (!(error instanceof Failure)) throw error
  console.error(error.message)
  process.exitCode = error.exitCode
}

async function bench(flags: BenchFlags): Promise<void> {
  const { records, rounds, seed, options, clients, only, json, record } = flags
  const machine = thisMachine()
  console.error(`a day of ${records} records …`)
  const day = await cachedDay({ seed, records })
  const measurements: Measurement[] = []
  for (const workload of WORKLOADS) {
    if (only !== undefined && workload.name !== only) continue
    console.error(`${workload.name} …`)
    measurements.push(...(await measure(workload, { ...day, options, clients }, rounds)))
  }
  const report: Report = { machine, day, measurements }
  console.log(json ? JSON.stringify(report, null, 2) : formatReport(report, await readHistory()))
  if (record) await appendHistory(report)
}

async function scale({ records, seed, json }: BenchFlags): Promise<void> {
  const machine = thisMachine()
  console.error(`${[1, 2, 4, 8].map((times) => records * times).join(', ')} records …`)
  const points = await measureScaling(seed, records)
  console.log(json ? JSON.stringify({ machine, points }, null, 2) : formatScaling(points))
}
