import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mboFileName } from '../../src/synth/dated-files.ts'
import { synthesize } from '../../src/synth/synthesize.ts'
import { DATE, type Day, SYMBOL } from '../day.ts'
import { type Rounds, timed } from '../workload.ts'
import { ZSTD_REFERENCE, zstdSeconds } from '../zstd.ts'

/** A day of so many records made by the program itself, without options. */
export async function prepareSynth({ seed, records }: Day): Promise<Rounds> {
  const folder = join(tmpdir(), `spymaster-bench-synth-${process.pid}`)
  await mkdir(folder, { recursive: true })
  const wanted = { folder, symbol: SYMBOL, date: DATE, seed, events: records, expiries: [] }
  return {
    async round() {
      const { seconds, value } = await timed(() => synthesize(wanted))
      return [
        {
          name: 'synth',
          items: value.days[0].futures_records,
          unit: 'records',
          seconds,
          reference: ZSTD_REFERENCE,
          referenceSeconds: await zstdSeconds(join(folder, mboFileName(DATE))),
          asked: '8 M a minute',
        },
      ]
    },
    close: () => rm(folder, { recursive: true }),
  }
}
