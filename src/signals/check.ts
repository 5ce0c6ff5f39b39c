import type { CoreExpression, Expression as SyntaxNode } from 'jsep'
import { didYouMean } from '../words/nearest.ts'
import type { SignalColumn, SignalColumns } from './columns.ts'
import {
  type BinaryOperator,
  type Expression,
  MAX_PREVIOUS_SECONDS,
  type UnaryOperator,
} from './expression.ts'
import { signalFailure } from './signal-failure.ts'

type Kind = SignalColumn['kind']

interface Checked {
  readonly expression: Expression
  readonly kind: Kind
}

/** What operators take and give. */
const BINARY: Readonly<Record<string, { operator: BinaryOperator; takes: Kind; gives: Kind }>> = {
  '+': { operator: '+', takes: 'number', gives: 'number' },
  '-': { operator: '-', takes: 'number', gives: 'number' },
  '*': { operator: '*', takes: 'number', gives: 'number' },
  '/': { operator: '/', takes: 'number', gives: 'number' },
  '<': { operator: '<', takes: 'number', gives: 'condition' },
  '<=': { operator: '<=', takes: 'number', gives: 'condition' },
  '>': { operator: '>', takes: 'number', gives: 'condition' },
  '>=': { operator: '>=', takes: 'number', gives: 'condition' },
  '==': { operator: '==', takes: 'number', gives: 'condition' },
  '!=': { operator: '!=', takes: 'number', gives: 'condition' },
  and: { operator: 'and', takes: 'condition', gives: 'condition' },
  or: { operator: 'or', takes: 'condition', gives: 'condition' },
}

const FUNCTIONS = ['abs', 'ln', 'min', 'max', 'q', 'prev']

/** Names that no signal may have: they mean something in expressions. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([...FUNCTIONS, 'and', 'or', 'not'])

const NOT_A_PART = 'that is no part of a signal'
const PARTS = `numbers, columns, + - * /, comparisons, and, or, not, ${FUNCTIONS.join(', ')}`

/**
 * Checks the names and kinds of a parsed expression, which must be a condition.
 *
 * @throws Failure `usage` naming what is wrong
 */
export function check(tree: CoreExpression, columns: SignalColumns): Expression {
  const { expression, kind } = new Checker(columns).check(tree)
  if (kind === 'condition') return expression
  throw signalFailure('a signal is a condition, and this is a number', {
    expected: 'a comparison, such as above_score > 0.5',
  })
}

class Checker {
  readonly #columns: SignalColumns

  constructor(columns: SignalColumns) {
    this.#columns = columns
  }

  check(node: SyntaxNode): Checked {
    // The parser's own nodes are all of its core types: no plugin is registered.
    const tree = node as CoreExpression
    switch (tree.type) {
      case 'Literal':
        if (typeof tree.value === 'number' && Number.isFinite(tree.value))
          return { expression: { type: 'number', value: tree.value }, kind: 'number' }
        throw signalFailure(NOT_A_PART, { expected: PARTS, found: tree.raw })
      case 'Identifier': {
        const column = this.#column(tree.name)
        return { expression: { type: 'column', column }, kind: column.kind }
      }
      case 'UnaryExpression':
        return this.#unary(tree.operator, tree.argument)
      case 'BinaryExpression':
        return this.#binary(tree.operator, tree.left, tree.right)
      case 'CallExpression':
        return this.#call(nameOf(tree.callee), tree.arguments)
      default:
        throw signalFailure(NOT_A_PART, { expected: PARTS, found: tree.type })
    }
  }

  #unary(name: string, argument: SyntaxNode): Checked {
    const kind: Kind = name === 'not' ? 'condition' : 'number'
    const operand = this.#operand(argument, kind, name)
    if (name === '+') return { expression: operand, kind }
    const operator: UnaryOperator = name === 'not' ? 'not' : '-'
    return { expression: { type: 'unary', operator, operand }, kind }
  }

  #binary(name: string, left: SyntaxNode, right: SyntaxNode): Checked {
    const { operator, takes, gives } = BINARY[name]
    return {
      expression: {
        type: 'binary',
        operator,
        left: this.#operand(left, takes, name),
        right: this.#operand(right, takes, name),
      },
      kind: gives,
    }
  }

  #call(name: string | undefined, given: readonly SyntaxNode[]): Checked {
    switch (name) {
      case 'abs':
      case 'ln': {
        assertCount(name, given, 1, '1 number')
        const operand = this.#operand(given[0], 'number', name)
        return { expression: { type: 'unary', operator: name, operand }, kind: 'number' }
      }
      case 'min':
      case 'max': {
        if (given.length < 2) assertCount(name, given, 2, '2 numbers or more')
        const [first, ...others] = given.map((each) => this.#operand(each, 'number', name))
        const expression = others.reduce<Expression>(
          (left, right) => ({ type: 'binary', operator: name, left, right }),
          first,
        )
        return { expression, kind: 'number' }
      }
      case 'q':
        return this.#quantile(given)
      case 'prev':
        return this.#previous(given)
      default:
        throw signalFailure('there is no such function', {
          expected: FUNCTIONS.join(', '),
          found: name ?? 'a call of something else than a name',
        })
    }
  }

  #quantile(given: readonly SyntaxNode[]): Checked {
    const what = 'a column of numbers and a share from 0 to 1, such as q(above_score, 0.95)'
    assertCount('q', given, 2, what)
    const column = this.#columnOf(given[0], 'q', what)
    const share = numberOf(given[1])
    if (column.kind !== 'number' || share === undefined || share < 0 || share > 1)
      throw signalFailure('q has an invalid argument', { expected: what })
    return { expression: { type: 'quantile', column, share }, kind: 'number' }
  }

  #previous(given: readonly SyntaxNode[]): Checked {
    const what = `a column and 1 to ${MAX_PREVIOUS_SECONDS} seconds, such as prev(spot, 60)`
    assertCount('prev', given, 2, what)
    const column = this.#columnOf(given[0], 'prev', what)
    const seconds = numberOf(given[1]) ?? 0
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_PREVIOUS_SECONDS)
      throw signalFailure('prev has an invalid argument', { expected: what })
    return { expression: { type: 'previous', column, seconds }, kind: column.kind }
  }

  #operand(node: SyntaxNode, kind: Kind, operator: string): Expression {
    const checked = this.check(node)
    if (checked.kind === kind) return checked.expression
    throw signalFailure(`${operator} needs a ${kind} on each side or inside`, {
      found: `a ${checked.kind}`,
      fix:
        operator === 'not'
          ? 'write not (above_score > 0.5), with parentheses'
          : 'parentheses say what belongs together',
    })
  }

  #columnOf(node: SyntaxNode, name: string, expected: string): SignalColumn {
    const column = nameOf(node)
    if (column === undefined) throw signalFailure(`${name} has an invalid argument`, { expected })
    return this.#column(column)
  }

  #column(name: string): SignalColumn {
    const { usable, lookingAhead } = this.#columns
    const column = usable.get(name)
    if (column) return column
    const knownAt = lookingAhead.get(name)
    if (knownAt !== undefined) throw lookAheadFailure(name, knownAt)
    const fix = didYouMean(name, usable.keys())
    throw signalFailure(`there is no column ${name} with one value a second`, {
      fix: fix ?? 'docs/tables.md lists the columns of the tables of seconds',
    })
  }
}

function lookAheadFailure(name: string, knownAt: string) {
  const [when, fix] =
    knownAt === 'next_record'
      ? ['the next record, which may show that records are missing', 'use book_valid']
      : [knownAt, 'use a column that is known at the end of its second']
  return signalFailure(`${name} looks ahead: its value is known at ${when}`, { fix })
}

function nameOf(node: SyntaxNode): string | undefined {
  return node.type === 'Identifier' && typeof node.name === 'string' ? node.name : undefined
}

function numberOf(node: SyntaxNode): number | undefined {
  return node.type === 'Literal' && typeof node.value === 'number' ? node.value : undefined
}

function assertCount(
  name: string,
  given: readonly SyntaxNode[],
  count: number,
  expected: string,
): void {
  if (given.length !== count)
    throw signalFailure(`${name} has ${given.length} arguments`, { expected })
}
