import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { DEFAULT_SURFACES, type SurfaceName } from '../../src/seconds/second.ts'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import type { StreamBatch } from '../../src/wire/batch.ts'
import { dayOf } from '../../src/wire/messages.ts'
import { ServerAddress } from '../../src/wire/server-address.ts'
import { StreamConnection } from '../../src/wire/stream-connection.ts'
import { lakeOf, makeOptionDay, type OptionDay, removeDay } from '../verify/option-lake.ts'
import { DT, SYMBOL } from '../verify/small-lake.ts'

let made: OptionDay
let lake: Lake
let source: LakeSeconds
let server: RunningServer

beforeAll(async () => {
  made = await makeOptionDay({ session: '12:44-12:45', events: 1000 })
  lake = await lakeOf(made)
  source = await LakeSeconds.open(lake, SYMBOL, DT)
  server = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
})
afterAll(async () => {
  await server.close()
  await source.close()
  removeDay(made)
})

/** The session and the first batch that a client gets. */
async function begin(surfaces?: readonly SurfaceName[]) {
  const first = Promise.withResolvers<StreamBatch>()
  const connection = await StreamConnection.open(
    new ServerAddress(server.url),
    { symbol: SYMBOL, dt: DT, surfaces },
    {
      receive: (event) => {
        if (event.type === 'batch') first.resolve(event)
      },
      closed: (reason) => first.reject(new Error(reason)),
    },
  )
  const batch = await first.promise
  connection.close()
  return { session: connection.session, batch }
}

const DEALERS = ['hedge_profile', 'hedge_pressure', 'dealer_flow', 'charm_clock'] as const

describe('surfaces that are sent to those who name them', () => {
  test('are not in a stream that does not choose, which says that the day has them', async () => {
    const { session, batch } = await begin()
    expect(session.surfaces).toEqual(DEFAULT_SURFACES.filter((name) => name !== 'gaps'))
    expect([...batch.surfaces.keys()]).toEqual(session.surfaces)
    expect(session.more_surfaces).toEqual([
      'hedge_profile',
      'hedge_pressure',
      'dealer_flow',
      'greeks_surface',
      'charm_clock',
      'volume_gex',
      'smile',
      'option_liquidity',
      'events',
    ])
    expect(dayOf(session).surfaces).toEqual(source.day.surfaces)
  })

  test('come beside those of every stream, row by row as in the lake', async () => {
    const { session, batch } = await begin(['snap', ...DEALERS])
    expect(session.surfaces).toEqual(['snap', ...DEALERS])
    expect(session.more_surfaces).toEqual([
      'greeks_surface',
      'volume_gex',
      'smile',
      'option_liquidity',
      'events',
    ])
    expect([...batch.surfaces.keys()]).toEqual(session.surfaces)
    const { surfaces } = await source.read(batch.endSecond, DEALERS)
    for (const name of DEALERS) {
      const [sent, stored] = [batch.surfaces.get(name), surfaces.get(name)]
      expect(sent?.length, name).toBeGreaterThan(0)
      for (const { name: column } of sent?.contract.fields ?? [])
        expect(sent?.filled(column), `${name} ${column}`).toEqual(stored?.filled(column))
    }
  })
})

test('a session tells of surfaces that a client does not know, and the client does without', async () => {
  const { session } = await begin(['snap'])
  const day = dayOf({ ...session, more_surfaces: ['hedge_profile', 'tomorrows_surface'] })
  expect(day.surfaces).toEqual(['snap', 'hedge_profile'])
})
