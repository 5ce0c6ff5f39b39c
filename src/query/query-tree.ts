import type { DuckDBConnection } from '@duckdb/node-api'

/** What a query names, wherever in it: tables in lower case as "a.b.c", functions by their last name. */
export interface QueryNames {
  readonly tables: ReadonlySet<string>
  readonly functions: ReadonlySet<string>
  /** Those of the functions that stand in the place of a table. */
  readonly tableFunctions: ReadonlySet<string>
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
  const names = {
    tables: new Set<string>(),
    functions: new Set<string>(),
    tableFunctions: new Set<string>(),
  }
  collect(tree, names)
  return names
}

function collect(value: unknown, names: { readonly [K in keyof QueryNames]: Set<string> }): void {
  if (Array.isArray(value)) {
    for (const each of value) collect(each, names)
  } else if (isNode(value)) {
    const { type, function_name: name, function: called } = value
    if (typeof name === 'string') names.functions.add(name.toLowerCase())
    if (type === 'BASE_TABLE') names.tables.add(tableName(value))
    if (type === 'TABLE_FUNCTION' && isNode(called))
      names.tableFunctions.add(String(called.function_name).toLowerCase())
    for (const each of Object.values(value)) collect(each, names)
  }
}

function tableName(node: Readonly<Record<string, unknown>>): string {
  const parts = [node.catalog_name, node.schema_name, node.table_name]
  return parts.filter(Boolean).join('.').toLowerCase()
}

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
