import type { Config } from '../config/config-file.ts'
import type { TextsByName } from '../config/kind.ts'
import { resolveSetting } from '../config/resolve-setting.ts'
import { SETTINGS } from '../config/settings.ts'
import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { clockText } from '../player/clock-text.ts'
import type { RangeSource } from '../seconds/second.ts'
import { alertSearch, assertSurfaces } from '../signals/alert-setup.ts'
import { type Alert, type AlertRule, AlertSearch } from '../signals/alerts.ts'
import { namedSignals, signalOf } from '../signals/named-signals.ts'
import type { Signal } from '../signals/signal.ts'

/** The signals that the environment or the configuration names. */
export function configuredSignals(
  env: Readonly<Record<string, string | undefined>>,
  config: Config,
): ReadonlyMap<string, Signal> {
  const { value = {} } = resolveSetting(SETTINGS.signals, env, config)
  return namedSignals(value as TextsByName)
}

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
  const named = configuredSignals(env, config)
  return texts.map((text) => {
    const { name = text, signal } = signalOf(text, named)
    return { name, signal }
  })
}

/**
 * The search of a day for alerts.
 *
 * @param lake of the earlier sessions that quantiles are of; undefined for a server's day
 * @throws Failure `usage` where a rule has quantiles and there is no lake
 */
export async function prepareAlerts(
  { day }: RangeSource,
  rules: readonly AlertRule[],
  lake: Lake | undefined,
): Promise<AlertSearch> {
  if (lake) return alertSearch(lake, day, rules)
  for (const { name, signal } of rules) {
    assertSurfaces(name, signal, day)
    if (signal.quantiles.length === 0) continue
    throw new Failure({
      code: 'usage',
      what: `${name} compares with earlier sessions, which a server does not tell`,
      where: '--alert',
      fix: 'play the day of the lake, without --connect, or write a number instead of q()',
    })
  }
  return new AlertSearch(rules, new Map())
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
