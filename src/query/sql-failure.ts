import { Failure } from '../failure.ts'
import { didYouMean } from '../words/nearest.ts'

const MISSING_TABLE = /Table with name (\S+) does not exist/
const MISSING_COLUMN = /(?:Referenced column|does not have a column named) "([^"]+)"/

/**
 * What the database says of a query, as one sentence.
 *
 * @param views the names that tables have
 */
export function sqlFailure(error: unknown, views: Iterable<string>): unknown {
  if (!(error instanceof Error) || error instanceof Failure) return error
  const { message } = error
  const where = placeIn(message)
  const table = MISSING_TABLE.exec(message)?.[1]
  if (table !== undefined) {
    const meant = qualified(table, views) ?? didYouMean(table, views)
    return failure(where, `there is no table ${table}`, meant ?? LIST)
  }
  const column = MISSING_COLUMN.exec(message)?.[1]
  if (column !== undefined) {
    const known = /Candidate bindings: (.*)/.exec(message)?.[1]
    const candidates = [...(known ?? '').matchAll(/"(?:\w+\.)?(\w+)"/g)].map(([, name]) => name)
    return failure(
      where,
      `there is no column ${column}`,
      didYouMean(column, candidates) ?? DESCRIBE,
    )
  }
  if (/^(?:Permission|Invalid Input) Error: .*(?:disabled by config|been locked)/.test(message)) {
    return failure(where, 'a query reads the tables of the lake and nothing else')
  }
  if (/No space left on device|Disk quota exceeded/i.test(message)) {
    const fix = 'make room and run it again'
    return new Failure({ code: 'input', what: 'the disk is full', where: '--parquet', fix })
  }
  if (/^IO Error/.test(message)) {
    const what = 'a file of the lake could not be read; a run may just have replaced it'
    return new Failure({ code: 'input', what, fix: 'ask again, then see: spymaster lake ls' })
  }
  if (/TProtocolException|magic bytes|decompress|don't know what type|parquet/i.test(message)) {
    const what = `a file of the lake is damaged: ${firstClause(message)}`
    return new Failure({ code: 'input', what, fix: 'see: spymaster verify integrity' })
  }
  return failure(where, firstClause(message))
}

const LIST = 'see: spymaster lake sql "show all tables"'
const DESCRIBE = 'see: spymaster lake sql "describe TABLE"'

function failure(where: string, what: string, fix?: string): Failure {
  return new Failure({ code: 'usage', what, where, ...(fix !== undefined && { fix }) })
}

/** Which of the tables that share a name is meant has to be said. */
function qualified(table: string, views: Iterable<string>): string | undefined {
  const sharing = [...views].filter((view) => view.endsWith(`.${table}`))
  const shortest = sharing.filter((view) => view.split('.').length === 2)
  return shortest.length > 0 ? `did you mean ${shortest.join(' or ')}?` : undefined
}

/** "the query, line 2, column 15": the database shows the line and a caret below it. */
function placeIn(message: string): string {
  const found = /^(LINE (\d+): )(.*)\n( *)\^/m.exec(message)
  if (!found) return 'the query'
  const [, prefix, line, text, indent] = found
  // Of a long line it shows a piece: columns are not to be known.
  const isWhole = !text.startsWith('...')
  return `the query, line ${line}${isWhole ? `, column ${indent.length - prefix.length + 1}` : ''}`
}

/** "Parser Error: syntax error at or near "x"" without what kind of error it is. */
function firstClause(message: string): string {
  const [first = ''] = message.split('\n')
  const clause = first
    .replace(/^Failed to extract statements: /, '')
    .replace(/^(?:[A-Z][\w ]* )?Error: /, '')
    .replace(/[.!]$/, '')
  return clause.charAt(0).toLowerCase() + clause.slice(1)
}
