import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DbnDecoder } from '../../src/dbn/decoder.ts'
import { answerChallenge } from '../../src/gateway/cram.ts'
import { converse, startGateway } from './gateway-process.ts'
import { ended, spymaster } from './spymaster.ts'

const KEY = 'db-0123456789012345678901234567x'

let folder: string
let orders: string
let records: number

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-gateway-'))
  const day = ['--events', '5000', '--session', '09:30-09:32', '--no-options', '--json']
  const made = await spymaster(['synth', '--out', folder, ...day], { cwd: folder })
  orders = join(folder, 'glbx-mdp3-20260106.mbo.dbn.zst')
  records = made.json().files.find(({ schema }: { schema: string }) => schema === 'mbo').records
})
afterAll(() => rmSync(folder, { recursive: true }))

const session = (auth: string) => [
  `auth=${auth}|dataset=GLBX.MDP3|encoding=dbn|compression=none|ts_out=0|client=test`,
  'schema=mbo|stype_in=parent|symbols=ES.FUT|is_last=1',
  'start_session',
]

/** Records of the kinds of the lake: the mappings, and the orders. */
function countOf(binary: Uint8Array, kind: string): number {
  const decoder = new DbnDecoder()
  const items = [...decoder.push(binary)].concat([...decoder.end()])
  return items
    .filter((item) => item.type === 'records' && item.layout.kind === kind)
    .reduce((sum, item) => sum + (item.type === 'records' ? item.table.length : 0), 0)
}

describe('spymaster gateway', () => {
  test('sends the day to who has the key, which is nowhere told', async () => {
    const { process, port } = await startGateway([orders, '--speed', 'max'], {
      DATABENTO_API_KEY: KEY,
    })
    const refused = await converse(port, (challenge) =>
      session(answerChallenge(challenge, `${KEY}y`)),
    )
    expect(refused.text).toMatch(/success=0\|error=authentication failed\n$/)
    const { text, binary } = await converse(port, (challenge) =>
      session(answerChallenge(challenge, KEY)),
    )
    expect(text).toMatch(/^lsg_version=spymaster-.*\ncram=.*\nsuccess=1\|session_id=2\n$/)
    expect(countOf(binary, 'symbol_mapping')).toBe(1)
    process.kill('SIGTERM')
    const { stdout, stderr, exitCode } = ended(await process)
    expect(exitCode).toBe(0)
    expect(stderr).toContain('authentication failed')
    expect(stderr).toContain(`reason="files at their end" records=${records}`)
    expect(`${stdout}${stderr}${text}${refused.text}`).not.toContain(KEY.slice(0, -5))
  })

  test('takes any key where that is asked for; Ctrl-C ends it with 130', async () => {
    const { process, port } = await startGateway([orders, '--speed', 'max', '--any-key'])
    const { text } = await converse(port, () => session('x'))
    expect(text).toContain('success=1')
    process.kill('SIGINT')
    expect(ended(await process).exitCode).toBe(130)
  })

  test('a damaged file ends the session with error 6, and the gateway with 3', async () => {
    const damaged = join(folder, 'damaged.dbn')
    const whole = readFileSync(orders)
    writeFileSync(damaged, whole)
    const { process, port } = await startGateway([damaged, '--speed', 'max', '--any-key'])
    writeFileSync(damaged, whole.subarray(0, whole.length - 1000))
    const { binary } = await converse(port, () => session('x'))
    expect(binary.includes('Internal error: a file cannot be read')).toBe(true)
    process.kill('SIGTERM')
    const { stderr, exitCode } = ended(await process)
    expect(stderr).toContain('the file ends inside a zstd frame')
    expect(exitCode).toBe(3)
  })

  test('of a file that was cut it serves what is whole, where that is asked for', async () => {
    const cut = join(folder, 'cut.dbn.zst')
    writeFileSync(cut, readFileSync(orders).subarray(0, -1000))
    const args = ['gateway', cut, '--any-key']
    const { exitCode, stderr } = await spymaster(args, {})
    expect(stderr).toContain('pass --allow-truncated')
    expect(exitCode).toBe(3)
    const flags = ['--any-key', '--allow-truncated', '--speed', 'max']
    const { port } = await startGateway([cut, ...flags])
    const { binary } = await converse(port, () => session('x'))
    const served = countOf(binary, 'mbo')
    expect(served).toBeGreaterThan(0)
    expect(served).toBeLessThan(records)
  })

  test('a port that is taken ends with 4', async () => {
    const { port } = await startGateway([orders, '--any-key'])
    const args = ['gateway', orders, '--any-key', '--port', String(port)]
    const { exitCode, stderr } = await spymaster(args, {})
    expect(stderr).toContain('the gateway cannot listen there')
    expect(exitCode).toBe(4)
  })
})

describe('what makes no sense is refused', () => {
  test.each([
    [[], 2, 'DATABENTO_API_KEY: there is no API key to check clients against'],
    [['--any-key', '--speed', '0'], 2, '--speed: there is no such speed'],
    [['--any-key', '--at', 'noon'], 2, '--at: that is no time of the day'],
    [['--any-key', '--faults', 'fire'], 2, '--faults: there is no such fault'],
    [['--any-key', '--hold', '--loop'], 2, '--loop'],
    [['--any-key', 'absent.dbn'], 3, 'absent.dbn: the file cannot be read (found ENOENT)'],
  ])('%j', async (args, code, message) => {
    const { exitCode, stderr } = await spymaster(['gateway', orders, ...args], {
      env: { DATABENTO_API_KEY: '' },
    })
    expect(stderr).toContain(message)
    expect(exitCode).toBe(code)
  })

  test('a file of DBN version 4, by its name', async () => {
    const newer = join(folder, 'v4.dbn')
    writeFileSync(newer, Uint8Array.of(0x44, 0x42, 0x4e, 4, 200, 0, 0, 0, ...new Uint8Array(200)))
    const { exitCode, stderr } = await spymaster(['gateway', newer, '--any-key'], {})
    expect(stderr).toContain('v4.dbn, byte 3: DBN version 4 is not supported')
    expect(exitCode).toBe(3)
  })
})
