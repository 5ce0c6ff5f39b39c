import { describe, expect, test } from 'vitest'
import type { Definitions } from '../../src/contracts/registry.ts'
import { readDbn } from '../../src/dbn/file.ts'
import { upgrade } from '../../src/dbn/upgrade.ts'
import { readChain } from '../../src/options/chain.ts'
import { tickAt } from '../../src/options/tick-rule.ts'
import type { Table } from '../../src/table/table.ts'
import { SAMPLES, samplePath } from '../setup/samples.ts'

const SAMPLE = samplePath('definition-glbx-es-opt.dbn.zst')

describe('real definitions of ES options', SAMPLES, () => {
  test('make a chain on their future', async () => {
    const chains = []
    for await (const item of readDbn(SAMPLE)) {
      if (item.type === 'records')
        chains.push(readChain(upgrade(item.layout, item.table) as Table<Definitions>, 'ESM4'))
    }
    const [{ options, setAside, leftOut, series, tickSize }] = chains
    expect(options.map(({ symbol }) => symbol)).toEqual(['ESM4 C3550', 'ESM4 C4250'])
    expect(options[1]).toMatchObject({ strike: 4250e9, right: 1, multiplier: 50, asset: 'ES' })
    expect(tickAt(options[1].tickRule, 5e9)).toBe(0.05e9)
    expect(tickAt(options[1].tickRule, 5.25e9)).toBe(0.25e9)
    // The quarterly expires in the morning of the third Friday.
    expect(series.map(({ expiration }) => expiration)).toEqual([
      BigInt(Date.parse('2024-06-21T13:30:00Z')) * 1_000_000n,
    ])
    expect([tickSize, setAside, leftOut]).toEqual([
      0.05e9,
      [],
      { spreads: 0, userDefined: 0, other: 0 },
    ])
  })
})
