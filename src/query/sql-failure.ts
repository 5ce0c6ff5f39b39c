import { Failure } from '../failure.ts'
import { didYouMean } from '../words/nearest.ts'

const MISSING_TABLE = /Table with name (\S+) does not exist/
const MISSING_COLUMN = /(?:Referenced column|does not have a column named) "([^"]+)"/

/**
 * Converts a database error to a Failure with one sentence.
 *
 * @param views names of all views
 */
export function sqlFailure(error: unknown, views: Iterable<string>): unknown {
  if (!(error instanceof Error) || error instanceof Failure) return error
  const { message } = error
  const where = positionIn(message)
  const table = MISSING_TABLE.exec(message)?.[1]
  if (table !== undefined) {
    const meant = qualified(table, views) ?? didYouMean(table, views)
    // A whole dotted name in quotes is one identifier to the database.
    const isQuoted = [...views].includes(table)
    const fix = isQuoted ? `write ${table} without the quotes` : (meant ?? LIST)
    return failure(where, `unknown table ${table}`, fix)
  }
  if (/^nameListToString NOT IMPLEMENTED/i.test(firstClause(message))) {
    return failure(where, 'a table is named by its dataset, without a database before it', LIST)
  }
  const column = MISSING_COLUMN.exec(message)?.[1]
  if (column !== undefined) {
    const known = /Candidate bindings: (.*)/.exec(message)?.[1]
    const candidates = [...(known ?? '').matchAll(/"(?:\w+\.)?(\w+)"/g)].map(([, name]) => name)
    return failure(where, `unknown column ${column}`, didYouMean(column, candidates) ?? DESCRIBE)
  }
  if (/^(?:Permission|Invalid Input) Error: .*(?:disabled by config|been locked)/.test(message)) {
    return failure(where, 'a query reads the tables of the lake and nothing else')
  }
  if (/No space left on device|Disk quota exceeded/i.test(message)) {
    const fix = 'free some space and run it again'
    return new Failure({ code: 'input', what: 'the disk is full', where: '--parquet', fix })
  }
  if (/^Out of Memory Error/.test(message)) {
    const what = 'the query needs more memory than it may have'
    return failure(where, what, 'select fewer columns or rows, or group them')
  }
  const unknown = /^Catalog Error: (.*) with name (\S+) does not exist/.exec(message)
  if (unknown) return failure(where, `unknown ${unknown[1].toLowerCase()} ${unknown[2]}`)
  if (isUnreadable(error)) return unreadable(message)
  if (/TProtocolException|magic bytes|decompress|don't know what type|parquet/i.test(message)) {
    const what = `a file of the lake is damaged: ${firstClause(message)}`
    return new Failure({ code: 'input', what, fix: 'see: spymaster verify integrity' })
  }
  return failure(where, firstClause(message))
}

/** Whether the system did not let the database read a file. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof Error && /^IO Error/.test(error.message)
}

/** A file that the system does not let the database read. */
function unreadable(message: string): Failure {
  const where = /"([^"]+\.parquet)"/.exec(message)?.[1]
  const place = where === undefined ? {} : { where }
  if (/no such file|no files found|does not exist/i.test(message)) {
    const what = 'a file of the lake is not there any more; a run may just have replaced it'
    const fix = 'run the query again, then see: spymaster lake ls'
    return new Failure({ code: 'input', what, ...place, fix })
  }
  const reason = firstClause(message).split('": ').at(-1) ?? ''
  const what = `a file of the lake could not be read: ${reason}`
  const fix = 'see the system log, check the disk and run it again'
  return new Failure({ code: 'input', what, ...place, fix })
}

const LIST = 'see: spymaster lake sql "show all tables"'
const DESCRIBE = 'see: spymaster lake sql "describe TABLE"'

function failure(where: string, what: string, fix?: string): Failure {
  return new Failure({ code: 'usage', what, where, ...(fix !== undefined && { fix }) })
}

/** Suggests qualified names for an ambiguous table name. */
function qualified(table: string, views: Iterable<string>): string | undefined {
  const sharing = [...views].filter((view) => view.endsWith(`.${table}`))
  const shortest = sharing.filter((view) => view.split('.').length === 2)
  return shortest.length > 0 ? `did you mean ${shortest.join(' or ')}?` : undefined
}

/** "the query, line 2, column 15", from the line and the caret in DuckDB's message. */
function positionIn(message: string): string {
  const found = /^(LINE (\d+): )(.*)\n( *)\^/m.exec(message)
  if (!found) return 'the query'
  const [, prefix, line, text, indent] = found
  // A long line is shortened, so the column is unknown.
  const isWhole = !text.startsWith('...')
  return `the query, line ${line}${isWhole ? `, column ${indent.length - prefix.length + 1}` : ''}`
}

/** The first line of a message without its kind: "syntax error at or near "x"". */
function firstClause(message: string): string {
  const [first = ''] = message.split('\n')
  const clause = first
    .replace(/^Failed to extract statements: /, '')
    .replace(/^(?:[A-Z][\w ]* )?Error: /, '')
    .replace(/[.!]$/, '')
  return clause.charAt(0).toLowerCase() + clause.slice(1)
}
