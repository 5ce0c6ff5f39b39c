import { isRoot } from '../market/instruments.ts'
import { parseRange, parseSession } from '../market/session.ts'
import { isDate } from '../market/time.ts'
import { parseExpiry } from '../options/expiry.ts'
import {
  fieldsByName,
  type Kind,
  number,
  numbers,
  oneOf,
  readBy,
  type SettingValue,
  text,
  texts,
  wholeNumber,
} from './kind.ts'

/** What can be resolved once for all commands. */
export interface Setting {
  /** Where it stands in a configuration file: "serve.port" is port below serve. */
  readonly key: string
  readonly env: string
  /** What it is, as help says it. */
  readonly description: string
  readonly kind: Kind
  readonly default?: SettingValue
  /** What goes where nothing is said and there is no default. */
  readonly otherwise?: string
  /** A path: in a file, from where that file lies. */
  readonly isPath?: boolean
  /** Not to be printed. */
  readonly isSecret?: boolean
}

export const MAX_REL_TICKS = { min: 20, max: 2000 } as const
export const WORKERS = { min: 1, max: 64 } as const
export const PORT = { min: 0, max: 65_535 } as const
export const CLIENTS = { min: 1, max: 1_000_000 } as const
export const THEMES = ['dark', 'light'] as const

/** A session depends on a date only for its times. */
const ANY_DATE = '2026-01-06'

const aboveZero = (what: string, max: number) => number(Number.MIN_VALUE, max, `${what} above 0`)

/** What may be said of a root in place of the table: `RootOverride`. */
const ROOT_FIELDS = {
  tick: aboveZero('a tick in points', 1e6),
  multiplier: aboveZero('a number', 1e12),
  session: readBy('HH:MM-HH:MM[@zone]', (name) => parseRange(name, ANY_DATE)),
  opening_range: wholeNumber({ min: 1, max: 1440 }),
  max_rel_ticks: wholeNumber(MAX_REL_TICKS),
}

export const SETTINGS = {
  lake: {
    key: 'lake',
    env: 'SPYMASTER_LAKE',
    description: 'folder of the lake',
    kind: text('a folder'),
    default: 'lake',
    isPath: true,
  },
  session: {
    key: 'session',
    env: 'SPYMASTER_SESSION',
    description:
      'file, rth, globex or HH:MM-HH:MM[@zone]; kept from the last run if left out, or as the lake has it',
    kind: readBy('file, rth, globex or HH:MM-HH:MM[@zone]', (name) => parseSession(name, ANY_DATE)),
    otherwise: 'as a partition has it, else as the lake, else file',
  },
  maxRelTicks: {
    key: 'max_rel_ticks',
    env: 'SPYMASTER_MAX_REL_TICKS',
    description: 'how far from spot rows are kept, in ticks; kept from the last run if left out',
    kind: wholeNumber(MAX_REL_TICKS),
    otherwise: 'as a partition has it, else 60',
  },
  calibration: {
    key: 'calibration',
    env: 'SPYMASTER_CALIBRATION',
    description: 'prior, same-day or a date whose session norms the scores',
    kind: text(
      'prior, same-day or a date',
      (value) => value === 'prior' || value === 'same-day' || isDate(value),
    ),
    otherwise: 'as a partition has it, else prior where there are sessions',
  },
  expiry: {
    key: 'expiry',
    env: 'SPYMASTER_EXPIRY',
    description: 'options to sum: 0dte, a number of days like 7d, or all',
    kind: readBy('0dte, a number of days like 7d, or all', parseExpiry),
    otherwise: 'as a partition has it, else 0dte',
  },
  rate: {
    key: 'rate',
    env: 'SPYMASTER_RATE',
    description: 'interest rate that options are priced with, a year: 0.04',
    kind: number(-0.5, 1),
    otherwise: 'as a partition has it, else 0.04',
  },
  dealerSigns: {
    key: 'dealer_signs',
    env: 'SPYMASTER_DEALER_SIGNS',
    description: 'who holds the options: call=1,put=-1 for dealers long calls and short puts',
    kind: numbers(
      'call and put, each 1 or -1',
      (name, value) => (name === 'call' || name === 'put') && Math.abs(value) === 1,
      ['call', 'put'],
    ),
    otherwise: 'as a partition has it, else call 1, put -1',
  },
  multiplier: {
    key: 'multiplier',
    env: 'SPYMASTER_MULTIPLIER',
    description: 'of options by root, in place of the table and the definitions: ES=50,NQ=20',
    kind: numbers('numbers above 0 by root', (name, value) => {
      return isRoot(name) && value > 0 && Number.isFinite(value)
    }),
    otherwise: "as a partition has it, else the root's, else as definitions say",
  },
  roots: {
    key: 'roots',
    env: 'SPYMASTER_ROOTS',
    description:
      'tick, multiplier, session (what rth means), opening_range (minutes) and max_rel_ticks of roots: CL.tick=0.01',
    kind: fieldsByName(
      'fields of roots, such as CL.tick=0.01,CL.multiplier=1000',
      isRoot,
      ROOT_FIELDS,
    ),
    otherwise: 'as the table by root has it',
  },
  workers: {
    key: 'workers',
    env: 'SPYMASTER_WORKERS',
    description: 'how many stages and days to run at once, in processes of their own',
    kind: wholeNumber(WORKERS),
    default: 1,
  },
  theme: {
    key: 'theme',
    env: 'SPYMASTER_THEME',
    description: 'colours for a dark or a light background',
    kind: oneOf(THEMES),
    default: 'dark',
  },
  host: {
    key: 'serve.host',
    env: 'SPYMASTER_HOST',
    description: 'address to listen at',
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
    description: 'what clients must show; required beyond this machine',
    kind: text('a text'),
    otherwise: 'none',
    isSecret: true,
  },
  allowOrigin: {
    key: 'serve.allow_origin',
    env: 'SPYMASTER_ALLOW_ORIGIN',
    description: 'a page of this origin may connect: https://desk.example',
    kind: texts('a list of origins'),
    otherwise: 'none',
  },
  maxClients: {
    key: 'serve.max_clients',
    env: 'SPYMASTER_MAX_CLIENTS',
    description: 'streams at the same time',
    kind: wholeNumber(CLIENTS),
    default: 1000,
  },
} as const satisfies Readonly<Record<string, Setting>>

/** Every setting, in the order that they are listed in. */
export const ALL_SETTINGS: readonly Setting[] = Object.values(SETTINGS)
