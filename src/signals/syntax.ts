import jsep, { type CoreExpression } from 'jsep'
import { signalFailure } from './signal-failure.ts'

/** Operators of two operands by how tightly they bind, loosest first, as in SQL. */
const PRECEDENCE = [['or'], ['and'], ['==', '!='], ['<', '<=', '>', '>='], ['+', '-'], ['*', '/']]

const MAX_LETTERS = 2000

// The parser's operators are one set for the whole program; this is its only user.
jsep.removeAllBinaryOps()
for (const [index, operators] of PRECEDENCE.entries()) {
  for (const operator of operators) jsep.addBinaryOp(operator, index + 1)
}
jsep.removeAllUnaryOps()
for (const operator of ['-', '+', 'not']) jsep.addUnaryOp(operator)
jsep.removeAllLiterals()

/**
 * Parses an expression; names and kinds are not checked yet.
 *
 * @throws Failure `usage` with the position of what cannot be read
 */
export function parseSyntax(text: string): CoreExpression {
  if (text.length > MAX_LETTERS)
    throw signalFailure(`the expression has more than ${MAX_LETTERS} letters`)
  const tree = parsed(text)
  if (tree.type !== 'Compound') return tree
  throw signalFailure(
    tree.body.length === 0 ? 'the expression is empty' : 'an operator is missing between two parts',
    { found: JSON.stringify(text) },
  )
}

function parsed(text: string): CoreExpression {
  try {
    return jsep(text) as CoreExpression
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const what = error.message
      .replace(/ at character \d+$/, '')
      .replace(/^[A-Z]/, (letter) => letter.toLowerCase())
    const index = 'index' in error ? Number(error.index) : 0
    throw signalFailure(`the expression cannot be read at letter ${index + 1}: ${what}`, {
      found: JSON.stringify(text),
    })
  }
}
