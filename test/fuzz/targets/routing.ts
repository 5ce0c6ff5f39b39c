import { DbnDecoder } from '../../../src/dbn/decoder.ts'
import { encodeTable } from '../../../src/dbn/encode.ts'
import { recordLayout } from '../../../src/dbn/layout.ts'
import { Symbology } from '../../../src/dbn/symbology.ts'
import { upgrade } from '../../../src/dbn/upgrade.ts'
import { loadDatasets } from '../../../src/lake/datasets.ts'
import { isPartition, openLake } from '../../../src/lake/paths.ts'
import { parseOutright } from '../../../src/market/instruments.ts'
import { Instruments } from '../../../src/stages/bronze/instruments.ts'
import { ReceiptTimes } from '../../../src/stages/bronze/receipt-times.ts'
import { isRouted, Router } from '../../../src/stages/bronze/routing.ts'
import { metadataOf, scrambled, streamOf } from '../../dbn/streams.ts'
import { shownFolder } from '../../lake/lake-files.ts'
import { mutate } from '../mutate.ts'
import { assert, refusalOf, type Target } from '../target.ts'
import { PLACES } from './dbn.ts'

const LAKE = openLake('/lake', loadDatasets())
const DAY = 1_767_657_600_000_000_000n
const EVIL = ['../../x', '..', 'ESH6/../y', 'ESH6\0', '', 'CON', 'ES H6', 'ESH6']

/** Definitions, orders and statistics of a day, whose names want to be paths. */
const STREAMS = [1, 2, 3].flatMap((version) =>
  EVIL.map((name) => {
    const of = version as 1 | 2 | 3
    const parts = (['definition', 'mbo', 'statistics'] as const).map((kind, seed) => {
      const layout = recordLayout(kind, of)
      const table = scrambled(layout, 4, seed + 1)
      for (let row = 0; row < 4; row++) {
        table.column('instrument_id', 'uint32')[row] = 42_140_878 + (row % 2)
        table.column('ts_recv', 'int64')[row] = DAY + BigInt(row) * 40_000_000_000_000n
        if (kind !== 'definition') continue
        table.column('raw_symbol', 'text')[row] = row % 2 ? name.slice(0, 20) : 'ESH6'
        table.column('underlying', 'text')[row] = row % 2 ? 'ESH6' : name.slice(0, 6)
        table.column('instrument_class', 'char')[row] = 'FCPF'.charCodeAt(row)
        table.column('user_defined_instrument', 'char')[row] = 'N'.charCodeAt(0)
      }
      return encodeTable(layout, table)
    })
    const intervals = [{ startDate: 20260106, endDate: 20260107, symbol: '42140878' }]
    const mappings = [{ rawSymbol: name, intervals }]
    return new Uint8Array(streamOf(metadataOf(of, { mappings }), ...parts))
  }),
)

/** Wherever records are sent, it is a partition that can be, within the lake, of a future's name. */
export const routing: Target = {
  runs: 6000,
  feed: async (random) => {
    const bytes = mutate(random.of(STREAMS), random, STREAMS, PLACES)
    const machine = new DbnDecoder({ batchRows: 8 })
    const symbology = new Symbology()
    const receipts = new ReceiptTimes()
    const router = new Router(symbology, new Instruments())
    const take = (items: ReturnType<DbnDecoder['push']>) => {
      for (const item of items) {
        if (item.type === 'metadata') symbology.addMetadata(item.metadata)
        if (item.type !== 'records') continue
        const { kind } = item.layout
        if (kind === 'symbol_mapping') symbology.addRecords(item)
        if (!isRouted(kind)) continue
        const times = receipts.of(item)
        const batch = { ...item, times, table: upgrade(item.layout, item.table) }
        const routes = router.routesOf(batch)
        assert(routes.length === batch.table.length, 'rows are left out, or sent twice')
        for (const route of routes) {
          if ('leftOut' in route) continue
          assert(isPartition(LAKE, route), `sent to ${JSON.stringify(route)}`)
          assert(parseOutright(route.symbol) !== undefined, `kept under ${route.symbol}`)
          assert(shownFolder(LAKE, route).startsWith('/lake/bronze/'), 'sent out of the lake')
        }
      }
    }
    try {
      take(machine.push(bytes))
      take(machine.end())
    } catch (error) {
      refusalOf(error)
    }
  },
}
