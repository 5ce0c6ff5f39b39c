import { describe, expect, test } from 'vitest'
import { estimateCost } from '../../src/fetch/estimate.ts'
import { planFetch } from '../../src/fetch/plan.ts'
import { KEY } from './made-files.ts'
import { REQUEST, startSession } from './session.ts'

const priceOf = (session: Awaited<ReturnType<typeof startSession>>, request = REQUEST) =>
  session.clock.during(session.api.getCost(request))

describe('a call', () => {
  test('sends the key as basic authentication, and what the documentation says', async () => {
    const session = await startSession()
    expect(await priceOf(session)).toBeCloseTo(0.4)
    const [{ method, path, query, headers }] = session.standIn.seen
    expect(`${method} ${path}`).toBe('POST /v0/metadata.get_cost')
    expect(Object.fromEntries(query)).toEqual({
      dataset: 'GLBX.MDP3',
      symbols: 'ES.FUT',
      schema: 'mbo',
      start: '2026-01-05',
      end: '2026-01-07',
      stype_in: 'parent',
    })
    expect(headers.authorization).toBe(`Basic ${Buffer.from(`${KEY}:`).toString('base64')}`)
    await session.order()
    const submitted = session.standIn.seen.find((each) => each.path.endsWith('submit_job'))
    expect(Object.fromEntries(submitted?.query ?? [])).toMatchObject({
      encoding: 'dbn',
      compression: 'zstd',
      split_duration: 'day',
      delivery: 'download',
      stype_in: 'parent',
      stype_out: 'instrument_id',
    })
  })

  test('is repeated after 429 and 5xx, when the server says or with backoff', async () => {
    const session = await startSession()
    session.standIn.spoil(
      'metadata.get_cost',
      { status: 503 },
      { status: 429, retryAfter: '17' },
      { status: 500 },
      // The virtual clock's day begins at midnight, and 24 s have passed by then.
      { status: 504, retryAfter: 'Tue, 06 Jan 2026 00:01:40 GMT' },
      { status: 502 },
    )
    expect(await priceOf(session)).toBeCloseTo(0.4)
    const delays = session.delays()
    expect(delays.toSpliced(3, 1)).toEqual([1000, 17_000, 4000, 16_000])
    expect(delays[3]).toBeGreaterThan(70_000)
    expect(delays[3]).toBeLessThanOrEqual(78_000)
  })

  test('ends when it has been repeated for long enough', async () => {
    const session = await startSession()
    const bad = Array.from({ length: 9 }, () => ({ status: 503, body: 'busy' }))
    session.standIn.spoil('metadata.get_cost', ...bad)
    await expect(priceOf(session)).rejects.toMatchObject({
      exitCode: 3,
      message:
        'ES.FUT mbo 2026-01-05 to 2026-01-06: the server cannot answer (found HTTP 503); run it again later: what has been ordered and downloaded is kept.',
    })
    expect(session.standIn.asked('get_cost')).toBe(8)
  })

  test('of a server that is not there is told', async () => {
    const session = await startSession()
    await session.standIn.stop()
    const call = priceOf(session)
    await expect(call).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('the server cannot be reached: connect ECONNREFUSED'),
    })
  })

  const refusals: [status: number, detail: unknown, exitCode: number, message: string][] = [
    [401, 'auth', 2, 'the API key is not accepted; set DATABENTO_API_KEY'],
    [402, { case: 'account_insufficient_funds', message: 'No.' }, 3, 'insufficient funds'],
    [403, { case: 'license_not_found', message: 'No.' }, 3, 'the account may not have this data'],
    [422, { case: 'symbology_invalid_request', message: 'No.' }, 3, 'the symbol is unknown there'],
    [422, { case: 'data_end_after_available_end', message: 'No.' }, 3, 'dates are not available'],
    [422, { case: 'dataset_unavailable_range', message: 'No.' }, 3, 'dates are not available'],
    [400, { message: 'Bad\n thing.' }, 3, 'the request was refused (found Bad thing)'],
    [410, undefined, 3, 'it is no longer offered (found HTTP 410)'],
  ]
  test.each(refusals)('that is refused with %i %o is told', async (status, detail, code, text) => {
    const session = await startSession()
    session.standIn.spoil('metadata.get_cost', { status, body: JSON.stringify({ detail }) })
    const call = priceOf(session)
    await expect(call).rejects.toMatchObject({
      exitCode: code,
      message: expect.stringContaining(text),
    })
    expect(session.delays()).toEqual([])
  })

  test('never tells the key, though the server does', async () => {
    const wrong = 'db-wrong-key-wrong-key-wrong-key'
    const session = await startSession({ sentKey: wrong })
    session.standIn.spoil('metadata.get_cost', {
      status: 400,
      body: JSON.stringify({ detail: `${wrong} ${Buffer.from(`${wrong}:`).toString('base64')}` }),
    })
    const error = await priceOf(session).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ message: expect.stringContaining('(found … …)') })
    expect(`${error} ${JSON.stringify(error)}`).not.toContain(wrong)
    await expect(priceOf(session)).rejects.toThrow('the API key is not accepted')
  })
})

describe('an estimate', () => {
  const plan = (symbol: string) =>
    planFetch({
      dataset: 'GLBX.MDP3',
      symbol,
      options: true,
      schemas: ['mbo', 'definition'],
      dates: { kind: 'list', dates: ['2026-01-06'] },
      session: 'globex',
    })

  test('sums what is still to be paid', async () => {
    const session = await startSession({ conditions: { '2026-01-05': 'degraded' } })
    const { job } = await session.order()
    const estimate = await session.clock.during(estimateCost(session.api, plan('ES')))
    expect(estimate.requests.map(({ bytes, job: known }) => [bytes, known?.id])).toEqual([
      [400_000, job.id],
      [2000, undefined],
      [400_000, undefined],
      [2000, undefined],
    ])
    expect(estimate.cost).toBeCloseTo(0.404)
    expect(estimate.degraded).toMatchObject([{ date: '2026-01-05' }])
    expect(session.standIn.jobs.size).toBe(1)
  })

  test('refuses days that are not there', async () => {
    const conditions = { '2026-01-05': 'missing', '2026-01-06': 'pending' }
    const session = await startSession({ conditions })
    const estimate = session.clock.during(estimateCost(session.api, plan('ES')))
    await expect(estimate).rejects.toThrow(
      'GLBX.MDP3: days are not available (found 2026-01-05 missing, 2026-01-06 pending)',
    )
  })

  test('refuses a symbol that the vendor does not know', async () => {
    const session = await startSession()
    const estimate = session.clock.during(estimateCost(session.api, plan('NQ')))
    await expect(estimate).rejects.toThrow(
      'NQ.FUT mbo 2026-01-05 to 2026-01-06: the symbol is unknown',
    )
  })

  test('refuses to buy nothing', async () => {
    const session = await startSession({
      files: [{ schema: 'trades', symbol: 'ES.FUT', date: '2026-02-06', bytes: Buffer.alloc(9) }],
    })
    const { requests, ...rest } = plan('ES')
    const futures = requests.filter(({ symbol }) => symbol === 'ES.FUT')
    const estimate = estimateCost(session.api, { ...rest, requests: futures })
    await expect(session.clock.during(estimate)).rejects.toThrow('there is not one record')
  })
})
