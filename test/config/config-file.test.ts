import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { CONFIG_NAME, NO_CONFIG, parseConfig, readConfig } from '../../src/config/config-file.ts'
import { ALL_SETTINGS } from '../../src/config/settings.ts'
import { Failure } from '../../src/failure.ts'
import { runs } from '../setup/long.ts'

const PATH = '/desk/spymaster.config.yaml'
const valuesOf = (text: string) =>
  Object.fromEntries([...parseConfig(text, PATH).values].map(([key, { value }]) => [key, value]))

describe('a configuration', () => {
  it('may settle everything', () => {
    const text = `
# where the lake lies, from here
lake: data/lake
session: 09:30-16:00@America/New_York
max_rel_ticks: 40
calibration: 2026-01-05
expiry: 7d
rate: 0.0425
dealer_signs: { call: 1, put: -1 }
customer_aggressor: 0.9
multiplier:
  ES: 50
  NQ: 20
roots:
  CL: { tick: 0.01, multiplier: 1000, session: 09:00-14:30@America/New_York, max_rel_ticks: 100 }
  ZN: { opening_range: 30 }
workers: 4
theme: light
ramps: viridis
layout: trading
vacuum_floor: 0.5
keys: { next-event: ctrl+n, quit: none }
character_keys: off
signals: { squeeze: above_score > 0.9 and pressure_up_8 > 1 }
databento:
  key: db-made-up
  gateway: http://127.0.0.1:9000
serve:
  host: 0.0.0.0
  port: 8443
  token: secret
  tls_cert: desk.pem
  tls_key: /keys/desk.key
  allow_origin: [https://desk.example]
  max_clients: 10
  max_per_address: 20
s3:
  endpoint: http://127.0.0.1:9000
  cache: cache
  cache_gb: 50
`
    const values = valuesOf(text)
    expect(values).toEqual({
      lake: '/desk/data/lake',
      session: '09:30-16:00@America/New_York',
      max_rel_ticks: 40,
      calibration: '2026-01-05',
      expiry: '7d',
      rate: 0.0425,
      dealer_signs: { call: 1, put: -1 },
      customer_aggressor: 0.9,
      multiplier: { ES: 50, NQ: 20 },
      roots: {
        CL: {
          tick: 0.01,
          multiplier: 1000,
          session: '09:00-14:30@America/New_York',
          max_rel_ticks: 100,
        },
        ZN: { opening_range: 30 },
      },
      workers: 4,
      theme: 'light',
      ramps: 'viridis',
      layout: 'trading',
      vacuum_floor: 0.5,
      keys: { 'next-event': 'ctrl+n', quit: 'none' },
      character_keys: 'off',
      signals: { squeeze: 'above_score > 0.9 and pressure_up_8 > 1' },
      'databento.key': 'db-made-up',
      'databento.gateway': 'http://127.0.0.1:9000',
      'serve.host': '0.0.0.0',
      'serve.port': 8443,
      'serve.token': 'secret',
      'serve.tls_cert': '/desk/desk.pem',
      'serve.tls_key': '/keys/desk.key',
      'serve.allow_origin': ['https://desk.example'],
      'serve.max_clients': 10,
      'serve.max_per_address': 20,
      's3.endpoint': 'http://127.0.0.1:9000',
      's3.cache': '/desk/cache',
      's3.cache_gb': 50,
    })
    expect(Object.keys(values)).toEqual(ALL_SETTINGS.map(({ key }) => key))
  })

  it('takes a lake on S3 as it is', () => {
    expect(valuesOf('lake: s3://desk/lake\n')).toEqual({ lake: 's3://desk/lake' })
  })

  it('does not tell a secret that it cannot use', () => {
    expect(() => valuesOf('databento:\n  key: [123456]\n')).toThrow('a secret that is not shown')
    expect(() => valuesOf('databento:\n  key: [123456]\n')).not.toThrow('123456')
  })

  it('is what docs/running.md shows', () => {
    const page = readFileSync(new URL('../../docs/running.md', import.meta.url), 'utf8')
    const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
    expect(Object.keys(valuesOf(text))).toEqual(ALL_SETTINGS.map(({ key }) => key))
  })

  it('knows the lines of its keys, and where an absolute path leads', () => {
    const { values } = parseConfig('theme: dark\n\nlake: /lake\n', PATH)
    expect(values.get('lake')).toEqual({ value: '/lake', line: 3 })
  })

  it.each(['', '# nothing yet\n', '---\n'])('may be empty: %j', (text) => {
    expect(valuesOf(text)).toEqual({})
  })

  it.each([
    ['sesion: rth', `${PATH}, line 1, sesion: unknown setting; did you mean "session"?`],
    [
      'theme: dark\nserve:\n  prt: 80',
      `${PATH}, line 3, serve.prt: unknown setting; did you mean "serve.port"?`,
    ],
    [
      'colour_of_the_walls: red',
      /line 1, colour_of_the_walls: .* \(expected one of lake, session, /,
    ],
    [
      'session: noon',
      `${PATH}, line 1, session: the value is invalid (expected file, rth, globex or HH:MM-HH:MM[@zone], found "noon").`,
    ],
    [
      '\nmax_rel_ticks: 19',
      `${PATH}, line 2, max_rel_ticks: the value is invalid (expected a whole number from 20 to 2000, found 19).`,
    ],
    ['workers: "4"', /workers: .*expected a whole number from 1 to 64, found "4"/],
    ['workers: 1.5', /found 1.5/],
    ['rate: .nan', /rate: .*expected a number from -0.5 to 1, found null/],
    ['rate:', /rate: .*found null/],
    ['theme: blue', /theme: .*expected dark or light, found "blue"/],
    ['dealer_signs: { call: 1 }', /expected call and put, each 1 or -1, found {"call":1}/],
    ['dealer_signs: { call: 2, put: -1 }', /expected call and put, each 1 or -1/],
    ['multiplier: { ESH6: 50 }', /expected numbers above 0 by root/],
    ['multiplier: 50', /expected numbers above 0 by root, found 50/],
    ['roots: 7', /line 1, roots: .*expected fields of roots, such as CL.tick=0.01/],
    ['roots: {}', /expected fields of roots/],
    ['roots:\n  ESH6: { tick: 1 }', /line 2, roots.ESH6: .*expected a root like CL, found "ESH6"/],
    ['roots:\n  CL: 0.01', /line 2, roots.CL: .*expected some of tick, multiplier, session, /],
    ['roots:\n  CL:\n    tik: 0.01', /line 3, roots.CL.tik: unknown setting.*"tick"/],
    [
      'roots:\n  CL:\n    tick: 0',
      /line 3, roots.CL.tick: .*expected a tick in points above 0, found 0/,
    ],
    [
      'roots:\n  CL:\n    session: rth',
      /line 3, roots.CL.session: .*expected HH:MM-HH:MM\[@zone\]/,
    ],
    ['roots:\n  CL:\n    max_rel_ticks: 5', /expected a whole number from 20 to 2000, found 5/],
    ['keys: { next-evnt: n }', /line 1, keys.next-evnt: there is no such action; did you mean/],
    ['keys: { quit: f13 }', /line 1, keys.quit: "f13" is no key/],
    ['signals: ofi > 1', /line 1, signals: .*expected conditions by name.*found "ofi > 1"/],
    [
      'signals:\n  good: ofi > 1\n  squeeze: window_valid',
      /line 3, signals.squeeze: window_valid looks ahead/,
    ],
    ['signals:\n  ofi: ofi > 1', /line 2, signals.ofi: ofi means something else in signals/],
    ['signals: { squeeze: 7 }', /line 1, signals.squeeze: the value is no text/],
    ['lake: [a]', /expected a folder, found \["a"\]/],
    ['serve: 8000', /line 1, serve: .*expected a map of keys and values, found another value/],
    ['databento: db-made-up', /expected a map of keys and values, found another value/],
    ['databento: { key: [db-made-up] }', /expected a key, found a secret that is not shown/],
    ['databento: { gateway: http://far.example }', /expected an https:\/\/ address/],
    ['serve: { allow_origin: https://a }', /expected a list of origins/],
    ['- lake', /line 1: the configuration is not a map \(expected keys and values\)/],
    ['just a text', /the configuration is not a map/],
    ['theme: dark\ntheme: light', /line 2: invalid YAML: Map keys must be unique/],
    ['theme: [dark', /invalid YAML/],
    ['lake: *there', /lake: .*expected a folder, found null/],
  ])('is refused where it makes no sense: %j', (text, sentence) => {
    expect(() => parseConfig(text, PATH)).toThrow(sentence)
  })
})

it('whatever its text is, it is read or refused in a sentence', () => {
  const piece = fc.oneof(
    fc.constantFrom(...ALL_SETTINGS.map(({ key }) => key.split('.').at(-1) as string)),
    fc.constantFrom(
      ...':-?{}[],&*!|>\'"%@`#~ \n\t',
      '\n  ',
      ': ',
      '- ',
      '<<',
      '!!map',
      'null',
      '.inf',
    ),
    fc.string({ maxLength: 4 }),
  )
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
  const refused = (each: string) => {
    try {
      parseConfig(each, PATH)
      return undefined
    } catch (error) {
      return error
    }
  }
  fc.assert(
    fc.property(text, (each) => {
      const error = refused(each)
      if (error !== undefined) expect(error).toBeInstanceOf(Failure)
    }),
    { numRuns: runs(3000) },
  )
})

describe('where it is looked for', () => {
  const root = mkdtempSync(join(tmpdir(), 'spymaster-config-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  const folder = join(root, 'desk/today')
  const home = join(root, 'home')
  mkdirSync(folder, { recursive: true })
  const look = (env = {}) => readConfig({ folder, home, env })
  const put = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }

  it('is here, then above, then at home', async () => {
    expect(await look()).toEqual(NO_CONFIG)
    put('home/.config/spymaster/config.yaml', 'workers: 1')
    expect((await look()).path).toBe(join(home, '.config/spymaster/config.yaml'))
    put('xdg/spymaster/config.yaml', 'workers: 2')
    expect((await look({ XDG_CONFIG_HOME: join(root, 'xdg') })).values.get('workers')?.value).toBe(
      2,
    )
    put(CONFIG_NAME, 'workers: 3')
    expect((await look()).path).toBe(join(root, CONFIG_NAME))
    put(`desk/today/${CONFIG_NAME}`, 'workers: 4')
    expect((await look()).values.get('workers')?.value).toBe(4)
  })

  it('that cannot be read is a failure, not skipped', async () => {
    mkdirSync(join(root, 'other', CONFIG_NAME), { recursive: true })
    await expect(readConfig({ folder: join(root, 'other'), home, env: {} })).rejects.toThrow(
      /the configuration cannot be read \(expected a file, found a folder\)/,
    )
  })
})
