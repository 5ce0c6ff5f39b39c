// @module-tag slow
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startGateway } from './gateway-process.ts'
import { ended, spymaster, start } from './spymaster.ts'

/** Its last five characters are sent in the clear, as the protocol asks for. */
const KEY = 'db-0123456789012345678901234567x'
const SECRET = KEY.slice(3, -5)
const SESSION = '09:30-09:32'
const CONFIG = 'spymaster.config.yaml'

let folder: string
let lake: string
const made: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-key-'))
  lake = join(folder, 'lake')
  writeFileSync(join(folder, CONFIG), `databento:\n  key: ${KEY}\n`)
  const out = join(folder, 'raw')
  await spymaster(['synth', '--out', out, '--events', '4000', '--session', SESSION], {})
  made.push(
    ...readdirSync(out)
      .filter((name) => name.endsWith('.dbn.zst'))
      .map((name) => join(out, name)),
  )
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every file below a folder but the configuration, as text. */
function filesIn(path: string): string {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== CONFIG)
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

const env = { DATABENTO_API_KEY: KEY, DEBUG: '1' }

describe('the API key', () => {
  test('is in no output, log or file of a session that is cut and has gaps', async () => {
    const faults = ['--faults', 'cut:20s,error8', '--seed', '2', '--json-logs']
    const gateway = await startGateway(
      [...made, '--speed', '20', '--hold', '--at', '09:30', ...faults],
      env,
    )
    const address = ['--gateway', `127.0.0.1:${gateway.port}`, '--session', SESSION]
    const serving = ['--serve', '--port', '0', '--json-logs']
    const live = start(['live', '--symbol', 'ESH6', ...address, ...serving], { lake, env })
    onTestFinished(async () => {
      live.kill('SIGKILL')
      await live
    })
    const { stdout, stderr, exitCode } = ended(await live)
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('"event":"gap"')])
    expect(`${stdout}${stderr}`).not.toContain(SECRET)
    expect(filesIn(folder)).not.toContain(SECRET)
  }, 90_000)

  test.each([
    [['live', '--symbol', 'ESH6', '--gateway', '127.0.0.1:1']],
    [['live', '--symbol', 'nothing', '--gateway', '127.0.0.1:1']],
    [['gateway', 'absent.dbn']],
    [['fetch', '--symbol', 'ES', '--dates', 'never', '--estimate']],
    [['doctor']],
    [['lake', 'ls', '--json']],
  ])(
    'is not in what %j says',
    async (args) => {
      for (const each of [env, { DATABENTO_API_KEY: '', DEBUG: '1' }]) {
        const { stdout, stderr } = await spymaster(args, { lake, env: each, cwd: folder })
        expect(`${stdout}${stderr}`.length).toBeGreaterThan(0)
        expect(`${stdout}${stderr}`).not.toContain(SECRET)
      }
      expect(filesIn(folder)).not.toContain(SECRET)
    },
    60_000,
  )
})
