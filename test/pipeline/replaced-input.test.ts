import { expect, it } from 'vitest'
import { readStored } from '../../src/lake/partition/stored.ts'
import { openPartition } from '../../src/lake/partition/write.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { inProcess } from '../../src/pipeline/executor/here.ts'
import { plan } from '../../src/pipeline/plan.ts'
import { type RunEvent, runPlan } from '../../src/pipeline/run.ts'
import { survey } from '../../src/pipeline/survey.ts'
import type { Job, Stage } from '../../src/stages/stage.ts'
import { quietLake } from '../simulator/quiet-lake.ts'
import { rowsOf, SIMULATED, standIns, TICKS } from '../simulator/stand-in-stages.ts'
import { tickCommit } from '../simulator/stand-in-workload.ts'

const DAY = { symbol: 'ESH6', dt: '2026-01-06' }

async function ingest(lake: Lake, quantities: readonly number[]): Promise<string> {
  const writer = await openPartition(lake, { dataset: TICKS, ...DAY })
  await writer.writeRowGroup(rowsOf(quantities))
  return (await writer.commit(tickCommit(quantities))).content_sha256
}

it('an input replaced before it is read is never recorded as the one before', async () => {
  const lake = quietLake(SIMULATED)
  await ingest(lake, [1, 2])
  const [sides] = standIns()
  let second = ''
  const seen: string[] = []
  const run = async (job: Job) => {
    if (second === '') second = await ingest(lake, [3, 4])
    const written = await sides.run(job)
    const [input] = job.inputs
    seen.push(input.content_sha256)
    return written
  }
  const stage: Stage = { ...sides, run }
  const resolved = await sides.resolve(lake, DAY, {}, undefined)
  const execution = { stage, ...DAY, resolved, isForced: true }
  const outcome = await inProcess.submit(lake, execution, () => {}, new AbortController().signal)
  expect(outcome.type).toBe('done')
  // The first of two runs was refused its input, and wrote nothing.
  expect(seen).toEqual([second])
  const stored = await readStored(lake, { dataset: sides.writes[0], ...DAY })
  expect(stored?.inputs).toMatchObject([{ content_sha256: second }])
})

it('an input that cannot be read at the moment is not done without', async () => {
  const lake = quietLake(SIMULATED)
  await ingest(lake, [1, 2])
  const [sides] = standIns()
  const resolved = await sides.resolve(lake, DAY, {}, undefined)
  const { store } = lake
  const { head, read } = store
  const failing = (call: (key: string) => Promise<unknown>) => async (key: string) => {
    if (key.startsWith('.manifests/bronze/'))
      throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
    return call.call(store, key)
  }
  Object.assign(store, { read: failing(read), head: failing(head) })
  const execution = { stage: sides, ...DAY, resolved, isForced: true }
  const run = () => inProcess.submit(lake, execution, () => {}, new AbortController().signal)
  await expect(run()).rejects.toThrow('EIO')
  Object.assign(store, { read, head })
  expect(await run()).toMatchObject({ type: 'done' })
})

it('a day whose input is missing keeps its output and cannot be rebuilt', async () => {
  const lake = quietLake(SIMULATED)
  await ingest(lake, [1, 2])
  const stages = standIns()
  const run = async (isOverwritten: boolean): Promise<string[]> => {
    const wanted = stages.map((stage) => ({ stage, target: DAY }))
    const nodes = await survey(lake, wanted, {}, stages)
    const overwritten = new Set(isOverwritten ? nodes.map(({ key }) => key) : [])
    const told: string[] = []
    const report = (event: RunEvent) => {
      if (event.type === 'failed') told.push(event.failure.message)
      else if (event.type !== 'start') told.push(event.type)
    }
    const signal = new AbortController().signal
    const options = { overwritten, workers: 1, executor: inProcess, stages, report, signal }
    await runPlan(lake, plan(nodes, overwritten), options)
    return told
  }
  expect(await run(false)).toEqual(['done', 'done'])
  await lake.store.remove('.manifests/bronze/ticks/ESH6/2026-01-06.json')
  expect(await run(false)).toEqual(['fresh', 'fresh'])
  const refused = expect.stringContaining('has no ESH6 2026-01-06')
  expect(await run(true)).toEqual([refused, 'stopped'])
})
