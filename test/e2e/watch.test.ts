// @module-tag slow
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { acquireLease } from '../../src/lake/partition/lease.ts'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { DAY, dayRecords, NEXT_DAY, writeDbn } from '../stages/made-day.ts'
import { lakeHashes, leftovers, mbo } from '../stages/made-lake.ts'
import { signalGroup, startGroup } from './process-group.ts'
import { ended, spymaster } from './spymaster.ts'

let folder: string
let made: string
/** What two ordinary runs make of the two days. */
let whole: Lake

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-watch-'))
  made = join(folder, 'made')
  mkdirSync(made)
  for (const [index, date] of [DAY, NEXT_DAY].entries()) {
    const records = dayRecords({ date, seconds: 60, seed: index + 1, instruments: ['ESH6'] })
    await writeDbn(join(made, `${date}.dbn.zst`), records, { date })
  }
  whole = openLake(join(folder, 'whole'))
  const run = await spymaster(['pipeline', 'run', '--raw', made], { lake: whole.root })
  expect(run).toMatchObject({ exitCode: 0 })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A watch of a new folder into a new lake; what it says, line by line. */
function watching(name: string, ...flags: string[]) {
  const inbox = join(folder, name, 'inbox')
  mkdirSync(inbox, { recursive: true })
  const lake = openLake(join(folder, name, 'lake'))
  const args = ['pipeline', 'run', '--watch', inbox, '--settle', '1', ...flags]
  const child = startGroup(args, { lake: lake.root })
  onTestFinished(() => signalGroup(child.pid, 'SIGKILL'))
  let said = ''
  let isOver = false
  void child.finally(() => {
    isOver = true
  })
  const hear = (piece: Buffer) => {
    said += piece
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const lines = () =>
    said
      .trimEnd()
      .split('\n')
      .map((line) => line.replaceAll(`${inbox}/`, ''))
  const until = async (pattern: RegExp) => {
    while (!lines().some((line) => pattern.test(line))) {
      if (isOver) throw new Error(`it ended: ${said}`)
      await sleep(20)
    }
  }
  return { inbox, lake, child, lines, until }
}

const file = (date: string) => `${date}.dbn.zst`
const LAST_STAGE = (date: string) => new RegExp(`^silver/futures-physics ESH6 ${date}: vacuum`)

describe('a watched folder', () => {
  it('has its files ingested as they appear, each once, and run; Ctrl-C leaves nothing behind', async () => {
    const { inbox, lake, child, lines, until } = watching('plain')
    await until(/^watching /)
    // One that grows slowly, with pauses shorter than it must stay as it is.
    const bytes = readFileSync(join(made, file(DAY)))
    for (let part = 0; part < 4; part++) {
      const from = Math.floor((part * bytes.length) / 4)
      appendFileSync(join(inbox, file(DAY)), bytes.subarray(from, ((part + 1) * bytes.length) / 4))
      await sleep(400)
      expect(existsSync(join(lake.root, 'bronze'))).toBe(false)
    }
    await until(LAST_STAGE(DAY))
    // One that is not whole, one under another name until it is, and one that is there already.
    writeFileSync(join(inbox, 'cut.dbn.zst'), bytes.subarray(0, -1))
    copyFileSync(join(made, file(NEXT_DAY)), join(inbox, 'unfinished'))
    renameSync(join(inbox, 'unfinished'), join(inbox, file(NEXT_DAY)))
    copyFileSync(join(made, file(DAY)), join(inbox, 'again.dbn.zst'))
    await until(LAST_STAGE(NEXT_DAY))
    await until(/^left as it is: cut\.dbn\.zst, byte \d+: the file ends inside a zstd frame/)
    await until(/^again\.dbn\.zst is in the lake already$/)
    expect(lakeHashes(lake)).toEqual(lakeHashes(whole))

    signalGroup(child.pid, 'SIGINT')
    expect(ended(await child).exitCode).toBe(130)
    expect(lines().at(-1)).toBe('Interrupted; what was unfinished has been removed.')
    expect(leftovers(lake)).toEqual([])
    const told = (pattern: RegExp) => lines().filter((line) => pattern.test(line)).length
    expect(told(/^bronze\.future_mbo\.mbo ESH6/)).toBe(2)
    expect(told(/has come; waiting until it is whole$/)).toBe(4)
    expect(told(/^left as it is/)).toBe(1)
    for (const name of ['cut.dbn.zst', file(DAY)]) expect(existsSync(join(inbox, name))).toBe(true)
  })

  it('may go and come back; a file that was cut is taken once it is whole', async () => {
    const { inbox, lake, child, until } = watching('gone', '--json', '--symbol', 'ESH6')
    await until(/"watching"/)
    const bytes = readFileSync(join(made, file(DAY)))
    writeFileSync(join(inbox, file(DAY)), bytes.subarray(0, bytes.length >> 1))
    await until(
      /^\{"refused":\[".*"\],"error":\{"code":"input","what":"the file ends inside a zstd/,
    )
    rmSync(inbox, { recursive: true })
    await until(/^\{"type":"gone"/)
    mkdirSync(inbox)
    writeFileSync(join(inbox, file(DAY)), bytes)
    await until(/^\{"stage":"silver\/futures-physics",.*"state":"written"/)
    child.kill('SIGTERM')
    const { exitCode, stdout } = ended(await child)
    expect(exitCode).toBe(130)
    const objects = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(objects.filter(({ type }) => type === 'watching')).toHaveLength(2)
    const hashes = lakeHashes(lake)
    expect(Object.keys(hashes)).not.toEqual([])
    expect(lakeHashes(whole)).toMatchObject(hashes)
  })

  it('goes on by itself once another run lets go of what it needs', async () => {
    const { inbox, lake, child, until } = watching('held', '--wait', '0')
    await until(/^watching /)
    const release = await acquireLease(lake, mbo('ESH6', DAY))
    copyFileSync(join(made, file(DAY)), join(inbox, file(DAY)))
    await until(/^left as it is: .*: another run is writing this partition \(found process/)
    await release()
    await until(LAST_STAGE(DAY))
    signalGroup(child.pid, 'SIGINT')
    expect(ended(await child).exitCode).toBe(130)
    expect(leftovers(lake)).toEqual([])
  })

  it('that never was is refused', async () => {
    const args = ['pipeline', 'run', '--watch', join(folder, 'none')]
    const { exitCode, stderr } = await spymaster(args, { lake: join(folder, 'unused') })
    expect(stderr).toBe(
      `Error: ${join(folder, 'none')}: there is no such folder; make it, or check the path.\n`,
    )
    expect(exitCode).toBe(3)
  })
})
