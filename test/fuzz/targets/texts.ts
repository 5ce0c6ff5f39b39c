import { parseConfig } from '../../../src/config/config-file.ts'
import { loadContract } from '../../../src/contracts/load.ts'
import { decodeManifest, encodeManifest } from '../../../src/lake/partition/manifest.ts'
import { isSymbol } from '../../../src/lake/paths.ts'
import { isDate } from '../../../src/market/time.ts'
import type { DayDescription } from '../../../src/seconds/second.ts'
import { parseRequestUrl } from '../../../src/serve/http.ts'
import {
  columnsFrom,
  dayFrom,
  lastSeconds,
  rangeFrom,
  streamFrom,
  surfaceFrom,
} from '../../../src/serve/parameters.ts'
import { ServerAddress } from '../../../src/wire/server-address.ts'
import { mutateText } from '../mutate.ts'
import { assert, outcome, type Target } from '../target.ts'

const HASH = 'ab'.repeat(32)
const MANIFEST = encodeManifest({
  symbol: 'ESH6',
  dt: '2026-01-06',
  tables: [
    {
      dataset: 'silver.future_mbo.wall_surface_1s',
      rows: 3,
      contract_sha256: HASH,
      content_sha256: HASH,
      files: [
        { name: 'part-00000.parquet', sha256: HASH, bytes: 10, rows: 3, footer_sha256: HASH },
      ],
    },
  ],
  stage: {
    name: 'silver/futures-book',
    revision: 1,
    parameters: { session: 'rth', max_rel_ticks: 60 },
  },
  inputs: [
    { dataset: 'bronze.future_mbo.mbo', symbol: 'ESH6', dt: '2026-01-06', content_sha256: HASH },
    { file: 'day.dbn.zst', sha256: HASH, bytes: 12 },
  ],
  quality: { records: 7, book_origin: 'snapshot' },
  notes: ['one'],
})
const JSON_WORDS = [
  '',
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  '-1',
  '1e999',
  '1.5',
  '..',
  '/',
  '\\',
  '"__proto__":{},',
  '[[[[[[',
  '\u0000',
  '"rows": 9',
]

/** A manifest is what a manifest can be, whose files lie in its folder; or it is refused. */
export const manifest: Target = {
  runs: 5000,
  feed: (random) => {
    const end = outcome(() => decodeManifest(mutateText(MANIFEST, random, JSON_WORDS), 'MANIFEST'))
    if ('refusal' in end) return
    for (const { name } of end.result.tables.flatMap(({ files }) => files)) {
      assert(!/[/\\]/.test(name) && name !== '..' && name !== '.', `a file called ${name}`)
    }
    assert(isDate(end.result.dt), end.result.dt)
    // What was understood can be said again.
    outcome(() => decodeManifest(encodeManifest(end.result), 'AGAIN'))
  },
}

const CONFIG = `# the desk's
lake: /data/lake
session: rth
max_rel_ticks: 60
calibration: prior
workers: 4
rate: 0.04
theme: dark
`
const YAML_WORDS = [
  '',
  ':',
  '- ',
  '\n',
  '  ',
  '&a ',
  '*a',
  '[',
  '{',
  '!!binary ',
  '!!js ',
  '? ',
  '|',
  '>',
  '"',
  "'",
  '#',
  '---\n',
  '<<: *a',
  '1e999',
  '~',
  '.nan',
  '\t',
  '[*a,*a,*a,*a]',
  '%YAML 9.9\n',
]

/** A configuration is understood or refused, in one sentence that names it. */
export const config: Target = {
  runs: 3000,
  feed: (random) => {
    const end = outcome(() => parseConfig(mutateText(CONFIG, random, YAML_WORDS), '/x/config.yaml'))
    if ('refusal' in end) assert(end.refusal.includes('/x/config.yaml'), end.refusal)
  },
}

const DAY: DayDescription = {
  symbol: 'ESH6',
  dt: '2026-01-06',
  session: 'rth',
  tickSize: 250_000_000,
  maxRelTicks: 60,
  firstEndSecond: 1_767_709_801,
  lastEndSecond: 1_767_733_200,
  surfaces: ['snap', 'wall', 'vacuum'],
  calibrationMode: 'prior',
  bookOrigin: 'snapshot',
}
const WALL = loadContract('silver/wall_surface_1s')
const CONTRACTS = new Map([['wall', WALL]] as const)
const TIMES = 'start_ts_ns=1767709801000000000&end_ts_ns=1767709900000000000'
const URLS = [
  `/v1/hud/stream?symbol=ESH6&dt=2026-01-06&speed=4&surfaces=snap,wall&${TIMES}`,
  '/v1/hud/stream?symbol=ESH6&dt=2026-01-06&schema=once&columns=wall:side,price_int;snap:ofi',
  `/v1/hud/surfaces?symbol=ES&dt=2026-01-06&surface=wall&columns=side,price_int&${TIMES}`,
  `/v1/hud/bootstrap?symbol=ESH6&dt=2026-01-06&${TIMES}`,
]
const URL_WORDS = [
  '',
  '%',
  '%00',
  '%2e%2e%2f',
  '../',
  '/',
  '//',
  '?',
  '&',
  '=',
  '#',
  '@',
  'symbol=',
  '-1',
  'NaN',
  '1e309',
  '9'.repeat(30),
  '%ff',
  '\u0000',
  '\\',
  '[',
  'http://x',
  ',',
  'dt=2026-02-30',
]

/** What clients ask for can be, or is refused; no name is a path. */
export const parameters: Target = {
  runs: 5000,
  feed: (random) => {
    const url = mutateText(random.of(URLS), random, URL_WORDS)
    const question = parseRequestUrl(url)
    outcome(() => new ServerAddress(url).streamUrl({}))
    if ('status' in question) return
    const { parameters: asked } = question
    const day = outcome(() => dayFrom(asked))
    if ('result' in day) {
      assert(isSymbol(day.result.symbol) && isDate(day.result.dt), JSON.stringify(day))
    }
    const stream = outcome(() => streamFrom(asked, DAY, CONTRACTS))
    if ('result' in stream) {
      const { endSecond, speed, surfaces } = stream.result
      assert(endSecond >= DAY.firstEndSecond && endSecond <= DAY.lastEndSecond, `${endSecond}`)
      assert(speed >= 0.1 && speed <= 600, `${speed}`)
      assert(
        surfaces.every((name) => DAY.surfaces.includes(name)),
        `${surfaces}`,
      )
    }
    const range = outcome(() => rangeFrom(asked, 3600))
    if ('result' in range) {
      const seconds = range.result.to - range.result.from + 1
      assert(seconds >= 1 && seconds <= 3600, `${seconds} seconds`)
    }
    outcome(() => surfaceFrom(asked, DAY))
    outcome(() => lastSeconds(asked, 1800, DAY))
    const columns = outcome(() => columnsFrom(asked, WALL))
    if ('result' in columns) assert(columns.result.fields.length >= 1, 'no column')
  },
}
