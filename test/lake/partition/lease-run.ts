/** A process that takes the lease of a day, says so and keeps it until its input ends. Argument: lake folder. */
import { acquireLease } from '../../../src/lake/partition/lease.ts'
import { openLake } from '../../../src/lake/paths.ts'
import { DATASETS, DAY } from '../lake.ts'

const [root = ''] = process.argv.slice(2)
await acquireLease(openLake(root, DATASETS), DAY)
console.log('locked')
process.stdin.resume()
