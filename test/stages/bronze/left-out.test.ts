import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RecordKind } from '../../../src/dbn/layout.ts'
import type { Metadata } from '../../../src/dbn/metadata.ts'
import type { Failure } from '../../../src/failure.ts'
import { DAY, dayRecords, definition, type Fields, mappingsOf, writeDbn } from '../made-day.ts'
import { ingestFiles, temporaryFolder, temporaryLake } from '../made-lake.ts'

/** A file, and what is said about the records of it that no partition takes. */
interface LeftOutCase {
  readonly records: readonly Fields[]
  readonly kind?: RecordKind
  readonly metadata?: Partial<Metadata>
  readonly said: string
}

const order = dayRecords({ seconds: 1, instruments: ['ESH6'], hasSnapshot: false })[0]
const named = (symbol: string) => ({ metadata: { mappings: mappingsOf(DAY, { [symbol]: 101 }) } })

const LEFT_OUT: Readonly<Record<string, LeftOutCase>> = {
  'orders of an id that nothing names': {
    records: [{ ...order, instrument_id: 4_000_000 }],
    said: '1 records that neither a mapping nor a definition names',
  },
  'orders of a user-defined instrument': {
    records: [order],
    ...named('UD:1V: GN 2407961'),
    said: '1 records of user-defined instruments',
  },
  'orders of a calendar spread': {
    records: [order],
    ...named('ESH6-ESM6'),
    said: '1 records of spreads',
  },
  'orders of an option without its definition': {
    records: [order],
    ...named('E1AF6 C6900'),
    said: '1 records of options without a definition',
  },
  'orders of a continuous contract without its definition': {
    records: [order],
    ...named('ES.c.0'),
    said: '1 records of continuous contracts that no definition names',
  },
  'orders of what is no outright future': {
    records: [order],
    ...named('SPX'),
    said: '1 records of no outright future',
  },
  'orders received at no time': {
    records: [{ ...order, ts_recv: -1n, ts_event: -1n }],
    said: '1 records without a time',
  },
  'the definition of a spread': {
    records: [definition('ESH6-ESM6', { instrument_class: 'S' })],
    kind: 'definition',
    said: '1 records of spreads',
  },
  'the definition of a user-defined instrument': {
    records: [definition('UD:1V: GN 2407961', { user_defined_instrument: 'Y' })],
    kind: 'definition',
    said: '1 records of user-defined instruments',
  },
  'the definition of a bond': {
    records: [definition('ZN', { instrument_class: 'B' })],
    kind: 'definition',
    said: '1 records of instrument class B',
  },
}

describe('what no partition takes', () => {
  it.each(Object.entries(LEFT_OUT))('is counted by its reason: %s', async (_, made) => {
    const path = join(temporaryFolder(), 'day.dbn.zst')
    const { records, kind = 'mbo', metadata, said } = made
    await writeDbn(path, records, { kind, ...(metadata && { metadata }) })
    const events = await ingestFiles(temporaryLake(), [path]).catch((error: Failure) => error)
    expect(JSON.stringify(events)).toContain(said)
  })
})

/** A file that is refused: what is said and with which code of docs and help. */
interface RefusedCase {
  readonly write: (folder: string) => Promise<string> | string
  readonly code: Failure['detail']['code']
  readonly what: RegExp
}

const REFUSED: Readonly<Record<string, RefusedCase>> = {
  'a path where nothing is': {
    write: (folder) => join(folder, 'absent.dbn'),
    code: 'input',
    what: /there is no such file or folder/,
  },
  'a device': {
    write: () => '/dev/null',
    code: 'input',
    what: /no file but a pipe or a device/,
  },
  'a zip': {
    write: (folder) => written(folder, 'GLBX.zip', Buffer.from('PK\u0003\u0004rest of a zip')),
    code: 'input',
    what: /zip archive.*unzip/s,
  },
  'a file of the format before DBN': {
    write: (folder) =>
      written(
        folder,
        'old.dbn',
        Buffer.concat([
          Buffer.from([0x50, 0x2a, 0x4d, 0x18, 8, 0, 0, 0]),
          Buffer.from('DBZ\u0001    '),
        ]),
      ),
    code: 'input',
    what: /DBZ file/,
  },
  'a text': {
    write: (folder) => written(folder, 'day.dbn', Buffer.from('ts_event,price\n1,2\n'.repeat(20))),
    code: 'input',
    what: /DBN/,
  },
}

function written(folder: string, name: string, bytes: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

describe('what is refused', () => {
  it.each(Object.entries(REFUSED))(
    'is said in a sentence: %s',
    async (_, { write, code, what }) => {
      const path = await write(temporaryFolder())
      const refused: Failure[] = []
      const failed = await ingestFiles(temporaryLake(), [path], {}, undefined, (failure) =>
        refused.push(failure),
      ).then(
        () => refused[0],
        (error: Failure) => error,
      )
      expect(failed?.detail.code).toBe(code)
      expect(failed?.message).toMatch(what)
      expect(failed?.message).toContain(path)
    },
  )
})
