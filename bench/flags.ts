import { parseArgs } from 'node:util'
import { Failure } from '../src/failure.ts'
import { DAY_RECORDS } from './day.ts'
import { WORKLOADS } from './workloads.ts'

export const USAGE = `npm run bench -- [flags]

  --quick         a small day: over in seconds, good for a first look only
  --records N     records of the day
  --rounds N      how often each work is done
  --only NAME     one workload: ${WORKLOADS.map(({ name }) => name).join(', ')}
  --seed N        another day of the same kind
  --options N     records of the option day: 5 million beside a whole day of the future,
                  45464753 as there really were
  --clients N     of the stream; 200
  --scaling       files of 1, 2, 4 and 8 million records (--records: that many at the least)
  --json          one JSON document instead of a table
  --record        keep the numbers in bench/history.ndjson
  --help          this`

export interface BenchFlags {
  readonly records: number
  readonly rounds: number
  readonly seed: number
  /** Records of the option day; in proportion to the future's if left out. */
  readonly options: number | undefined
  /** Clients of the stream; as many as are asked for if left out. */
  readonly clients: number | undefined
  readonly only: string | undefined
  readonly scaling: boolean
  readonly json: boolean
  readonly record: boolean
  readonly help: boolean
}

const QUICK_RECORDS = 300_000
const SCALING_RECORDS = 1_000_000
const DEFAULT_ROUNDS = 5
const DEFAULT_SEED = 20_260_106

/** @throws Failure `usage` */
export function parseFlags(args: readonly string[]): BenchFlags {
  const values = parse(args)
  const { quick = false, scaling = false, only } = values
  const usual = scaling ? SCALING_RECORDS : DAY_RECORDS
  const small = scaling ? QUICK_RECORDS / 4 : QUICK_RECORDS
  if (only !== undefined && !WORKLOADS.some(({ name }) => name === only))
    throw refusal('--only', WORKLOADS.map(({ name }) => name).join(', '), only)
  return {
    records: count('--records', values.records) ?? (quick ? small : usual),
    rounds: count('--rounds', values.rounds) ?? DEFAULT_ROUNDS,
    seed: count('--seed', values.seed) ?? DEFAULT_SEED,
    options: count('--options', values.options),
    clients: count('--clients', values.clients),
    only,
    scaling,
    json: values.json ?? false,
    record: values.record ?? false,
    help: values.help ?? false,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        records: { type: 'string' },
        rounds: { type: 'string' },
        options: { type: 'string' },
        clients: { type: 'string' },
        only: { type: 'string' },
        seed: { type: 'string' },
        scaling: { type: 'boolean' },
        json: { type: 'boolean' },
        record: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new Failure({
      code: 'usage',
      what: (error as Error).message,
      fix: 'see npm run bench -- --help',
    })
  }
}

function count(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number < 2 ** 32) return number
  throw refusal(flag, 'a whole number from 1 on', text)
}

function refusal(where: string, expected: string, found: string): Failure {
  return new Failure({ code: 'usage', what: 'the flag cannot be read', where, expected, found })
}
