import { DuckDBInstance } from '@duckdb/node-api'

/** The database's version, once it has been loaded and has answered. */
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
