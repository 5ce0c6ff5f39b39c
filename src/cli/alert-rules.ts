import type { Config } from '../config/config-file.ts'
import type { TextsByName } from '../config/kind.ts'
import { resolveSetting } from '../config/resolve-setting.ts'
import { SETTINGS } from '../config/settings.ts'
import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { clockText } from '../player/clock-text.ts'
import { type DayDescription, type RangeSource, SURFACE_DATASETS } from '../seconds/second.ts'
import { type Alert, type AlertRule, AlertSearch } from '../signals/alerts.ts'
import { earlierQuantiles } from '../signals/earlier-quantiles.ts'
import { namedSignals, signalOf } from '../signals/named-signals.ts'
import type { Signal } from '../signals/signal.ts'

/**
 * The rules of --alert: names of configured signals, or expressions.
 *
 * @throws Failure `usage` where one is neither
 */
export function alertRules(
  texts: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  config: Config,
): AlertRule[] {
  if (texts.length === 0) return []
  const { value = {} } = resolveSetting(SETTINGS.signals, env, config)
  const named = namedSignals(value as TextsByName)
  return texts.map((text) => {
    const { name = text, signal } = signalOf(text, named)
    return { name, signal }
  })
}

/**
 * The alerts of a whole day.
 *
 * @param lake of the earlier sessions that quantiles are of; undefined for a server's day
 * @throws Failure `usage` where a rule has quantiles and there is no lake
 */
export async function findAlerts(
  source: RangeSource,
  rules: readonly AlertRule[],
  lake: Lake | undefined,
): Promise<Alert[]> {
  if (rules.length === 0) return []
  const signals = rules.map(({ signal }) => signal)
  const compared = rules.find(({ signal }) => signal.quantiles.length > 0)
  if (compared && !lake) {
    throw new Failure({
      code: 'usage',
      what: `${compared.name} compares with earlier sessions, which a server does not tell`,
      where: '--alert',
      fix: 'play the day of the lake, without --connect, or write a number instead of q()',
    })
  }
  for (const { name, signal } of rules) assertSurfaces(name, signal, source.day)
  const quantiles = lake ? await earlierQuantiles(lake, source.day, signals) : new Map()
  if (compared && quantiles.size === 0) {
    const { symbol, dt, session } = source.day
    throw new Failure({
      code: 'input',
      what: `${compared.name} compares with earlier sessions, and the lake has none of session ${session}`,
      where: `${symbol} ${dt}`,
      fix: 'write a number instead of q()',
    })
  }
  return new AlertSearch(rules, quantiles).upTo(source, source.day.lastEndSecond)
}

/** @throws Failure `input` where a day lacks what a signal is of: it could never ring */
function assertSurfaces(name: string, { surfaces }: Signal, day: DayDescription): void {
  const missing = surfaces.find((surface) => !day.surfaces.includes(surface))
  if (missing === undefined) return
  throw new Failure({
    code: 'input',
    what: `${name} is of ${SURFACE_DATASETS[missing]}, which the day has not`,
    where: `${day.symbol} ${day.dt}`,
    fix: 'choose another condition, or another day',
  })
}

/** An alert as a line: "09:33:21  above_score > 0.8". */
export function alertText({ second, name }: Alert): string {
  return `${clockText(second)}  ${name}`
}

/** An alert for programs. */
export function alertFacts({ second, name }: Alert): {
  readonly time: string
  readonly name: string
} {
  return { time: new Date(second * 1000).toISOString().replace('.000', ''), name }
}
