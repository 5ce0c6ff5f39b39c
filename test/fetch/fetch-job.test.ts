import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MBO_FILE, REQUEST, startSession } from './session.ts'

const FILES = [
  'condition.json',
  'glbx-mdp3-20260105.mbo.dbn.zst',
  MBO_FILE,
  'manifest.json',
  'metadata.json',
]

/** What an earlier run left of a file. */
function leave(folder: string, id: string, name: string, bytes: Uint8Array): void {
  mkdirSync(join(folder, id), { recursive: true })
  writeFileSync(join(folder, id, name), bytes)
}

describe('a job', () => {
  test('is waited for, downloaded and described', async () => {
    const session = await startSession({ polls: 3, conditions: { '2026-01-06': 'degraded' } })
    const { job, isNew } = await session.order()
    expect(isNew).toBe(true)
    const fetched = await session.fetch(job.id)
    expect(session.namesOf(job.id)).toEqual(FILES)
    expect(session.read(job.id, MBO_FILE)).toEqual(session.bytesOf('2026-01-06'))
    expect(fetched.files.map(({ isNew: each }) => each)).toEqual([true, true, true])
    expect(session.standIn.asked('get_job_details')).toBe(4)
    expect(JSON.parse(String(session.read(job.id, 'condition.json')))).toEqual([
      { date: '2026-01-05', condition: 'available', last_modified_date: '2026-01-20' },
      { date: '2026-01-06', condition: 'degraded', last_modified_date: '2026-01-20' },
    ])
    expect(session.events.filter(({ type }) => type === 'degraded')).toMatchObject([
      { condition: { date: '2026-01-06' } },
    ])
    const manifest = JSON.parse(String(session.read(job.id, 'manifest.json')))
    expect(manifest.files).toHaveLength(3)
    expect(manifest.files[1].hash).toMatch(/^sha256:[0-9a-f]{64}$/)
  })

  test('is not downloaded again', async () => {
    const session = await startSession()
    const { job } = await session.order()
    await session.fetch(job.id)
    const asked = session.standIn.asked('.zst')
    const again = await session.fetch(job.id)
    expect(again.files.map(({ isNew }) => isNew)).toEqual([false, false, false])
    expect(session.standIn.asked('.zst')).toBe(asked)
  })

  test('goes on where an earlier run stopped', async () => {
    const session = await startSession()
    const { job } = await session.order()
    const bytes = session.bytesOf('2026-01-06')
    leave(session.folder, job.id, `${MBO_FILE}.part`, bytes.subarray(0, 70_000))
    await session.fetch(job.id)
    expect(session.read(job.id, MBO_FILE)).toEqual(bytes)
    const ranges = session.standIn.seen
      .filter(({ path }) => path.endsWith(MBO_FILE))
      .map(({ headers }) => headers.range)
    expect(ranges).toEqual(['bytes=70000-'])
    expect(session.namesOf(job.id)).toEqual(FILES)
  })

  test.each([
    ['of other bytes', Buffer.alloc(70_000, 1)],
    ['longer than the file', Buffer.alloc(900_000, 1)],
  ])('begins anew where what was left is %s', async (_, left) => {
    const session = await startSession()
    const { job } = await session.order()
    leave(session.folder, job.id, `${MBO_FILE}.part`, left)
    await session.fetch(job.id)
    expect(session.read(job.id, MBO_FILE)).toEqual(session.bytesOf('2026-01-06'))
  })

  test('goes on after broken connections, as long as something comes', async () => {
    const session = await startSession()
    const { job } = await session.order()
    session.standIn.spoil(MBO_FILE, ...Array.from({ length: 12 }, () => ({ cutAfter: 10_000 })))
    await session.fetch(job.id)
    expect(session.read(job.id, MBO_FILE)).toEqual(session.bytesOf('2026-01-06'))
    expect(session.delays()).toEqual(Array(12).fill(1000))
  })

  test('begins anew where the server knows no ranges', async () => {
    const session = await startSession()
    const { job } = await session.order()
    session.standIn.spoil(MBO_FILE, { cutAfter: 50_000 }, 'without-range')
    await session.fetch(job.id)
    expect(session.read(job.id, MBO_FILE)).toEqual(session.bytesOf('2026-01-06'))
  })

  test('is refused where the server begins anew and breaks off for ever', async () => {
    const session = await startSession()
    const { job } = await session.order()
    const cut = { cutAfter: 50_000 }
    session.standIn.spoil(MBO_FILE, cut)
    const leaveAtZero = { status: 416 }
    for (let time = 0; time < 12; time++) session.standIn.spoil(MBO_FILE, leaveAtZero, cut)
    await expect(session.fetch(job.id)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('the server cannot be reached'),
    })
  })

  test('leaves no file of another hash', async () => {
    const session = await startSession()
    const { job } = await session.order()
    session.standIn.spoil(MBO_FILE, 'damaged')
    await expect(session.fetch(job.id)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(
        /\.zst: the downloaded file has another hash than the vendor says, and was removed \(expected SHA-256 \w{64}, found \w{64}\); run it again\.$/,
      ),
    })
    expect(session.namesOf(job.id).filter((name) => name.startsWith(MBO_FILE))).toEqual([])
    await session.fetch(job.id)
    expect(session.read(job.id, MBO_FILE)).toEqual(session.bytesOf('2026-01-06'))
  })

  test('replaces no file that is not its own', async () => {
    const session = await startSession()
    const { job } = await session.order()
    leave(session.folder, job.id, MBO_FILE, Buffer.from('mine'))
    await expect(session.fetch(job.id)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('there is another file of that name'),
    })
    expect(String(session.read(job.id, MBO_FILE))).toBe('mine')
  })

  test('that has expired is told, before and within a download', async () => {
    const session = await startSession()
    const { job } = await session.order()
    const EXPIRED = `${job.id}: the job has expired, and its files are no longer offered`
    session.standIn.spoil(MBO_FILE, { status: 404 })
    await expect(session.fetch(job.id)).rejects.toThrow(EXPIRED)
    session.standIn.expire(job.id)
    await expect(session.fetch(job.id)).rejects.toThrow(EXPIRED)
  })

  test.each([
    ['GLBX-20260101-NONE', 3, 'there is no such thing in the account'],
    ['../raw', 2, 'the job id is invalid'],
  ])('of an id that is none, %s, is told', async (id, exitCode, message) => {
    const session = await startSession()
    await expect(session.fetch(id)).rejects.toMatchObject({
      exitCode,
      message: expect.stringContaining(message),
    })
  })

  test('that is interrupted keeps what it has', async () => {
    const session = await startSession()
    const { job } = await session.order()
    session.standIn.spoil(MBO_FILE, { cutAfter: 50_000 })
    const stopped = session.fetch(job.id)
    const part = `${MBO_FILE}.part`
    const watch = setInterval(() => {
      if (session.has(job.id, part)) session.interruption.abort()
    }, 1)
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    clearInterval(watch)
    expect(session.has(job.id, part)).toBe(true)
    expect(session.has(job.id, MBO_FILE)).toBe(false)
  })
})

describe('an order', () => {
  test('is made once, whatever runs ask for the same', async () => {
    const session = await startSession()
    const first = await session.order()
    const second = await session.order()
    expect(second).toMatchObject({ isNew: false, job: { id: first.job.id } })
    const other = await session.order({ ...REQUEST, schema: 'definition' })
    expect(other).toMatchObject({ isNew: true })
    const shorter = await session.order({ ...REQUEST, end: '2026-01-06' })
    expect(shorter).toMatchObject({ isNew: true })
    expect(session.standIn.jobs.size).toBe(3)
  })

  test('whose answer is lost is found, not made again', async () => {
    const session = await startSession()
    session.standIn.spoil('batch.submit_job', 'lost')
    expect(await session.order()).toMatchObject({ isNew: true })
    expect(session.standIn.jobs.size).toBe(1)
    expect(session.standIn.asked('submit_job')).toBe(1)
  })

  test('of an expired job is made again', async () => {
    const session = await startSession()
    const { job } = await session.order()
    session.standIn.expire(job.id)
    expect(await session.order()).toMatchObject({ isNew: true })
  })
})
