import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { readDbn } from '../../src/dbn/file.ts'
import type { Metadata } from '../../src/dbn/metadata.ts'
import type { SynthOptions } from '../../src/synth/options.ts'
import { synthesize } from '../../src/synth/synthesize.ts'
import type { Truth } from '../../src/synth/truth.ts'
import type { Table } from '../../src/table/table.ts'

const folders: string[] = []

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'spymaster-synth-'))
  folders.push(folder)
  return folder
}

/** Removes what the suite has written. */
export function removeFoldersAfterwards(): void {
  afterAll(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
  })
}

export interface SyntheticDay {
  readonly folder: string
  readonly truth: Truth
}

/** A day that was generated into a folder of its own. */
export async function generate(options: Omit<SynthOptions, 'folder'>): Promise<SyntheticDay> {
  const folder = await temporaryFolder()
  return { folder, truth: await synthesize({ folder, ...options }) }
}

/** A file's metadata and its records, every batch a table of its own. */
export async function contents(
  { folder }: SyntheticDay,
  name: string,
): Promise<{ metadata: Metadata; tables: Table[] }> {
  let metadata: Metadata | undefined
  const tables: Table[] = []
  for await (const item of readDbn(join(folder, name), { keepTables: true })) {
    if (item.type === 'metadata') metadata = item.metadata
    if (item.type === 'records') tables.push(item.table)
  }
  if (!metadata) throw new Error(`${name} has no metadata`)
  return { metadata, tables }
}

export function bytesOf({ folder }: SyntheticDay, name: string): Promise<Uint8Array> {
  return readFile(join(folder, name))
}

/** A table's rows as objects; for small tables. */
export function objects(tables: readonly Table[]): Record<string, bigint | number | string>[] {
  return tables.flatMap((table) =>
    Array.from({ length: table.length }, (_, row) =>
      Object.fromEntries(
        table.contract.fields.map(({ name }) => [name, table.filled(name)[row] as number]),
      ),
    ),
  )
}
