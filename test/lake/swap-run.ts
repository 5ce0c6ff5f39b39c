/**
 * A process that commits a day of ticks and dies at a step of it, without a word: what SIGKILL or a
 * power cut leaves. Arguments: lake folder, quantity, step; without a step it lives.
 */
import { openLake } from '../../src/lake/paths.ts'
import { openPartition } from '../../src/lake/write.ts'
import { COMMIT, DATASETS, DAY, ticks } from './lake.ts'

const [root = '', quantity, fatal] = process.argv.slice(2)

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  for (;;) {} // until the signal comes
}

const writer = await openPartition(openLake(root, DATASETS), DAY)
await writer.writeRowGroup(ticks([Number(quantity)]))
if (fatal === 'written') die()
await writer.commit(COMMIT, (step) => {
  if (step === fatal) die()
})
