import {
  type BinaryOperator,
  type Expression,
  quantileKey,
  type UnaryOperator,
} from './expression.ts'

/** What an expression is evaluated over. */
export interface SignalInputs {
  /** By name, one value for each of consecutive seconds; NaN is missing. */
  readonly columns: ReadonlyMap<string, Float64Array>
  /** By {@link quantileKey}; one that is not there is missing. */
  readonly quantiles: ReadonlyMap<string, number>
}

/**
 * Evaluates an expression for some of the seconds of its columns. The same function serves stored
 * days at once and live days second by second.
 *
 * A condition is 1 or 0. NaN is a missing value: operators give it on where an operand is missing,
 * a division by 0, a logarithm of 0 or less and a result beyond the doubles are missing, and `and`
 * and `or` are missing unless the other operand decides, as in SQL.
 *
 * @param from the first second to evaluate, as an index into the columns
 * @param to the index after the last
 */
export function evaluate(
  expression: Expression,
  inputs: SignalInputs,
  from: number,
  to: number,
): Float64Array {
  const rows = to - from
  switch (expression.type) {
    case 'number':
      return new Float64Array(rows).fill(expression.value)
    case 'column':
      return columnOf(inputs, expression.column.name).subarray(from, to)
    case 'previous': {
      const { column, seconds } = expression
      const values = columnOf(inputs, column.name)
      const result = new Float64Array(rows).fill(Number.NaN)
      const skipped = Math.max(seconds - from, 0)
      if (skipped < rows)
        result.set(values.subarray(from + skipped - seconds, to - seconds), skipped)
      return result
    }
    case 'quantile': {
      const { column, share } = expression
      const value = inputs.quantiles.get(quantileKey(column, share))
      return new Float64Array(rows).fill(value ?? Number.NaN)
    }
    case 'unary':
      return unary(expression.operator, evaluate(expression.operand, inputs, from, to))
    case 'binary':
      return binary(
        expression.operator,
        evaluate(expression.left, inputs, from, to),
        evaluate(expression.right, inputs, from, to),
      )
  }
}

function columnOf({ columns }: SignalInputs, name: string): Float64Array {
  const column = columns.get(name)
  if (!column) throw new Error(`column ${name} was not read`)
  return column
}

function unary(operator: UnaryOperator, operand: Float64Array): Float64Array {
  const result = new Float64Array(operand.length)
  for (let row = 0; row < result.length; row++) result[row] = unaryOf(operator, operand[row])
  return result
}

function unaryOf(operator: UnaryOperator, value: number): number {
  switch (operator) {
    case '-':
      return -value
    case 'abs':
      return Math.abs(value)
    case 'ln':
      return value > 0 ? Math.log(value) : Number.NaN
    case 'not':
      return 1 - value
  }
}

function binary(operator: BinaryOperator, left: Float64Array, right: Float64Array): Float64Array {
  const result = new Float64Array(left.length)
  for (let row = 0; row < result.length; row++) {
    const value = binaryOf(operator, left[row], right[row])
    result[row] = Number.isFinite(value) ? value : Number.NaN
  }
  return result
}

function binaryOf(operator: BinaryOperator, left: number, right: number): number {
  // Missing values are compared by nothing: false and true decide `and` and `or` all the same.
  if (operator === 'and') return left === 0 || right === 0 ? 0 : left * right
  if (operator === 'or') return left === 1 || right === 1 ? 1 : left + right
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case 'min':
      return Math.min(left, right)
    case 'max':
      return Math.max(left, right)
    case '<':
      return Number(left < right)
    case '<=':
      return Number(left <= right)
    case '>':
      return Number(left > right)
    case '>=':
      return Number(left >= right)
    case '==':
      return Number(left === right)
    case '!=':
      return Number(left !== right)
  }
}
