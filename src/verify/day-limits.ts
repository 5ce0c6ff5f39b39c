import { readStored } from '../lake/partition/stored.ts'
import { assertWithinLimits } from '../stages/day-limits.ts'
import { producerOf } from '../stages/stages.ts'
import type { Check, CheckSubject } from './check.ts'
import type { Evidence } from './evidence.ts'

/** No table was made of records that a day is refused for, by an earlier version for example. */
export const dayLimits: Check = {
  name: 'day limits',
  proves:
    'few records are repeated, off the grid, without a value or the end of an event, as the manifest counts them',
  reads: [],
  run,
}

async function run({ lake, partitions }: CheckSubject, evidence: Evidence): Promise<void> {
  const [partition] = partitions
  const { dataset, symbol, dt } = partition
  // The tables of a stage have one manifest. One that cannot be read, others report.
  if (producerOf(dataset)?.writes[0] !== dataset) return
  const manifest = await readStored(lake, partition).catch(() => undefined)
  if (!manifest) return
  const { quality, notes, stage } = manifest
  evidence.count('counts', Object.keys(quality).length)
  await evidence.attempt(async () =>
    assertWithinLimits(quality, { symbol, dt, notes, parameters: stage.parameters }),
  )
}
