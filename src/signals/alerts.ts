import type { RangeSource } from '../seconds/second.ts'
import { readColumnValues } from './column-values.ts'
import { EdgeDetector } from './episodes.ts'
import { evaluate } from './evaluate.ts'
import type { Signal } from './signal.ts'

/** Shortest time between two alerts of one rule. */
const QUIET_S = 60

/** A signal that someone wants to be told of. */
export interface AlertRule {
  /** The signal's name, or its text where it has none. */
  readonly name: string
  readonly signal: Signal
}

/** A rule's signal has become true. */
export interface Alert {
  /** Unix second at whose end it was known. */
  readonly second: number
  readonly name: string
}

/**
 * Finds the alerts of a day, which may still be growing: a rule rings where its signal becomes true,
 * and not again for {@link QUIET_S}. Only what is known by a second decides about it.
 *
 *     const search = new AlertSearch(rules, quantiles)
 *     const before = await search.upTo(source, nine)
 *     const later = await search.upTo(source, ten)
 */
export class AlertSearch {
  readonly #rules: readonly { readonly rule: AlertRule; readonly edges: EdgeDetector }[]
  readonly #quantiles: ReadonlyMap<string, number>
  readonly #lookbackSeconds: number
  /** The last second that has been searched. */
  #until = Number.NEGATIVE_INFINITY

  /** @param quantiles of earlier sessions, see `earlierQuantiles` */
  constructor(rules: readonly AlertRule[], quantiles: ReadonlyMap<string, number>) {
    this.#rules = rules.map((rule) => ({ rule, edges: new EdgeDetector(QUIET_S) }))
    this.#quantiles = quantiles
    this.#lookbackSeconds = Math.max(...rules.map(({ signal }) => signal.lookbackSeconds), 0)
  }

  /** The alerts of the seconds that have not been searched, up to one; in order. */
  async upTo(source: RangeSource, last: number): Promise<Alert[]> {
    const { firstEndSecond } = source.day
    const first = Math.max(this.#until + 1, firstEndSecond)
    if (last < first || this.#rules.length === 0) return []
    this.#until = last
    const from = Math.max(first - this.#lookbackSeconds, firstEndSecond)
    const columns = new Map(
      this.#rules.flatMap(({ rule }) => rule.signal.columns.map((each) => [each.name, each])),
    )
    const values = await readColumnValues(source, [...columns.values()], from, last)
    const inputs = { columns: values.columns, quantiles: this.#quantiles }
    const alerts: Alert[] = []
    for (const { rule, edges } of this.#rules) {
      const result = evaluate(rule.signal.expression, inputs, first - from, last + 1 - from)
      for (const [at, value] of result.entries()) {
        if (edges.push(first + at, value)) alerts.push({ second: first + at, name: rule.name })
      }
    }
    return alerts.sort((one, other) => one.second - other.second)
  }
}
