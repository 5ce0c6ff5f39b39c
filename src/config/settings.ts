import { DEFAULT_GATEWAY, parseGateway } from '../fetch/gateway-url.ts'
import { isRoot } from '../market/instruments.ts'
import { parseRange, parseSession } from '../market/session.ts'
import { isDate } from '../market/time.ts'
import { parseExpiry } from '../options/expiry.ts'
import { keyFault } from '../player/key-choices.ts'
import { namedSignalFault } from '../signals/named-signals.ts'
import {
  choice,
  fieldsByName,
  number,
  numbers,
  parsedBy,
  type SettingKind,
  type SettingValue,
  text,
  texts,
  textsByName,
  wholeNumber,
} from './kind.ts'

/** A value that the environment or a configuration file can set for all commands. */
export interface Setting {
  /** Dotted path in a configuration file: "serve.port" is port below serve. */
  readonly key: string
  readonly env: string
  /** The help text. */
  readonly description: string
  readonly kind: SettingKind
  readonly default?: SettingValue
  /** Describes what applies where it is not set and has no default. */
  readonly fallbackText?: string
  /** A path; in a configuration file it is relative to that file. */
  readonly isPath?: boolean
  /** Never printed. */
  readonly isSecret?: boolean
}

export const MAX_REL_TICKS = { min: 20, max: 2000 } as const
export const WORKERS = { min: 1, max: 64 } as const
export const CACHE_GB = { min: 1, max: 100_000 } as const
export const PORT = { min: 0, max: 65_535 } as const
export const MAX_CLIENTS = { min: 1, max: 1_000_000 } as const
export const MAX_PER_ADDRESS = { min: 1, max: 1_000_000 } as const
export const THEMES = ['dark', 'light'] as const
export const LAYOUTS = ['all', 'trading', 'gamma', 'book'] as const
export const RAMPS = ['hues', 'viridis', 'cividis'] as const

/** In the place of a secret in messages. */
export const SECRET = 'a secret that is not shown'

/** Any date will do to check a session's syntax. */
const ANY_DATE = '2026-01-06'

const aboveZero = (what: string, max: number) => number(Number.MIN_VALUE, max, `${what} above 0`)

/** Fields of `RootOverride`, which override the table of roots. */
const ROOT_FIELDS = {
  tick: aboveZero('a tick in points', 1e6),
  multiplier: aboveZero('a number', 1e12),
  session: parsedBy('HH:MM-HH:MM[@zone]', (name) => parseRange(name, ANY_DATE)),
  opening_range: wholeNumber({ min: 1, max: 1440 }),
  max_rel_ticks: wholeNumber(MAX_REL_TICKS),
}

export const SETTINGS = {
  lake: {
    key: 'lake',
    env: 'SPYMASTER_LAKE',
    description: 'folder of the lake, or s3://bucket/prefix',
    kind: text('a folder'),
    default: 'lake',
    isPath: true,
  },
  session: {
    key: 'session',
    env: 'SPYMASTER_SESSION',
    description: 'file, rth, globex or HH:MM-HH:MM[@zone]; default: that of the last run',
    kind: parsedBy('file, rth, globex or HH:MM-HH:MM[@zone]', (name) =>
      parseSession(name, ANY_DATE),
    ),
    fallbackText: "the partition's, else the lake's, else file",
  },
  maxRelTicks: {
    key: 'max_rel_ticks',
    env: 'SPYMASTER_MAX_REL_TICKS',
    description: 'how far from spot rows are kept, in ticks; default: that of the last run',
    kind: wholeNumber(MAX_REL_TICKS),
    fallbackText: "the partition's, else 60",
  },
  calibration: {
    key: 'calibration',
    env: 'SPYMASTER_CALIBRATION',
    description: 'prior, same-day or a date: the sessions that scores are normalized by',
    kind: text(
      'prior, same-day or a date',
      (value) => value === 'prior' || value === 'same-day' || isDate(value),
    ),
    fallbackText: "the partition's, else prior where there are earlier sessions",
  },
  expiry: {
    key: 'expiry',
    env: 'SPYMASTER_EXPIRY',
    description: 'options to include: 0dte, a number of days like 7d, or all',
    kind: parsedBy('0dte, a number of days like 7d, or all', parseExpiry),
    fallbackText: "the partition's, else 0dte",
  },
  rate: {
    key: 'rate',
    env: 'SPYMASTER_RATE',
    description: 'annual interest rate for option pricing: 0.04',
    kind: number(-0.5, 1),
    fallbackText: "the partition's, else 0.04",
  },
  dealerSigns: {
    key: 'dealer_signs',
    env: 'SPYMASTER_DEALER_SIGNS',
    description: "sign of the dealers' position: call=1,put=-1 is long calls, short puts",
    kind: numbers(
      'call and put, each 1 or -1',
      (name, value) => (name === 'call' || name === 'put') && Math.abs(value) === 1,
      ['call', 'put'],
    ),
    fallbackText: "the partition's, else call 1, put -1",
  },
  customerAggressor: {
    key: 'customer_aggressor',
    env: 'SPYMASTER_CUSTOMER_AGGRESSOR',
    description: 'chance that the aggressor of an option trade is the customer, 0 to 1',
    kind: number(0, 1),
    fallbackText: "the partition's, else 1",
  },
  multiplier: {
    key: 'multiplier',
    env: 'SPYMASTER_MULTIPLIER',
    description:
      'option multipliers by root, overriding the table and the definitions: ES=50,NQ=20',
    kind: numbers('numbers above 0 by root', (name, value) => {
      return isRoot(name) && value > 0 && Number.isFinite(value)
    }),
    fallbackText: "the partition's, else the root's, else the definition's",
  },
  roots: {
    key: 'roots',
    env: 'SPYMASTER_ROOTS',
    description:
      'tick, multiplier, session (of rth), opening_range (minutes) and max_rel_ticks by root: CL.tick=0.01',
    kind: fieldsByName(
      'fields of roots, such as CL.tick=0.01,CL.multiplier=1000',
      isRoot,
      ROOT_FIELDS,
    ),
    fallbackText: 'the table of roots',
  },
  workers: {
    key: 'workers',
    env: 'SPYMASTER_WORKERS',
    description: 'number of processes that run stages and days in parallel',
    kind: wholeNumber(WORKERS),
    default: 1,
  },
  theme: {
    key: 'theme',
    env: 'SPYMASTER_THEME',
    description: 'colours for a dark or a light background',
    kind: choice(THEMES),
    default: 'dark',
  },
  ramps: {
    key: 'ramps',
    env: 'SPYMASTER_RAMPS',
    description: 'colours of resting depth: two hues, or one ramp for every kind of colour vision',
    kind: choice(RAMPS),
    default: 'hues',
  },
  layout: {
    key: 'layout',
    env: 'SPYMASTER_LAYOUT',
    description: 'panels around the heatmap; default: as they were left the last time',
    kind: choice(LAYOUTS),
    fallbackText: 'as they were left, else all',
  },
  vacuumFloor: {
    key: 'vacuum_floor',
    env: 'SPYMASTER_VACUUM_FLOOR',
    description:
      'vacuum score, weighted by the share of its level that was pulled, from which a pull is drawn over the wall, 0 to 1',
    kind: number(0, 1),
    default: 0.6,
  },
  keys: {
    key: 'keys',
    env: 'SPYMASTER_KEYS',
    description:
      'keys of the screens by action: next-event=ctrl+n;quit=none; several are separated by spaces',
    kind: textsByName('keys by action, such as next-event=ctrl+n', keyFault),
    fallbackText: 'those that the help lists',
  },
  characterKeys: {
    key: 'character_keys',
    env: 'SPYMASTER_CHARACTER_KEYS',
    description: 'whether keys of a single character act on the screens, unless keys names them',
    kind: choice(['on', 'off']),
    default: 'on',
  },
  signals: {
    key: 'signals',
    env: 'SPYMASTER_SIGNALS',
    description:
      'signals by name: squeeze=above_score > 0.9 and pressure_up_8 > 1; others follow a ;',
    kind: textsByName('conditions by name, such as squeeze=above_score > 0.9', namedSignalFault),
    fallbackText: 'none',
  },
  databentoKey: {
    key: 'databento.key',
    env: 'DATABENTO_API_KEY',
    description: "API key of Databento's services",
    kind: text('a key'),
    fallbackText: 'none',
    isSecret: true,
  },
  databentoGateway: {
    key: 'databento.gateway',
    env: 'SPYMASTER_DATABENTO_GATEWAY',
    description: 'address of the historical API; http:// on this machine only',
    kind: parsedBy('an https:// address, or http:// on this machine', parseGateway),
    default: DEFAULT_GATEWAY,
  },
  host: {
    key: 'serve.host',
    env: 'SPYMASTER_HOST',
    description: 'address to listen on',
    kind: text('an address'),
    default: '127.0.0.1',
  },
  port: {
    key: 'serve.port',
    env: 'SPYMASTER_PORT',
    description: 'TCP port; 0 for any',
    kind: wholeNumber(PORT),
    default: 8000,
  },
  token: {
    key: 'serve.token',
    env: 'SPYMASTER_TOKEN',
    description: 'token that clients must send; required with a --host other than this machine',
    kind: text('a text'),
    fallbackText: 'none',
    isSecret: true,
  },
  tlsCert: {
    key: 'serve.tls_cert',
    env: 'SPYMASTER_TLS_CERT',
    description:
      'PEM file of the certificate, and of those that vouch for it: serves https and wss',
    kind: text('a file'),
    fallbackText: 'none',
    isPath: true,
  },
  tlsKey: {
    key: 'serve.tls_key',
    env: 'SPYMASTER_TLS_KEY',
    description: 'PEM file of its key',
    kind: text('a file'),
    fallbackText: 'none',
    isPath: true,
  },
  allowOrigin: {
    key: 'serve.allow_origin',
    env: 'SPYMASTER_ALLOW_ORIGIN',
    description: 'origin whose pages may connect: https://desk.example',
    kind: texts('a list of origins'),
    fallbackText: 'none',
  },
  maxClients: {
    key: 'serve.max_clients',
    env: 'SPYMASTER_MAX_CLIENTS',
    description: 'maximum number of concurrent streams',
    kind: wholeNumber(MAX_CLIENTS),
    default: 1000,
  },
  maxPerAddress: {
    key: 'serve.max_per_address',
    env: 'SPYMASTER_MAX_PER_ADDRESS',
    description:
      'maximum number of connections from one address; behind a proxy all have its address',
    kind: wholeNumber(MAX_PER_ADDRESS),
    default: 256,
  },
  s3Endpoint: {
    key: 's3.endpoint',
    env: 'SPYMASTER_S3_ENDPOINT',
    description: 'of a lake on S3: address of the server, as of MinIO, Ceph or R2',
    kind: parsedBy('an http:// or https:// address', (address) => {
      if (!/^https?:\/\//i.test(address)) throw new TypeError('not of HTTP')
      return new URL(address)
    }),
    fallbackText: 'AWS_ENDPOINT_URL, else AWS',
  },
  s3Cache: {
    key: 's3.cache',
    env: 'SPYMASTER_S3_CACHE',
    description: 'of a lake on S3: folder in which what was read is kept for the next time',
    kind: text('a folder'),
    fallbackText: 'none',
    isPath: true,
  },
  s3CacheGb: {
    key: 's3.cache_gb',
    env: 'SPYMASTER_S3_CACHE_GB',
    description: 'of a lake on S3: most gigabytes that are kept',
    kind: wholeNumber(CACHE_GB),
    default: 8,
  },
} as const satisfies Readonly<Record<string, Setting>>

/** Every setting, in display order. */
export const ALL_SETTINGS: readonly Setting[] = Object.values(SETTINGS)
