import type { SurfaceName } from '../seconds/second.ts'
import { check } from './check.ts'
import type { SignalColumn, SignalColumns } from './columns.ts'
import type { Expression } from './expression.ts'
import { quantileKey } from './expression.ts'
import { parseSyntax } from './syntax.ts'

/** A quantile of earlier sessions that a signal compares with. */
export interface SignalQuantile {
  readonly column: SignalColumn
  /** 0 to 1. */
  readonly share: number
}

/** A condition over the columns of a second, ready to be evaluated. */
export interface Signal {
  /** As it was written. */
  readonly text: string
  readonly expression: Expression
  /** The columns of each second that it needs. */
  readonly columns: readonly SignalColumn[]
  /** The surfaces that these are of: what `SecondSource.read` must be asked for. */
  readonly surfaces: readonly SurfaceName[]
  readonly quantiles: readonly SignalQuantile[]
  /** How far it looks back within the session, seconds. */
  readonly lookbackSeconds: number
}

/**
 * Reads a signal: "above_score > q(above_score, 0.95) and not (spot > prev(spot, 60))".
 *
 * @throws Failure `usage` with one sentence that names what is wrong
 */
export function parseSignal(text: string, columns: SignalColumns): Signal {
  const expression = check(parseSyntax(text), columns)
  const used = new Map<string, SignalColumn>()
  const quantiles = new Map<string, SignalQuantile>()
  let lookbackSeconds = 0
  const visit = (node: Expression): void => {
    switch (node.type) {
      case 'column':
        used.set(node.column.name, node.column)
        break
      case 'previous':
        used.set(node.column.name, node.column)
        lookbackSeconds = Math.max(lookbackSeconds, node.seconds)
        break
      case 'quantile':
        quantiles.set(quantileKey(node.column, node.share), node)
        break
      case 'unary':
        visit(node.operand)
        break
      case 'binary':
        visit(node.left)
        visit(node.right)
    }
  }
  visit(expression)
  return {
    text,
    expression,
    columns: [...used.values()],
    surfaces: [...new Set(Array.from(used.values(), ({ surface }) => surface))],
    quantiles: [...quantiles.values()],
    lookbackSeconds,
  }
}
