import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { PipelineEvent } from '../../../src/pipeline/pipeline.ts'
import { runIngest } from '../../../src/pipeline/pipeline.ts'
import { DAY, dayRecords, definition, mappingsOf, writeDbn } from '../made-day.ts'
import { ingestFiles, temporaryFolder, temporaryLake } from '../made-lake.ts'

const SENTENCE = /records of equities: books are made of futures and their options .*XNAS\.ITCH/

async function stocks(folder: string): Promise<string> {
  const path = join(folder, 'xnas-itch-20260106.mbo.dbn')
  const metadata = {
    dataset: 'XNAS.ITCH',
    symbols: ['MSFT'],
    mappings: mappingsOf(DAY, { MSFT: 101 }),
  }
  await writeDbn(path, dayRecords({ seconds: 1, instruments: ['ESH6'] }), { metadata })
  return path
}

test('a file of equities is refused with a sentence', async () => {
  const path = await stocks(temporaryFolder())
  await expect(ingestFiles(temporaryLake(), [path])).rejects.toThrow(SENTENCE)
})

test('among files of futures too, which are ingested; a choice of futures passes it over', async () => {
  const folder = temporaryFolder()
  await stocks(folder)
  await writeDbn(join(folder, 'futures.dbn'), dayRecords({ seconds: 1 }))
  for (const [symbol, refusals] of [
    [undefined, 1],
    ['ES', 0],
  ] as const) {
    const events: PipelineEvent[] = []
    const report = (event: PipelineEvent) => void events.push(event)
    const asked = { paths: [folder], symbol, overwrite: false, allowTruncated: false }
    const { signal } = new AbortController()
    await runIngest(temporaryLake(), asked, { report, signal, lockWaitMs: 0 })
    const refused = events.filter((event) => event.type === 'refused')
    expect(refused).toHaveLength(refusals)
    for (const { failure } of refused) expect(failure.message).toMatch(SENTENCE)
    const isWritten = events.some(({ type }) => type === 'ingest')
    expect(isWritten).toBe(true)
  }
})

test('a definition of a stock is counted for what it is', async () => {
  const path = join(temporaryFolder(), 'definitions.dbn')
  const rows = [definition('ESH6'), definition('MSFT', { instrument_class: 'K' })]
  await writeDbn(path, rows, { kind: 'definition' })
  const events = await ingestFiles(temporaryLake(), [path])
  expect(JSON.stringify(events)).toContain('of equities, which no book is made of')
})
