import { DbnDecoder } from '../../../src/dbn/decoder.ts'
import { encodeTable } from '../../../src/dbn/encode.ts'
import { RECORD_KINDS, recordLayout } from '../../../src/dbn/layout.ts'
import { metadataOf, scrambled, streamOf } from '../../dbn/streams.ts'
import { mutate } from '../mutate.ts'
import type { Random } from '../random.ts'
import { assert, outcome, type Target } from '../target.ts'

const VERSIONS = [1, 2, 3] as const

/** Streams of every version, with all kinds of records in them. */
export const STREAMS = VERSIONS.flatMap((version) =>
  [false, true].map((tsOut) => {
    const parts = RECORD_KINDS.map((kind, seed) => {
      const layout = recordLayout(kind, version, tsOut)
      return encodeTable(layout, scrambled(layout, 3, seed + 1))
    })
    return new Uint8Array(streamOf(metadataOf(version, { tsOut }), ...parts))
  }),
)

/** Version, length, schema, symbol length, the counts of the lists, the first record's header. */
export const PLACES = [
  3, 4, 24, 26, 34, 50, 52, 53, 58, 60, 108, 112, 116, 134, 187, 191, 250, 300, 301,
]

/** What a stream decodes to, piece by piece, in brief. */
function decode(bytes: Uint8Array, pieceBytes: number) {
  const machine = new DbnDecoder({ kinds: RECORD_KINDS, raw: true, batchRows: 8 })
  let digest = 0
  let decoded = 0
  const receive = (items: ReturnType<DbnDecoder['push']>) => {
    for (const item of items) {
      if (item.type === 'metadata') digest = mixed(digest, item.metadata.symbols.length)
      else if (item.type === 'raw') {
        digest = mixed(digest, item.bytes.length)
        decoded++
      } else {
        const times = item.table.filled('ts_event')
        for (let row = 0; row < item.table.length; row++) {
          digest = mixed(digest, Number(BigInt(times[row]) & 0xffffn))
        }
        decoded += item.table.length
      }
    }
  }
  const end = outcome(() => {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      receive(machine.push(bytes.subarray(at, at + pieceBytes)))
    }
    receive(machine.end())
  })
  return { digest, decoded, records: machine.records, end: JSON.stringify(end) }
}

function mixed(digest: number, value: number): number {
  return (Math.imul(digest, 31) + value) | 0
}

/** The same bytes give the same records, or the same refusal, whatever the pieces. */
export const dbn: Target = {
  runs: 36_000,
  feed: (random: Random) => {
    const bytes = mutate(random.of(STREAMS), random, STREAMS, PLACES)
    const whole = decode(bytes, Math.max(bytes.length, 1))
    assert(whole.records * 4 <= bytes.length, 'more records than there are bytes for')
    const pieces = decode(bytes, 1 + random.below(200))
    const [one, other] = [JSON.stringify(whole), JSON.stringify(pieces)]
    assert(one === other, `in pieces ${other}, in one ${one}`)
  },
}
