/**
 * A program that is not ours, which reads a lake again and again while others write it, until it is
 * told to end. Arguments: how it reads, lake folder, rows of each table.
 *
 * - `copies`: copies the files that lie in the lake's folders, and reads the copies
 * - `duckdb`: has DuckDB read those files where they lie. It opens a file more than once by its
 *   name, so that a query during which the file is replaced may see both: such looks are counted
 *   apart.
 * - `manifests`: the files that the stage's manifest names, all tables of it
 *
 * At its end it prints {@link Looks} as JSON.
 */

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

/** What a reader has seen. */
export interface Looks {
  readonly looks: number
  /** How many different contents. */
  readonly contents: number
  /** Looks that were not whole, and during which the file was replaced. */
  readonly overtaken: number
  /** What else was not whole; empty where all was. */
  readonly faults: readonly string[]
}

const [kind = '', root = '', rows = ''] = process.argv.slice(2)
const TABLES = ['bids', 'asks']
const MANIFEST = `${root}/.manifests/silver/sides/ESH6/2026-01-06.json`
const COPY = `${root}-copy.parquet`

const connection = await (await DuckDBInstance.create(':memory:')).connect()

/** The one quantity that the rows of some files have. */
async function quantityOf(files: string): Promise<number> {
  const sql = `select count(*)::int, min(quantity), max(quantity) from read_parquet('${files}')`
  const [[count, least, most]] = (await connection.runAndReadAll(sql)).getRows()
  if (count !== Number(rows) || least !== most)
    throw new Error(`${files}: ${count} rows of ${least} to ${most}, expected ${rows} of one`)
  return Number(least)
}

const folderOf = (table: string) =>
  `${root}/silver/product_type=future_mbo/symbol=ESH6/table=${table}/dt=2026-01-06`

async function quantityOfCopy(table: string): Promise<number> {
  const folder = folderOf(table)
  const names = readdirSync(folder)
  if (names.length !== 1) throw new Error(`${folder} holds ${names}`)
  writeFileSync(COPY, readFileSync(`${folder}/${names[0]}`))
  return quantityOf(COPY)
}

/** Undefined where the file was replaced meanwhile, and the answer is not whole. */
async function quantityByGlob(table: string): Promise<number | undefined> {
  // A file that was replaced is kept for an hour, so that no other has its number.
  const number = () => statSync(`${folderOf(table)}/part-00000.parquet`).ino
  const before = number()
  try {
    return await quantityOf(`${root}/silver/*/*/table=${table}/*/*.parquet`)
  } catch (error) {
    if (String(error).includes('No files found') || number() === before) throw error
    return undefined
  }
}

/** What all tables of a manifest are of. */
async function quantityOfManifest(): Promise<number> {
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
  return quantities[0]
}

const read = kind === 'duckdb' ? quantityByGlob : quantityOfCopy
let isReading = false
let isOver = false
process.stdin.resume().on('end', () => {
  isOver = true
})
const contents = new Set<number>()
const faults: string[] = []
/** The latest quantity by what it was read of: none goes back to an earlier one. */
const latest = new Map<string, number>()
let overtaken = 0
let looks = 0
while (!isOver) {
  for (const of of kind === 'manifests' ? ['manifest'] : TABLES) {
    try {
      const quantity = await (kind === 'manifests' ? quantityOfManifest() : read(of))
      if (quantity === undefined) overtaken++
      else {
        if (quantity < (latest.get(of) ?? 0)) faults.push(`${of} went back to ${quantity}`)
        latest.set(of, quantity)
        contents.add(quantity)
      }
    } catch (error) {
      faults.push(String(error))
    }
    looks++
  }
  if (!isReading) console.log('reading')
  isReading = true
  await new Promise((resolve) => setImmediate(resolve))
}
const result: Looks = { looks, contents: contents.size, overtaken, faults: faults.slice(0, 20) }
console.log(JSON.stringify(result))
