import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { DataRequest } from '../../src/fetch/data-request.ts'
import { type FetchEvent, fetchJob, type JobFetch } from '../../src/fetch/fetch-job.ts'
import { parseGateway } from '../../src/fetch/gateway-url.ts'
import { HistoricalApi } from '../../src/fetch/historical-api.ts'
import { HttpClient } from '../../src/fetch/http-client.ts'
import { orderJob } from '../../src/fetch/purchase.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { KEY, madeFiles } from './made-files.ts'
import { StandIn, type StandInOptions } from './stand-in.ts'

export const REQUEST: DataRequest = {
  dataset: 'GLBX.MDP3',
  schema: 'mbo',
  symbol: 'ES.FUT',
  symbolType: 'parent',
  start: '2026-01-05',
  end: '2026-01-07',
}

/** The name of the file of the request's second day. */
export const MBO_FILE = 'glbx-mdp3-20260106.mbo.dbn.zst'

/** All of fetching but the command, against a stand-in, on a clock of its own; it ends with the test. */
export async function startSession(
  options: Partial<StandInOptions> & { readonly sentKey?: string } = {},
) {
  const { sentKey = KEY, ...rest } = options
  const files = rest.files ?? madeFiles()
  const standIn = await StandIn.start({ key: KEY, ...rest, files })
  const folder = mkdtempSync(join(tmpdir(), 'spymaster-fetch-'))
  const clock = new VirtualClock()
  const interruption = new AbortController()
  const { signal } = interruption
  const events: FetchEvent[] = []
  const report = (event: FetchEvent) => events.push(event)
  const onRetry = (error: Error, delayMs: number) => report({ type: 'retry', error, delayMs })
  const retries = { clock, signal, onRetry }
  const gateway = parseGateway(standIn.url)
  const http = new HttpClient({ gateway, key: sentKey, userAgent: 'test', env: {}, clock, signal })
  const api = new HistoricalApi(http, gateway, retries)
  onTestFinished(async () => {
    http.close()
    await standIn.stop()
    rmSync(folder, { recursive: true })
  })
  const context: JobFetch = { ...retries, api, http, folder, report }
  return {
    standIn,
    api,
    clock,
    folder,
    events,
    interruption,
    files,
    order: (request = REQUEST) => clock.during(orderJob(api, request, retries)),
    fetch: (id: string) => clock.during(fetchJob(id, context)),
    delays: () => events.flatMap((event) => (event.type === 'retry' ? [event.delayMs] : [])),
    namesOf: (id: string) => readdirSync(join(folder, id)).sort(),
    read: (id: string, name: string) => readFileSync(join(folder, id, name)),
    has: (id: string, name: string) => existsSync(join(folder, id, name)),
    bytesOf: (date: string) => {
      const found = files.find((file) => file.schema === 'mbo' && file.date === date)
      return found?.bytes ?? Buffer.alloc(0)
    },
  }
}
