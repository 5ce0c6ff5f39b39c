/**
 * A program that is not ours, which reads a lake again and again while others write it, until it is
 * told to end. Arguments: how it reads, lake folder, rows of each table.
 *
 * - `duckdb`: the files of each table that lie in the lake's folders, by a glob
 * - `manifests`: the files that the stage's manifest names, all tables of it
 *
 * At its end it prints {@link Looks} as JSON.
 */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

/** What a reader has seen. */
export interface Looks {
  readonly looks: number
  /** How many different contents. */
  readonly contents: number
  /** What was not whole; empty where all was. */
  readonly faults: readonly string[]
}

const [kind = '', root = '', rows = ''] = process.argv.slice(2)
const TABLES = ['bids', 'asks']
const MANIFEST = `${root}/.manifests/silver/sides/ESH6/2026-01-06.json`

const connection = await (await DuckDBInstance.create(':memory:')).connect()

/** The one quantity that the rows of some files have. */
async function quantityOf(files: string): Promise<number> {
  const sql = `select count(*)::int, min(quantity), max(quantity) from read_parquet('${files}')`
  const [[count, least, most]] = (await connection.runAndReadAll(sql)).getRows()
  if (count !== Number(rows) || least !== most)
    throw new Error(`${files}: ${count} rows of ${least} to ${most}, expected ${rows} of one`)
  return Number(least)
}

/** Quantities by what they were read of: they never go back to an earlier one. */
async function look(): Promise<Record<string, number>> {
  if (kind === 'duckdb') {
    const found: Record<string, number> = {}
    for (const table of TABLES)
      found[table] = await quantityOf(`${root}/silver/*/*/table=${table}/*/*.parquet`)
    return found
  }
  const { tables } = JSON.parse(readFileSync(MANIFEST, 'utf8'))
  const quantities: number[] = []
  for (const { files } of tables) {
    for (const { sha256, bytes } of files) {
      const path = `${root}/.parts/${sha256}.parquet`
      const part = readFileSync(path)
      const hash = createHash('sha256').update(part).digest('hex')
      if (hash !== sha256 || part.length !== bytes) throw new Error(`${path} has other bytes`)
      quantities.push(await quantityOf(path))
    }
  }
  if (quantities.length !== TABLES.length || new Set(quantities).size !== 1)
    throw new Error(`the tables of one manifest are of ${quantities.join(' and ')}`)
  return { manifest: quantities[0] }
}

let isOver = false
process.stdin.resume().on('end', () => {
  isOver = true
})
const contents = new Set<number>()
const faults: string[] = []
let before: Record<string, number> = {}
let looks = 0
while (!isOver) {
  try {
    const found = await look()
    for (const [name, quantity] of Object.entries(found)) {
      contents.add(quantity)
      if (quantity < (before[name] ?? 0)) faults.push(`${name} went back to ${quantity}`)
    }
    before = found
  } catch (error) {
    faults.push(String(error))
  }
  if (looks++ === 0) console.log('reading')
  await new Promise((resolve) => setImmediate(resolve))
}
const result: Looks = { looks, contents: contents.size, faults: faults.slice(0, 20) }
console.log(JSON.stringify(result))
