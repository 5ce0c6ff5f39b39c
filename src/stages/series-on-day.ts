import { DATASETS } from '../contracts/registry.ts'
import { partitionFact } from '../lake/partition/facts.ts'
import { readPartition } from '../lake/partition/read.ts'
import { readTable } from '../lake/partition/read-table.ts'
import { readStored } from '../lake/partition/stored.ts'
import type { Lake, Partition } from '../lake/paths.ts'
import { formatTime } from '../market/time.ts'
import { type Chain, readChain, type Series } from '../options/chain.ts'
import { CHAIN_COLUMNS } from '../options/definition-rows.ts'
import { chooseSeries, daysToExpiry, parseExpiry } from '../options/expiry.ts'
import { seriesOf } from './bronze/requested-options.ts'

/** What a day's definitions say about the series that an expiry selects. */
export interface SeriesOnDay {
  /** The definitions have options on the future. */
  readonly hasOptions: boolean
  readonly chosen: readonly ChosenSeries[]
  /** Calendar days to the next expiration; left out if none is to come. */
  readonly daysToNext?: number
}

export interface ChosenSeries {
  /** "E1BF6" */
  readonly name: string
  /** UTC date of its expiration. */
  readonly expires: string
}

/** An expiry of a future on a trading date, and the definitions that tell its series. */
export interface ExpiryOnDay {
  readonly definitions: Partition<typeof DATASETS.definitions>
  readonly dt: string
  /** "0dte" */
  readonly expiry: string
}

/** @throws Failure `input` if the definitions are missing or damaged; `usage` for an invalid expiry */
export function seriesOnDay(lake: Lake, day: ExpiryOnDay): Promise<SeriesOnDay> {
  const { definitions, dt, expiry } = day
  const find = async () => {
    const chain = await chainOf(lake, day)
    const days = daysToExpiry(chain.series, dt)
    return {
      hasOptions: chain.series.length > 0,
      chosen: chosenOf(chain, day).map((series) => ({
        name: nameOf(chain, series),
        expires: formatTime(series.expiration).slice(0, 10),
      })),
      ...(days !== undefined && { daysToNext: days }),
    }
  }
  return partitionFact(lake, definitions, {
    name: `series/1 ${dt} ${expiry}`,
    find,
    isFact: isSeriesOnDay,
  })
}

/** Whether a date's option orders have one of a series that an expiry selects. */
export async function hasOrdersOf(lake: Lake, day: ExpiryOnDay, date: string): Promise<boolean> {
  const { definitions, dt, expiry } = day
  const orders = { dataset: DATASETS.optionMbo, symbol: definitions.symbol, dt: date }
  const content = (await readStored(lake, definitions))?.content_sha256
  const find = async () => {
    const chain = await chainOf(lake, day)
    return holdsOrders(lake, orders, idsOf(chain, chosenOf(chain, day)))
  }
  return partitionFact(lake, orders, {
    name: `orders/1 ${content} ${dt} ${expiry}`,
    find,
    isFact: (value) => typeof value === 'boolean',
  })
}

async function chainOf(lake: Lake, { definitions }: ExpiryOnDay): Promise<Chain> {
  return readChain(await readTable(lake, definitions, CHAIN_COLUMNS), definitions.symbol)
}

function chosenOf({ series }: Chain, { dt, expiry }: ExpiryOnDay): Series[] {
  return chooseSeries(series, parseExpiry(expiry), dt)
}

/** Whether a partition has any order of these instruments; stops at the first one. */
async function holdsOrders(
  lake: Lake,
  orders: Partition<typeof DATASETS.optionMbo>,
  ids: ReadonlySet<number>,
): Promise<boolean> {
  const reader = await readPartition(lake, orders)
  try {
    for await (const table of reader.tables(['instrument_id'])) {
      const own = table.columns.instrument_id
      for (let row = 0; row < table.length; row++) if (ids.has(own[row])) return true
    }
  } finally {
    await reader.close()
  }
  return false
}

function idsOf({ options }: Chain, chosen: readonly Series[]): Set<number> {
  const places = chosen.flatMap(({ calls, puts }) => [...calls, ...puts])
  return new Set(places.filter((place) => place >= 0).map((place) => options[place].instrumentId))
}

function nameOf({ options }: Chain, { calls, puts }: Series): string {
  return seriesOf(options[calls[0] >= 0 ? calls[0] : puts[0]].symbol)
}

function isSeriesOnDay(value: unknown): value is SeriesOnDay {
  if (typeof value !== 'object' || value === null) return false
  const { hasOptions, chosen, daysToNext } = value as Partial<Record<keyof SeriesOnDay, unknown>>
  const isDays = daysToNext === undefined || typeof daysToNext === 'number'
  return typeof hasOptions === 'boolean' && Array.isArray(chosen) && isDays
}
