import { beforeAll, describe, expect, test } from 'vitest'
import { readDbn } from '../../src/dbn/file.ts'
import type { ReferenceEvent } from '../../src/events/reference-event.ts'
import { parseSession } from '../../src/market/session.ts'
import { type MboRecord, recordsOf } from '../book/records.ts'
import { LONG } from '../setup/long.ts'
import { SAMPLES, samplePath } from '../setup/samples.ts'
import { expectedEvents, foundEvents } from './run-events.ts'

const SAMPLE = samplePath('esh4-glbx-mdp3-20231225.mbo.dbn.zst')

describe('a real evening of ESH4', SAMPLES, () => {
  const session = parseSession('file', '2023-12-25')
  let day: MboRecord[]
  let found: ReferenceEvent[]

  beforeAll(async () => {
    day = []
    for await (const item of readDbn(SAMPLE)) {
      if (item.type === 'records') day.push(...recordsOf(item.table))
    }
    found = foundEvents([day], {}, session)
  })

  test('has these events of each kind', () => {
    const counts: Record<string, number> = {}
    for (const { kind } of found) counts[kind] = (counts[kind] ?? 0) + 1
    expect(counts).toEqual({
      gap: 3,
      spoof_like: 2,
      sweep: 3,
      sweep_run: 7,
      stop_run: 4,
      iceberg: 9,
      iceberg_synthetic: 10,
      wall_gone: 43,
    })
  })

  test('the slow detectors find the same', LONG, () => {
    expect(found).toEqual(expectedEvents([day], {}, session))
  })
})
