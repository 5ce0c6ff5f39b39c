import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseContract } from '../../src/contracts/contract.ts'
import { rtypeName } from '../../src/dbn/codes.ts'
import {
  type DbnVersion,
  guessVersion,
  kindOfRtype,
  LAKE_KINDS,
  RECORD_KINDS,
  recordLayout,
} from '../../src/dbn/layout.ts'

const VERSIONS: readonly DbnVersion[] = [1, 2, 3]
const ALL = RECORD_KINDS.flatMap((kind) => VERSIONS.map((version) => [kind, version] as const))

describe('layoutOf', () => {
  it('has the sizes of the format', () => {
    const sizes = (kind: (typeof RECORD_KINDS)[number]) =>
      VERSIONS.map((version) => recordLayout(kind, version).size)
    expect(sizes('mbo')).toEqual([56, 56, 56])
    expect(sizes('definition')).toEqual([360, 400, 520])
    expect(sizes('statistics')).toEqual([64, 64, 80])
    expect(sizes('symbol_mapping')).toEqual([80, 176, 176])
    expect(sizes('error')).toEqual([80, 320, 320])
    expect(sizes('system')).toEqual([80, 320, 320])
    const sameInAll = {
      trade: 48,
      mbp_1: 80,
      mbp_10: 368,
      bbo_1s: 80,
      bbo_1m: 80,
      cmbp_1: 80,
      tcbbo: 80,
      cbbo_1s: 80,
      cbbo_1m: 80,
      ohlcv: 56,
      ohlcv_1s: 56,
      ohlcv_1m: 56,
      ohlcv_1h: 56,
      ohlcv_1d: 56,
      ohlcv_eod: 56,
      status: 40,
      imbalance: 112,
    } as const
    for (const [kind, size] of Object.entries(sameInAll))
      expect([kind, ...sizes(kind as keyof typeof sameInAll)]).toEqual([kind, size, size, size])
  })

  it.each(ALL)('%s v%i covers every byte once, reserved ones by name', (kind, version) => {
    for (const tsOut of [false, true]) {
      const { size, fields, reserved } = recordLayout(kind, version, tsOut)
      const owners = new Array<number>(size).fill(0)
      const length = { offset: 0, bytes: 1 }
      for (const { offset, bytes } of [length, ...fields, ...reserved])
        for (let at = offset; at < offset + bytes; at++) owners[at] = (owners[at] ?? 0) + 1
      expect(owners).toEqual(new Array(size).fill(1))
    }
  })

  it.each(ALL)('%s v%i aligns every number to its width', (kind, version) => {
    for (const { type, offset, bytes } of recordLayout(kind, version, true).fields)
      if (type !== 'text') expect(offset % bytes).toBe(0)
  })

  it('lists fields in file order and gives each a column', () => {
    const { fields, contract } = recordLayout('mbo', 3)
    expect(contract.key).toBe('dbn.v3.mbo')
    expect(contract.fields.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'rtype uint8',
      'publisher_id uint16',
      'instrument_id uint32',
      'ts_event int64',
      'order_id uint64',
      'price int64',
      'size uint32',
      'flags uint8',
      'channel_id uint8',
      'action char',
      'side char',
      'ts_recv int64',
      'ts_in_delta int32',
      'sequence uint32',
    ])
    expect(fields.map(({ offset }) => offset)).toEqual([
      1, 2, 4, 8, 16, 24, 32, 36, 37, 38, 39, 40, 48, 52,
    ])
    expect(recordLayout('mbo', 3)).toBe(recordLayout('mbo', 3))
  })

  it('knows kinds by rtype', () => {
    expect([0xa0, 0x13, 0x18, 0x16].map(kindOfRtype)).toEqual([...LAKE_KINDS])
    for (const kind of RECORD_KINDS) expect(kindOfRtype(recordLayout(kind, 3).rtype)).toBe(kind)
    expect(kindOfRtype(0x55)).toBeUndefined()
  })

  it('knows the kind behind every rtype that has a name', () => {
    for (let rtype = 0; rtype < 256; rtype++) {
      const kind = kindOfRtype(rtype)
      const name = rtypeName(rtype)
      if (kind) expect(name.replaceAll(/[- ]/g, '_')).toBe(kind)
      else expect(name).toMatch(/^rtype /)
    }
  })

  it.each([
    [
      'trade',
      'price@16 size@24 action@28 side@29 flags@30 depth@31 ts_recv@32 ts_in_delta@40 sequence@44',
    ],
    ['ohlcv_1s', 'open@16 high@24 low@32 close@40 volume@48'],
    [
      'bbo_1s',
      'price@16 size@24 side@29 flags@30 ts_recv@32 sequence@44 bid_px_00@48 ask_px_00@56 bid_sz_00@64 ask_sz_00@68 bid_ct_00@72 ask_ct_00@76',
    ],
    [
      'cmbp_1',
      'price@16 size@24 action@28 side@29 flags@30 ts_recv@32 ts_in_delta@40 bid_px_00@48 ask_px_00@56 bid_sz_00@64 ask_sz_00@68 bid_pb_00@72 ask_pb_00@76',
    ],
    [
      'status',
      'ts_recv@16 action@24 reason@26 trading_event@28 is_trading@30 is_quoting@31 is_short_sell_restricted@32',
    ],
  ] as const)('%s has its fields where the format has them', (kind, places) => {
    const [, , , , ...fields] = recordLayout(kind, 3).fields
    expect(fields.map(({ name, offset }) => `${name}@${offset}`).join(' ')).toBe(places)
  })

  it('has ten levels, each 32 bytes after the last', () => {
    const levels = recordLayout('mbp_10', 3).fields.filter(({ name }) => /_0\d$/.test(name))
    expect(levels).toHaveLength(60)
    expect(levels[0]).toMatchObject({ name: 'bid_px_00', offset: 48 })
    expect(levels.at(-1)).toMatchObject({ name: 'ask_ct_09', offset: 364 })
  })

  it('guesses versions by size, with and without ts_out', () => {
    expect(
      [360, 368, 400, 408, 520, 528].map((bytes) => guessVersion('definition', bytes)),
    ).toEqual([1, 1, 2, 2, 3, 3])
    expect(guessVersion('symbol_mapping', 80)).toBe(1)
    expect(guessVersion('statistics', 80)).toBe(3)
  })
})

describe('the bronze contracts', () => {
  const pairs = [
    ['mbo', 'mbo', 'bronze.future_mbo.mbo'],
    ['instrument_definitions', 'definition', 'bronze.shared.instrument_definitions'],
    ['statistics', 'statistics', 'bronze.future_option_mbo.statistics'],
  ] as const

  it.each(pairs)('%s is the newest layout and the file', (file, kind, key) => {
    const url = new URL(`../../src/contracts/bronze/${file}.avsc`, import.meta.url)
    const contract = parseContract(readFileSync(url, 'utf8'))
    const shape = ({ name, kind }: { name: string; kind: string }) => `${name} ${kind}`
    expect(contract.key).toBe(key)
    expect(contract.fields.map(shape)).toEqual([
      ...recordLayout(kind, 3).contract.fields.map(shape),
      'file_index int32',
    ])
  })
})
