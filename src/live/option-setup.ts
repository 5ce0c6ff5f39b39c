import type { OptionsInput } from '../engine/engine.ts'
import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { parseSession } from '../market/session.ts'
import { startOfUtcDate } from '../market/time.ts'
import { readChain } from '../options/chain.ts'
import { chooseSeries, daysToExpiry, parseExpiry } from '../options/expiry.ts'
import { DEFAULT_EXPIRY } from '../stages/missing-gamma.ts'
import { findMultiplier } from '../stages/multiplier.ts'
import { eveningOf, tradeDateBefore } from '../stages/silver/evening-trades.ts'
import { conventionOf, conventionParameters } from '../stages/silver/gamma-convention.ts'
import type { StageOptions, Target } from '../stages/stage.ts'
import type { ReceivedDefinitions } from './definitions.ts'

/** The options of a live day's future, as its gamma exposure needs them. */
export interface OptionSetup {
  /** Undefined where nothing expires that was asked for. */
  readonly input: OptionsInput | undefined
  /** Raw symbols of the series that are chosen: what is subscribed to. */
  readonly symbols: readonly string[]
  /** Of the future, to tell its settlements by. */
  readonly instrumentId: number | undefined
  readonly notes: readonly string[]
}

/**
 * Chooses the series of a day from the definitions that a gateway sent, as the pipeline would.
 *
 * @param isFlowWhole every trade since the trading date opened will come
 */
export async function setUpOptions(
  lake: Lake,
  target: Target,
  options: StageOptions,
  { table }: ReceivedDefinitions,
  isFlowWhole: boolean,
): Promise<OptionSetup> {
  const { symbol, dt } = target
  const multiplier = await findMultiplier(lake, target, options)
  const convention = conventionOf(conventionParameters(options, {}, multiplier.value))
  const { rate, dealerSigns } = convention
  const row = table.columns.raw_symbol.slice(0, table.length).lastIndexOf(symbol)
  const instrumentId = row < 0 ? undefined : table.columns.instrument_id[row]
  const chain = readChain(table, symbol, convention.multiplier)
  const expiry = options.expiry ?? DEFAULT_EXPIRY
  const series = chooseSeries(chain.series, parseExpiry(expiry), dt)
  if (series.length > 0) {
    const chosen = series.flatMap(({ calls, puts }) => [...calls, ...puts])
    const symbols = chosen.filter((option) => option >= 0).map((at) => chain.options[at].symbol)
    const dealers = {
      convention: {
        dealerSigns,
        flowWeight: 2 * convention.customerAggressor - 1,
        futureMultiplier: convention.multiplier ?? chain.options[0].multiplier,
      },
      tradingEnd: parseSession('globex', dt).endSecond,
      tradeDateBefore: startOfUtcDate(tradeDateBefore(symbol, dt)),
      isFlowWhole,
    }
    const tradingOpen = eveningOf(dt).openSecond
    const input = { chain, series, rate, dealerSigns, tradingOpen, dealers }
    return { input, symbols, instrumentId, notes: multiplier.notes }
  }
  if (options.expiry !== undefined) throw nothingExpires(target, expiry, chain.options.length)
  const days = daysToExpiry(chain.series, dt)
  const nearest = days === undefined ? 'none expires later' : `--expiry ${days}d takes the nearest`
  const note = `no option on ${symbol} expires on ${dt}: no gamma exposure; ${nearest}`
  return { input: undefined, symbols: [], instrumentId, notes: [note] }
}

function nothingExpires({ symbol, dt }: Target, expiry: string, options: number): Failure {
  return new Failure({
    code: 'input',
    what: `no option on ${symbol} expires within ${expiry} of ${dt}`,
    where: '--expiry',
    found: `${options} options that expire at other times`,
    fix: 'choose another --expiry',
  })
}
