/**
 * A process that commits a day and dies at a step of it, without a word: what SIGKILL or a power cut
 * leaves. Arguments: lake folder, quantity, step; without a step it lives. The day is of a stage
 * with two tables, both of which hold the quantity.
 */

import { beginRun } from '../../../src/lake/partition/write.ts'
import { openLake } from '../../../src/lake/paths.ts'
import { DATASETS, SIDES_COMMIT, SIDES_DAY, SIDES_TABLES, ticks } from '../lake.ts'

const [root = '', quantity, fatal] = process.argv.slice(2)

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  for (;;) {} // until the signal comes
}

const run = await beginRun(openLake(root, DATASETS), SIDES_DAY)
for (const dataset of SIDES_TABLES) {
  const table = await run.table(dataset)
  await table.writeRowGroup(ticks([Number(quantity)]))
}
if (fatal === 'written') die()
await run.commit(SIDES_COMMIT, (step) => {
  if (step === fatal) die()
})
