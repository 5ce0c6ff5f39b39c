import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runFactsKey, stageDayOf } from '../../src/lake/partition/keys.ts'
import { listPartitions } from '../../src/lake/partition/list.ts'
import { sha256 } from '../../src/lake/partition/manifest.ts'
import { formatPartition, type Lake, type Partition } from '../../src/lake/paths.ts'
import { manifestIn, shownFolder } from './lake-files.ts'

/** Makes a lake one as 0.1 wrote it: manifests, _SUCCESS and _RUN.json beside the parts. */
export async function makeOld(lake: Lake): Promise<void> {
  const written = new Map<string, string>()
  const write = (partition: Partition): string => {
    const key = formatPartition(partition)
    const known = written.get(key)
    if (known !== undefined) return known
    const { dataset, symbol, dt, rows, files, contract_sha256, stage, inputs, quality, notes } =
      manifestIn(lake, partition)
    const old = {
      dataset,
      symbol,
      dt,
      rows,
      files,
      contract_sha256,
      stage,
      inputs: inputs.map((input) => {
        if ('file' in input) return input
        const { dataset, symbol, dt } = input
        return { dataset, symbol, dt, manifest_sha256: write(input) }
      }),
      quality,
      notes,
    }
    const text = `${JSON.stringify(old, null, 2)}\n`
    const facts = readFileSync(lake.store.path(runFactsKey(stageDayOf(lake, partition))))
    const folder = shownFolder(lake, partition)
    writeFileSync(join(folder, '_MANIFEST.json'), text)
    writeFileSync(join(folder, '_SUCCESS'), `${sha256(text)}\n`)
    writeFileSync(join(folder, '_RUN.json'), facts)
    written.set(key, sha256(text))
    return sha256(text)
  }
  for (const partition of await listPartitions(lake)) write(partition)
  for (const folder of ['.manifests', '.parts', '.leases', '.runs', '.orphans'])
    rmSync(join(lake.root, folder), { recursive: true, force: true })
}
