import { Failure } from '../failure.ts'
import { listOpenDays } from '../lake/partition/open-day.ts'
import type { Lake } from '../lake/paths.ts'
import { parseDates } from '../market/dates.ts'
import { type PriceFormat, partsOf } from '../market/fraction-price.ts'
import { isContractOf, isRoot } from '../market/instruments.ts'
import { findTargets } from '../pipeline/targets.ts'
import { DayHub } from '../seconds/day-hub.ts'
import type { DaySeconds } from '../seconds/day-seconds.ts'

/**
 * Opens a contract's day, that of a root's front contract, or the lake's only one.
 *
 * @throws Failure `input` if no day matches, `usage` if several do
 */
export async function openDay(
  lake: Lake,
  symbol: string | undefined,
  dt: string | undefined,
  format: PriceFormat = 'decimal',
): Promise<DaySeconds> {
  const hub = new DayHub(lake)
  const open = (contract: string, date: string) =>
    hub.open({ symbol: contract, dt: date }, partsOf(contract, format))
  if (symbol && dt && !isRoot(symbol)) return open(symbol, dt)
  const growing = (await listOpenDays(lake)).filter(
    (day) => (!symbol || isContractOf(symbol, day.symbol)) && (!dt || day.dt === dt),
  )
  if (growing.length === 1 && (symbol || dt)) return open(growing[0].symbol, growing[0].dt)
  const { targets } = await findTargets(lake, { symbol, dates: dt ? parseDates(dt) : undefined })
  if (targets.length > 1) {
    throw new Failure({
      code: 'usage',
      what: 'the lake has several days',
      where: lake.root,
      found: targets.map((target) => `${target.symbol} ${target.dt}`).join(', '),
      fix: `choose one, such as --symbol ${targets[0].symbol} --dt ${targets.at(-1)?.dt}`,
    })
  }
  return open(targets[0].symbol, targets[0].dt)
}
