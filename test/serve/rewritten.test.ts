import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { type PipelineEvent, runPipeline } from '../../src/pipeline/pipeline.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import type { SessionMessage } from '../../src/wire/messages.ts'
import { refusedStream, TestClient } from './listener.ts'
import { DAY, removeLake, SYMBOL, servedLake } from './served-lake.ts'

const ALL = ['snap', 'wall', 'vacuum', 'radar', 'physics', 'levels']

let lake: Lake
let server: RunningServer
beforeEach(async () => {
  lake = await servedLake(60)
  server = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
})
afterEach(async () => {
  await server.close()
  removeLake(lake)
})

const address = () => `${server.url.replace('http', 'ws')}/v1/hud/stream?symbol=${SYMBOL}&dt=${DAY}`

/** Makes the day anew, of another reach; as far as a stage, if one is named. */
async function rewrite(maxRelTicks: number, upTo?: string): Promise<void> {
  const stop = new AbortController()
  const report = (told: PipelineEvent) => {
    if (told.type !== 'run' || told.event.type !== 'done') return
    if (told.event.node.stage.name === upTo) stop.abort()
  }
  const how = { options: { maxRelTicks }, layer: 'all', overwrite: false, workers: 1 } as const
  const run = runPipeline(lake, how, { report, signal: stop.signal })
  await (upTo === undefined ? run : run.catch(() => {}))
}

const sessionOf = ({ received }: TestClient) => received[0].event as SessionMessage

/** Connects, as often as the day is on the way, and waits for some batches. */
async function batchesOf(count: number): Promise<TestClient> {
  for (;;) {
    const client = await TestClient.connect(`${address()}&speed=20`)
    const isClosed = client.closed().then(() => true)
    if ((await Promise.race([isClosed, client.untilBatches(count)])) !== true) return client
  }
}

describe('a day that is written again while it is served', () => {
  it('ends its streams, which say why, and is the new one from then on', async () => {
    const client = await TestClient.connect(address())
    await client.untilBatches(1)
    const closed = new Promise<[number, string]>((resolve) =>
      client.socket.once('close', (code, reason) => resolve([code, reason.toString()])),
    )
    await rewrite(30)
    expect(await closed).toEqual([1012, 'the day was rewritten: reconnect'])
    expect(sessionOf(client)).toMatchObject({ max_rel_ticks: 60, surfaces: ALL })

    const again = await batchesOf(3)
    expect(sessionOf(again)).toMatchObject({ max_rel_ticks: 30, surfaces: ALL })
    again.close()
  })

  it('is never mixed: what is made of the old tables is left out until it is made anew', async () => {
    await rewrite(30, 'silver/futures-book')
    const half = await LakeSeconds.open(lake, SYMBOL, DAY)
    expect(half.day).toMatchObject({ maxRelTicks: 30, surfaces: ['snap', 'wall', 'radar'] })
    await half.close()
    const client = await TestClient.connect(address())
    await client.untilBatches(1)
    expect([...client.batches[0].surfaces.keys()]).toEqual(['snap', 'wall', 'radar'])
    const closed = client.closed()
    await rewrite(30)
    expect(await closed).toBe(1012)
    const again = await batchesOf(1)
    expect(sessionOf(again)).toMatchObject({ surfaces: ALL })
    again.close()
  })

  it('ends them too when it goes, and is not found from then on', async () => {
    const client = await TestClient.connect(address())
    await client.untilBatches(1)
    const closed = client.closed()
    rmSync(join(lake.root, '.manifests', 'silver'), { recursive: true })
    expect(await closed).toBe(1012)
    expect(await refusedStream(address())).toMatchObject({ status: 404 })
  })
})
