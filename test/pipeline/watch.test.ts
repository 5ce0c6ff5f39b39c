import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { listPartitions } from '../../src/lake/partition/list.ts'
import { formatPartition } from '../../src/lake/paths.ts'
import { type WatchEvent, watchFolder } from '../../src/pipeline/watch.ts'
import { DAY, dayRecords, definition, mappingsOf, writeDbn } from '../stages/made-day.ts'
import { manifestOf, temporaryFolder, temporaryLake } from '../stages/made-lake.ts'
import { VirtualClock } from '../virtual-clock.ts'

const OPTIONS = { dataset: 'bronze.future_option_mbo.mbo', symbol: 'ESH6', dt: DAY }
const orders = dayRecords({ seconds: 3, instruments: ['ESH6'], hasSnapshot: false }).map(
  (record) => ({ ...record, instrument_id: 901 }),
)
const option = definition('ESH6 C6900', {
  instrument_id: 901,
  instrument_class: 'C',
  underlying: 'ESH6',
})

/** A watch of a folder into a lake, until the test ends. */
function watching() {
  const inbox = temporaryFolder()
  const lake = temporaryLake()
  const end = new AbortController()
  const events: WatchEvent[] = []
  const clock = new VirtualClock()
  const choice = { options: {}, layer: 'all', overwrite: false, workers: 1 } as const
  const over = watchFolder(
    lake,
    { ...choice, folder: inbox, settleMs: 100 },
    { report: (event) => events.push(event), signal: end.signal, lockWaitMs: 0, clock },
  ).catch(() => {})
  onTestFinished(async () => {
    end.abort()
    await clock.during(over)
  })
  const until = async (isSo: () => boolean | Promise<boolean>) => {
    while (!(await isSo())) await clock.advance(100)
  }
  /** Puts a file into the folder at once. */
  const put = async (name: string, write: (path: string) => unknown) => {
    const aside = join(inbox, `${name}.part`)
    await write(aside)
    renameSync(aside, join(inbox, name))
  }
  return { lake, events, until, put }
}

const putOrders = (path: string) =>
  writeDbn(path, orders, { metadata: { mappings: mappingsOf(DAY, { 'ESH6 C6900': 901 }) } })
const putDefinitions = (path: string) =>
  writeDbn(path, [option], { kind: 'definition', metadata: { mappings: [] } })

it('ingests options when their definitions arrive later', async () => {
  const { lake, events, until, put } = watching()
  await put('options.dbn', putOrders)
  await until(() => events.some(({ type }) => type === 'refused'))
  expect(await listPartitions(lake)).toEqual([])
  await put('definition.dbn', putDefinitions)
  await until(async () =>
    (await listPartitions(lake)).map(formatPartition).includes(formatPartition(OPTIONS)),
  )
  expect((await manifestOf(lake, OPTIONS)).rows).toBe(orders.length)
}, 20_000)

it('takes options up when the definitions that were damaged are mended', async () => {
  const { lake, events, until, put } = watching()
  await put('day.definition.dbn', (path) => writeFileSync(path, 'spoiled'))
  await until(() => events.some(({ type }) => type === 'refused'))
  await put('options.dbn', putOrders)
  await until(() => events.filter(({ type }) => type === 'refused').length > 1)
  expect(await listPartitions(lake)).toEqual([])
  await put('day.definition.dbn', putDefinitions)
  await until(async () =>
    (await listPartitions(lake)).map(formatPartition).includes(formatPartition(OPTIONS)),
  )
  expect((await manifestOf(lake, OPTIONS)).rows).toBe(orders.length)
}, 20_000)

it('names what lies in the folder and is no DBN file, once', async () => {
  const { events, until, put } = watching()
  await put('notes.csv', (path) => writeFileSync(path, 'mine'))
  const passedOver = () =>
    events.filter((event) => event.type === 'ingest' && event.event.type === 'passed-over')
  await until(() => passedOver().length > 0)
  await put('options.dbn', putOrders)
  await until(() => events.some(({ type }) => type === 'refused'))
  expect(passedOver()).toHaveLength(1)
}, 20_000)
