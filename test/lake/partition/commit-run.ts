/**
 * A process that commits a day and dies at a step of it, without a word: what SIGKILL or a power cut
 * leaves. Arguments: lake folder, quantity, step, rows; without a step it lives, and with the step
 * "loop" it commits the next quantity again and again until it is killed. The day is of a stage with
 * two tables, both of which hold the quantity in every row.
 */

import { beginRun } from '../../../src/lake/partition/write.ts'
import { openLake } from '../../../src/lake/paths.ts'
import { DATASETS, SIDES_COMMIT, SIDES_DAY, SIDES_TABLES, ticks } from '../lake.ts'

const [root = '', first, fatal, rows = '1'] = process.argv.slice(2)
/** As {@link DATASETS} has it for these tables. */
const ROW_GROUP_ROWS = 1000

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  for (;;) {} // until the signal comes
}

async function commit(quantity: number): Promise<void> {
  const run = await beginRun(openLake(root, DATASETS), SIDES_DAY)
  for (const dataset of SIDES_TABLES) {
    const table = await run.table(dataset)
    for (let left = Number(rows); left > 0; left -= ROW_GROUP_ROWS) {
      const length = Math.min(left, ROW_GROUP_ROWS)
      await table.writeRowGroup(ticks(new Array<number>(length).fill(quantity)))
    }
  }
  if (fatal === 'written') die()
  await run.commit(SIDES_COMMIT, (step) => {
    if (step === fatal) die()
  })
}

console.log('ready')
for (let quantity = Number(first); ; quantity++) {
  await commit(quantity)
  if (fatal !== 'loop') break
}
