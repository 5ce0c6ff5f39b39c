// @module-tag slow
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { onlyIf } from '../setup/only-if.ts'
import { dayRecords, writeDbn } from '../stages/made-day.ts'
import { spymaster } from './spymaster.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const RUN = join(ROOT, 'bin/run.js')
const NODE = join(ROOT, 'node_modules/.bin/node')
const FOLDER = mkdtempSync(join(tmpdir(), 'spymaster-launcher-'))
const LAKE = join(FOLDER, 'lake')
const ENV = { SPYMASTER_LAKE: LAKE, XDG_CONFIG_HOME: FOLDER, NODE_OPTIONS: '' }
const HAS_PROC = existsSync('/proc/self/task')
/** How each signal ends a server: in order, by SIGTERM as a service ends and by others interrupted. */
const SIGNALS = [
  ['SIGTERM', 0],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const

/** A Node older than the program needs, where the machine has one. */
const OLD = ['/usr/bin/node', '/usr/local/bin/node'].find(existsSync)
const oldVersion = OLD ? (await execa(OLD, ['--version'])).stdout : ''
const hasOld = /^v(?:1\d|2[0-5])\./.test(oldVersion)

beforeAll(async () => {
  const file = join(FOLDER, 'es.mbo.dbn.zst')
  await writeDbn(file, dayRecords({ seconds: 10 }))
  await spymaster(['pipeline', 'run', '--raw', file, '--symbol', 'ESH6'], { lake: LAKE })
})
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

/** A server that is started by a Node, once it serves. */
async function served(node: string) {
  const caller = spawn(node, [RUN, 'serve', '--port', '0'], {
    env: { ...process.env, ...ENV },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const processes = [caller.pid ?? 0]
  onTestFinished(() => {
    for (const pid of processes) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  })
  const [told] = await once(caller.stdout, 'data')
  const port = Number(/^http:\/\/127\.0\.0\.1:(\d+) serves/.exec(String(told))?.[1])
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
  const children = HAS_PROC ? childrenOf(caller) : []
  processes.push(...children)
  return { caller, port, children, processes }
}

function childrenOf({ pid }: ChildProcess): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Every process has ended, and another server can have the port. */
async function expectAllGone({ port, processes }: Awaited<ReturnType<typeof served>>) {
  await expect.poll(() => processes.filter(isAlive), { timeout: 10_000 }).toEqual([])
  const next = createServer().listen(port, '127.0.0.1')
  await once(next, 'listening')
  next.close()
}

describe.each([
  ['an old Node', OLD ?? '', onlyIf(hasOld, 'this machine has no old Node'), 1],
  ['a Node that is new enough', NODE, {}, 0],
] as const)('started by %s', (_, node, options, launched) => {
  it.runIf(HAS_PROC)('it is as many processes as it needs', options, async () => {
    expect((await served(node)).children).toHaveLength(launched)
  })

  it.each(SIGNALS)('%s ends it in order and frees the port', options, async (signal, code) => {
    const server = await served(node)
    server.caller.kill(signal)
    expect(await once(server.caller, 'exit')).toEqual([code, null])
    await expectAllGone(server)
  })

  it('SIGKILL leaves no orphan and frees the port', options, async () => {
    const server = await served(node)
    server.caller.kill('SIGKILL')
    expect(await once(server.caller, 'exit')).toEqual([null, 'SIGKILL'])
    await expectAllGone(server)
  })

  it('it tells how its program ended', options, async () => {
    const { exitCode } = await execa(node, [RUN, 'lake', 'sql', 'selct'], {
      env: ENV,
      reject: false,
    })
    expect(exitCode).toBe(2)
  })
})

describe('a launcher and its program', onlyIf(hasOld, 'this machine has no old Node'), () => {
  it('take a signal that both get, as of a terminal, for one', async () => {
    const server = await served(OLD ?? '')
    for (const child of server.children) process.kill(child, 'SIGTERM')
    server.caller.kill('SIGTERM')
    expect(await once(server.caller, 'exit')).toEqual([0, null])
    await expectAllGone(server)
  })
})
