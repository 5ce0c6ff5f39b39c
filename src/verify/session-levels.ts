import { DATASETS } from '../contracts/registry.ts'
import type { Manifest } from '../lake/partition/manifest.ts'
import { readTable } from '../lake/partition/read-table.ts'
import { clockSecond, EXCHANGE_ZONE } from '../market/exchange-clock.ts'
import { points, priceFromWords, UNDEF_PRICE } from '../market/price.ts'
import { addDays, NANOSECONDS_PER_SECOND } from '../market/time.ts'
import {
  NO_PRIOR,
  type PriorSession,
  type PublishedSettlement,
  ReferenceLevels,
  type TradedSecond,
} from '../surfaces/reference-levels.ts'
import { words } from '../table/table.ts'
import { formatWindow, windowPlace } from './cells.ts'
import type { Check, CheckSubject } from './check.ts'
import type { Evidence } from './evidence.ts'
import { partitionInputs } from './lineage.ts'
import { compareMeasures } from './measures.ts'
import { withReaders } from './readers.ts'
import { joinWindows, WindowCursor } from './window-cursor.ts'

/** The columns of a snapshot that {@link tradedSecond} reads. */
const SNAPSHOT_COLUMNS = [
  'spot_ref_price_int',
  'last_trade_price_int',
  'trade_high_price_int',
  'trade_low_price_int',
  'trade_count',
  'trade_value',
  'trade_volume',
]

/**
 * Every session level of every second follows from the snapshots up to it and the prior session.
 */
export const sessionLevels: Check = {
  name: 'session levels',
  proves:
    'every level, recomputed from snapshots and statistics by other code, is the same to 1e-12',
  reads: [DATASETS.levels, DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (levelsReader, snapshotReader) => {
      const { manifest, contract } = levelsReader
      const earlier = partitionInputs(manifest).filter(
        ({ dataset, dt }) => dataset === DATASETS.snapshot && dt !== manifest.dt,
      )
      const prior = await priorOf(subject, earlier, manifest.dt, evidence)
      const settlements = await publishedSettlements(subject, manifest)
      const reference = new ReferenceLevels(openOf(manifest), prior, settlements)
      const stored = await WindowCursor.open(
        levelsReader,
        contract.fields.map(({ name }) => name),
      )
      const snapshot = await WindowCursor.open(snapshotReader, SNAPSHOT_COLUMNS)
      for await (const end of joinWindows(snapshot, stored)) {
        subject.signal.throwIfAborted()
        if (snapshot.end !== end) continue
        reference.push(tradedSecond(snapshot, end))
        if (stored.end !== end) {
          evidence.offend(() => `window ${formatWindow(end)}: it has no row, and should have`)
          continue
        }
        const { table, from, firstRow } = stored
        const offend = (describe: () => string) =>
          evidence.offend(() => `${windowPlace(table, from, firstRow)}: ${describe()}`)
        compareMeasures(table, from, reference.row(), offend)
        evidence.count('windows')
      }
    }),
}

/** For a session of which only the extremes are needed. */
const NO_OPEN = { openSecond: 0, rangeEndSecond: 0 }

/** Opening of the regular session, from the manifest's "09:30-16:00@Zone". */
function openOf({ dt, stage }: Manifest) {
  const { regular_session: session, opening_range_minutes: minutes } = stage.parameters
  const [, hour, minute, end, zone = EXCHANGE_ZONE] =
    /^(\d\d):(\d\d)-(\d\d:\d\d)(?:@(.+))?$/.exec(String(session)) ?? []
  const date = end <= `${hour}:${minute}` ? addDays(dt, -1) : dt
  const openSecond = clockSecond(date, Number(hour), Number(minute), zone)
  return { openSecond, rangeEndSecond: openSecond + 60 * Number(minutes) }
}

/** The latest recorded prior session; none may be later than the day. */
async function priorOf(
  { lake, signal }: CheckSubject,
  earlier: readonly { readonly symbol: string; readonly dt: string }[],
  date: string,
  evidence: Evidence,
): Promise<PriorSession> {
  const latest = earlier.reduce<(typeof earlier)[number] | undefined>(
    (best, each) => (best && best.dt > each.dt ? best : each),
    undefined,
  )
  if (!latest) return NO_PRIOR
  const { symbol, dt } = latest
  if (dt >= date) evidence.offend(() => `it looks ahead: its prior session is of ${dt}`)
  const reference = new ReferenceLevels(NO_OPEN, NO_PRIOR)
  const partitions = [{ dataset: DATASETS.snapshot, symbol, dt }]
  await withReaders({ lake, partitions, signal }, async (reader) => {
    const snapshot = await WindowCursor.open(reader, SNAPSHOT_COLUMNS)
    for (let { end } = snapshot; end !== undefined; end = snapshot.end) {
      reference.push(tradedSecond(snapshot, end))
      await snapshot.next()
    }
  })
  return reference.asPrior()
}

/** DBN's stat_type of a settlement price, and the update_action of a deletion. */
const SETTLEMENT = 3
const TAKEN_BACK = 2

/** The future's settlements in the recorded statistics, by the id of its recorded definition. */
async function publishedSettlements(
  { lake }: CheckSubject,
  manifest: Manifest,
): Promise<PublishedSettlement[]> {
  const inputs = partitionInputs(manifest)
  const ids = new Set<number>()
  for (const input of inputs.filter(({ dataset }) => dataset === DATASETS.definitions)) {
    const definitions = await readTable(lake, input, ['instrument_id', 'raw_symbol'])
    const symbols = definitions.filled('raw_symbol')
    const id = definitions.column('instrument_id', 'uint32')
    for (let row = 0; row < definitions.length; row++) {
      if (symbols[row] !== manifest.symbol) continue
      ids.clear()
      ids.add(id[row])
    }
  }
  const settlements: PublishedSettlement[] = []
  for (const input of inputs.filter(({ dataset }) => dataset === DATASETS.statistics)) {
    const table = await readTable(lake, input)
    for (let row = 0; row < table.length; row++) {
      const isOwn = ids.has(table.column('instrument_id', 'uint32')[row])
      if (!isOwn || table.column('stat_type', 'uint16')[row] !== SETTLEMENT) continue
      const isTakenBack = table.column('update_action', 'uint8')[row] === TAKEN_BACK
      const price = table.column('price', 'int64')[row]
      if (price === UNDEF_PRICE && !isTakenBack) continue
      settlements.push({
        received: BigInt.asUintN(64, table.column('ts_recv', 'int64')[row]),
        price: isTakenBack ? Number.NaN : points(Number(price)),
      })
    }
  }
  return settlements
}

/** The second at a snapshot's cursor. */
function tradedSecond({ table, from }: WindowCursor, end: bigint): TradedSecond {
  const price = (name: string) => {
    const column = words(table.column(name, 'int64'))
    return points(priceFromWords(column[2 * from], column[2 * from + 1]))
  }
  return {
    startSecond: Number(end / NANOSECONDS_PER_SECOND) - 1,
    spot: price('spot_ref_price_int'),
    trades:
      table.column('trade_count', 'int32')[from] === 0
        ? undefined
        : {
            high: price('trade_high_price_int'),
            low: price('trade_low_price_int'),
            last: price('last_trade_price_int'),
          },
    value: table.column('trade_value', 'float64')[from],
    volume: table.column('trade_volume', 'int32')[from],
  }
}
