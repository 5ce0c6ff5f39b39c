// @module-tag slow
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { recoverLake } from '../../../src/lake/partition/recover.ts'
import { Random } from '../../../src/synth/prng.ts'
import { isLong } from '../../setup/long.ts'
import { emptyLake } from '../empty-lake.ts'
import type { Looks } from './outside-reader.ts'

const KILLS = isLong ? 200 : 4
/** Several row groups a table. */
const ROWS = 3000
/** What a writer lives that is killed at a random moment: some commits. */
const LONGEST_MS = 1000
const STEPS = [
  'written',
  'parts finished',
  'parts noted',
  'part stored',
  'manifest written',
  'part published',
  'orphans noted',
]
/** Of an environment with the packages of test/readers/requirements.txt, as .ci/run makes it. */
const PYTHON = process.env.SPYMASTER_READERS_PYTHON ?? ''

const path = (name: string) => join(import.meta.dirname, name)
const KINDS = [
  'copies',
  'duckdb',
  'manifests',
  ...(existsSync(PYTHON) ? ['pyarrow', 'polars'] : []),
]

/** A reader in a process of its own, once it has read for the first time. */
async function startReader(kind: string, root: string) {
  const isPython = kind === 'pyarrow' || kind === 'polars'
  const program = isPython ? path('outside_reader.py') : path('outside-reader.ts')
  const command = isPython ? PYTHON : process.execPath
  const reader = spawn(command, [program, kind, root, `${ROWS}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    reader.kill('SIGKILL')
    rmSync(`${root}-copy.parquet`, { force: true })
  })
  await once(reader.stdout, 'data')
  return {
    kind,
    end: async (): Promise<Looks> => {
      reader.stdin.end()
      return JSON.parse(await text(reader.stdout))
    },
  }
}

/** Starts a process that commits, to be killed at a step or, committing again and again, at any moment. */
function startWriter(root: string, quantity: number, step: string) {
  const args = [path('commit-run.ts'), root, `${quantity}`, step, `${ROWS}`]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

it(`whoever else reads sees whole tables at every moment of ${KILLS} kills`, async () => {
  const lake = emptyLake()
  const random = new Random(1, 'kills')
  await once(startWriter(lake.root, 1, 'none'), 'exit')
  const readers = await Promise.all(KINDS.map((kind) => startReader(kind, lake.root)))
  for (let kill = 1; kill <= KILLS; kill++) {
    const step = kill % 2 === 0 ? STEPS[(kill >> 1) % STEPS.length] : 'loop'
    const writer = startWriter(lake.root, kill * 1000, step)
    const ended = once(writer, 'exit')
    if (step === 'loop') {
      await once(writer.stdout, 'data')
      await sleep(random.between(0, LONGEST_MS))
      writer.kill('SIGKILL')
    }
    expect((await ended)[1]).toBe('SIGKILL')
    // The next command, which tidies up, comes some time later, or is another writer.
    await sleep(random.between(0, 50))
    if (random.chance(0.5)) await recoverLake(lake)
  }
  for (const { kind, end } of readers) {
    const { looks, contents, overtaken, faults } = await end()
    const counted = `${looks} looks at ${contents} contents, ${overtaken} overtaken`
    console.log(`${kind}, ${KILLS} kills: ${counted}`)
    expect(faults, kind).toEqual([])
    expect(looks, kind).toBeGreaterThan(2 * KILLS)
    expect(contents, kind).toBeGreaterThan(KILLS / 5)
  }
}, 3_600_000)
