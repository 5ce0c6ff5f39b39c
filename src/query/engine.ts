import { DuckDBInstance } from '@duckdb/node-api'

/** DuckDB's version; runs a query, so it proves that the library works. */
export async function engineVersion(): Promise<string> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const [[version] = []] = await (await connection.run('select version()')).getRowsJson()
    return String(version)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
