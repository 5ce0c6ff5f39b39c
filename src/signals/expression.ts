import type { SignalColumn } from './columns.ts'

/** Operators of two operands. A missing operand gives a missing value, but see `and` and `or`. */
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | 'min'
  | 'max'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | 'and'
  | 'or'

export type UnaryOperator = '-' | 'not' | 'abs' | 'ln'

/** A checked expression: every name in it is a column, every operand of the kind it must be. */
export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'column'; readonly column: SignalColumn }
  /** The column's value so many seconds earlier. */
  | { readonly type: 'previous'; readonly column: SignalColumn; readonly seconds: number }
  /** The column's quantile in earlier sessions: one number for the whole day. */
  | { readonly type: 'quantile'; readonly column: SignalColumn; readonly share: number }
  | { readonly type: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly type: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
    }

/** The longest that `prev` looks back. */
export const MAX_PREVIOUS_SECONDS = 300

/** Key of a quantile among those of a signal: "above_score 0.95". */
export function quantileKey({ name }: SignalColumn, share: number): string {
  return `${name} ${share}`
}
