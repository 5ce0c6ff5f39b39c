import { describe, expect, test } from 'vitest'
import { parseCondition } from '../../src/fetch/condition.ts'
import { AnswerError } from '../../src/fetch/http-error.ts'
import { delivers, jobForm, parseJob } from '../../src/fetch/job.ts'
import { parseJobFile } from '../../src/fetch/job-file.ts'
import { REQUEST } from './session.ts'

const JOB = {
  id: 'GLBX-20260107-5DEFXVTMSM',
  state: 'done',
  dataset: 'GLBX.MDP3',
  symbols: 'ES.FUT',
  stype_in: 'parent',
  stype_out: 'instrument_id',
  schema: 'mbo',
  start: '2026-01-05T00:00:00.000000000Z',
  end: '2026-01-07T00:00:00.000000000Z',
  limit: null,
  encoding: 'dbn',
  compression: 'zstd',
  split_symbols: false,
  split_duration: 'day',
  split_size: null,
}

const FILE = {
  filename: 'glbx-mdp3-20260106.mbo.dbn.zst',
  size: 12,
  hash: `sha256:${'0a'.repeat(32)}`,
  urls: { https: 'https://api.databento.com/v0/batch/download/U/J/a.zst' },
}

describe('a job', () => {
  test('of the very same request is recognised', () => {
    expect(delivers(parseJob(JOB), REQUEST)).toBe(true)
    expect(delivers(parseJob({ ...JOB, symbols: ['ES.FUT'], state: 'queued' }), REQUEST)).toBe(true)
    // What is submitted is what is recognised.
    const submitted = { ...JOB, ...Object.fromEntries(jobForm(REQUEST)), split_symbols: false }
    expect(delivers(parseJob(submitted), REQUEST)).toBe(true)
  })

  test.each([
    { state: 'expired' },
    { dataset: 'IFEU.IMPACT' },
    { symbols: 'ES.FUT,NQ.FUT' },
    { schema: 'mbp-1' },
    { stype_in: 'raw_symbol' },
    { stype_out: 'raw_symbol' },
    { start: '2026-01-04T00:00:00.000000000Z' },
    { end: '2026-01-07T12:00:00.000000000Z' },
    { limit: 1000 },
    { encoding: 'csv' },
    { compression: 'none' },
    { split_symbols: true },
    { split_duration: 'month' },
    { split_size: 1_000_000_000 },
  ])('of another request, %o, is not', (difference) => {
    expect(delivers(parseJob({ ...JOB, ...difference }), REQUEST)).toBe(false)
  })

  test.each([
    [null, 'the job is not an object'],
    [{ ...JOB, id: '../..' }, 'id "../.." is not a plain one'],
    [{ ...JOB, id: 7 }, '"id" is not a text'],
    [{ ...JOB, state: undefined }, '"state" is not a text'],
  ])('%# that is not as documented is refused', (value, message) => {
    expect(() => parseJob(value)).toThrow(message)
    expect(() => parseJob(value)).toThrow(AnswerError)
  })
})

describe('a file', () => {
  test('has a name, a size, a hash and an address', () => {
    expect(parseJobFile(FILE)).toEqual({
      name: FILE.filename,
      bytes: 12,
      sha256: '0a'.repeat(32),
      url: new URL(FILE.urls.https),
    })
  })

  test.each([
    [{ filename: '../a.zst' }, 'is not a plain one'],
    [{ filename: 'a/b.zst' }, 'is not a plain one'],
    [{ filename: '.hidden' }, 'is not a plain one'],
    [{ filename: 'a.zst.part' }, 'is not a plain one'],
    [{ filename: '' }, 'is not a plain one'],
    [{ size: -1 }, '"size" is not a whole number'],
    [{ size: 2 ** 60 }, '"size" is not a whole number'],
    [{ hash: 'md5:00' }, 'is not a SHA-256'],
    [{ urls: { ftp: 'ftp://a' } }, '"https" is not a text'],
    [{ urls: { https: 'nowhere' } }, 'is not a URL'],
  ])('with %o is refused', (difference, message) => {
    expect(() => parseJobFile({ ...FILE, ...difference })).toThrow(message)
  })
})

test('a condition needs its date', () => {
  expect(() => parseCondition({ condition: 'available' })).toThrow('"date" is not a text')
})
