import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FolderWatch } from '../../src/pipeline/folder-watch.ts'
import { temporaryFolder } from '../stages/made-lake.ts'

const SETTLE = 1000

function watched() {
  const folder = temporaryFolder()
  const watch = new FolderWatch(folder, SETTLE)
  return { file: (name: string) => join(folder, name), folder, watch }
}

it('a file is reported once it is unchanged for long enough, and only once', async () => {
  const { file, watch } = watched()
  expect(await watch.scan(0)).toEqual({
    exists: true,
    complete: [],
    growing: [],
    ignored: new Map(),
  })
  writeFileSync(file('a.dbn'), 'DB')
  expect(await watch.scan(1)).toMatchObject({ complete: [], growing: [file('a.dbn')] })
  expect(await watch.scan(SETTLE)).toMatchObject({ complete: [], growing: [] })
  appendFileSync(file('a.dbn'), 'N')
  expect(await watch.scan(SETTLE + 1)).toMatchObject({ complete: [], growing: [] })
  expect(await watch.scan(2 * SETTLE)).toMatchObject({ complete: [] })
  expect(await watch.scan(2 * SETTLE + 1)).toMatchObject({ complete: [file('a.dbn')] })
  expect(await watch.scan(9 * SETTLE)).toMatchObject({ complete: [], growing: [] })
})

it('a file that changes or is replaced is reported again', async () => {
  const { file, watch } = watched()
  writeFileSync(file('a.dbn.zst'), 'one')
  await watch.scan(0)
  expect(await watch.scan(SETTLE)).toMatchObject({ complete: [file('a.dbn.zst')] })
  writeFileSync(file('other'), 'two')
  renameSync(file('other'), file('a.dbn.zst'))
  expect(await watch.scan(SETTLE + 1)).toMatchObject({ growing: [file('a.dbn.zst')] })
  expect(await watch.scan(3 * SETTLE)).toMatchObject({ complete: [file('a.dbn.zst')] })
})

it('an empty file is not whole, however long it stays so; other names are never settled', async () => {
  const { file, watch } = watched()
  for (const name of ['a.dbn', 'b.dbn.part', 'c.csv', '.dbn-old']) writeFileSync(file(name), '')
  await watch.scan(0)
  expect(await watch.scan(5 * SETTLE)).toMatchObject({ complete: [] })
  for (const name of ['a.dbn', 'b.dbn.part', 'c.csv']) writeFileSync(file(name), 'DBN')
  await watch.scan(6 * SETTLE)
  expect(await watch.scan(7 * SETTLE)).toMatchObject({ complete: [file('a.dbn')] })
})

it('subfolders are scanned; one that is removed and restored is new', async () => {
  const { file, folder, watch } = watched()
  mkdirSync(file('below'))
  writeFileSync(file('below/a.dbn'), 'DBN')
  await watch.scan(0)
  expect(await watch.scan(SETTLE)).toMatchObject({ complete: [file('below/a.dbn')] })
  rmSync(folder, { recursive: true })
  expect(await watch.scan(SETTLE + 1)).toMatchObject({ exists: false, complete: [], growing: [] })
  mkdirSync(file('below'), { recursive: true })
  writeFileSync(file('below/a.dbn'), 'DBN')
  expect(await watch.scan(SETTLE + 2)).toMatchObject({
    exists: true,
    growing: [file('below/a.dbn')],
  })
  expect(await watch.scan(3 * SETTLE)).toMatchObject({ complete: [file('below/a.dbn')] })
})

it('what is no DBN file is skipped with its reason, once, when it no longer changes', async () => {
  const { file, watch } = watched()
  writeFileSync(file('notes.csv'), 'a')
  symlinkSync(file('gone.dbn'), file('link.dbn'))
  execFileSync('mkfifo', [file('pipe.dbn')])
  expect((await watch.scan(0)).ignored).toEqual(new Map())
  appendFileSync(file('notes.csv'), 'b')
  await watch.scan(1)
  const links = [
    ['a pipe or a device, not a file', [file('pipe.dbn')]],
    ['a link that leads nowhere', [file('link.dbn')]],
  ] as const
  expect(new Map((await watch.scan(SETTLE)).ignored)).toEqual(new Map(links))
  const { ignored, complete } = await watch.scan(SETTLE + 1)
  expect([...ignored.values()]).toEqual([[file('notes.csv')]])
  expect([...ignored.keys()][0]).toMatch(/^its name is not one of DBN files/)
  expect(complete).toEqual([])
  appendFileSync(file('notes.csv'), 'c')
  await watch.scan(SETTLE + 2)
  expect((await watch.scan(9 * SETTLE)).ignored).toEqual(new Map())
})
