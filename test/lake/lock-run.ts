/** A process that locks a day, says so and keeps it until its input ends. Argument: lake folder. */
import { lockPartition } from '../../src/lake/lock.ts'
import { openLake } from '../../src/lake/paths.ts'
import { DATASETS, DAY } from './lake.ts'

const [root = ''] = process.argv.slice(2)
await lockPartition(openLake(root, DATASETS), DAY)
console.log('locked')
process.stdin.resume()
