import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { rememberedPanels, rememberPanels, screenMemoryPath } from '../../src/cli/screen-memory.ts'
import { PANELS } from '../../src/player/panels.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-memory-'))
  path = screenMemoryPath({ XDG_STATE_HOME: folder })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('panels are remembered as they were left', async () => {
  expect(await rememberedPanels(path)).toBeUndefined()
  await rememberPanels(path, { ...PANELS.book, prints: true })
  expect(await rememberedPanels(path)).toEqual({ ...PANELS.book, prints: true })
})

test.each(['', '{', 'null', '[]', '{"panels":7}', '{"panels":null}'])(
  'of a damaged file nothing is: %s',
  async (text) => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    expect(await rememberedPanels(path)).toBeUndefined()
  },
)

test('panels that a file of another version lacks are shown as in the first layout', async () => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '{"panels":{"ladder":false,"radio":true,"lines":"yes"}}')
  expect(await rememberedPanels(path)).toEqual({ ...PANELS.all, ladder: false })
})

test('where nothing can be written, the replay ends as well', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, 'mine')
  await rememberPanels(join(file, 'screen.json'), PANELS.all)
  expect(readFileSync(file, 'utf8')).toBe('mine')
})
