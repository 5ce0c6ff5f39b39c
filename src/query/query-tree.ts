import type { DuckDBConnection } from '@duckdb/node-api'

/** What a query names, wherever in it: tables in lower case as "a.b.c", functions by their last name. */
export interface QueryNames {
  readonly tables: ReadonlySet<string>
  readonly functions: ReadonlySet<string>
}

/**
 * Reads a query's syntax tree, as DuckDB parses it.
 *
 * @returns undefined for what DuckDB does not give as a tree
 */
export async function namesIn(
  connection: DuckDBConnection,
  sql: string,
): Promise<QueryNames | undefined> {
  const statement = await connection.prepare('select json_serialize_sql($1::varchar)')
  statement.bindVarchar(1, sql)
  const [[text] = []] = await (await statement.run()).getRowsJson()
  const tree: unknown = JSON.parse(String(text))
  if (!isNode(tree) || tree.error !== false) return undefined
  const tables = new Set<string>()
  const functions = new Set<string>()
  collect(tree, tables, functions)
  return { tables, functions }
}

function collect(value: unknown, tables: Set<string>, functions: Set<string>): void {
  if (Array.isArray(value)) {
    for (const each of value) collect(each, tables, functions)
  } else if (isNode(value)) {
    const { type, function_name: name } = value
    if (typeof name === 'string') functions.add(name.toLowerCase())
    if (type === 'BASE_TABLE') tables.add(tableName(value))
    for (const each of Object.values(value)) collect(each, tables, functions)
  }
}

function tableName(node: Readonly<Record<string, unknown>>): string {
  const parts = [node.catalog_name, node.schema_name, node.table_name]
  return parts.filter(Boolean).join('.').toLowerCase()
}

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
