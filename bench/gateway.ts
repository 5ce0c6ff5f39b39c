/**
 * A gateway in a process of its own: `node bench/gateway.ts SPEED SECOND FILE…`. Its day begins at
 * that Unix second. Prints its port, and ends with its standard input.
 */

import { systemClock } from '../src/clock.ts'
import { NO_FAULTS } from '../src/gateway/faults.ts'
import { startGateway } from '../src/gateway/gateway.ts'
import { scanFiles } from '../src/gateway/served-files.ts'

const [speed = 'max', begin = '0', ...files] = process.argv.slice(2)
const gateway = await startGateway(await scanFiles(files), {
  host: '127.0.0.1',
  port: 0,
  key: undefined,
  clock: systemClock,
  speed: speed === 'max' ? speed : Number(speed),
  at: BigInt(begin) * 1_000_000_000n,
  atEnd: 'close',
  faults: NO_FAULTS,
  seed: 1,
  version: 'bench',
  log: () => {},
})
process.stdout.write(`${gateway.port}\n`)
process.stdin.resume()
process.stdin.once('end', () => gateway.close())
