import { constants, zstdDecompressSync } from 'node:zlib'
import { DbnDecoder } from '../../src/dbn/decoder.ts'
import { RECORD_KINDS, type RecordKind } from '../../src/dbn/layout.ts'
import type { Metadata } from '../../src/dbn/metadata.ts'
import { NO_FAULTS, parseFaults } from '../../src/gateway/faults.ts'
import { type MarketTime, PacedTime, UnpacedTime } from '../../src/gateway/market-time.ts'
import { type ServedFiles, scanFiles } from '../../src/gateway/served-files.ts'
import { Session, type SessionEnd } from '../../src/gateway/session.ts'
import type { Playback } from '../../src/gateway/stream.ts'
import type { Connection } from '../../src/gateway/transmission.ts'
import type { Column } from '../../src/table/table.ts'
import { VirtualClock } from '../virtual-clock.ts'

/** A record as the tests look at it. */
export interface Received {
  readonly kind: RecordKind
  readonly [field: string]: number | bigint | string
}

/** A gateway without sockets: what its sessions share. */
export class TestGateway implements Playback {
  readonly served: ServedFiles
  readonly clock = new VirtualClock()
  readonly atEnd: Playback['atEnd']
  time: MarketTime
  readonly #speed: number | 'max'
  readonly #begin: bigint
  #sessions = 0

  private constructor(served: ServedFiles, options: GatewayChanges) {
    this.served = served
    this.atEnd = options.atEnd ?? 'close'
    this.#speed = options.speed ?? 'max'
    this.#begin = options.at ?? served.begin
    this.time = this.#day()
  }

  static async of(paths: readonly string[], options: GatewayChanges = {}): Promise<TestGateway> {
    return new TestGateway(await scanFiles(paths), options)
  }

  after(time: MarketTime): MarketTime {
    if (time === this.time) this.time = this.#day()
    return this.time
  }

  /** Connects a client, which sends these lines. */
  connect(lines: readonly string[], wishes: Wishes = {}): TestClient {
    const { faults = '', seed = 1 } = wishes
    const login = 'login' in wishes ? wishes.login : ''
    const client = new TestClient()
    client.session = new Session({
      connection: client,
      playback: this,
      clock: this.clock,
      version: 'test',
      key: undefined,
      sessionId: ++this.#sessions,
      faults: faults === '' ? NO_FAULTS : parseFaults(faults),
      seed,
      refusal: undefined,
      onLogin: () => {},
    })
    client.session.begin()
    if (login !== undefined) client.send(`auth=x|dataset=GLBX.MDP3|${login}`)
    for (const line of lines) client.send(line)
    return client
  }

  #day(): MarketTime {
    return this.#speed === 'max'
      ? new UnpacedTime(this.#begin)
      : new PacedTime(this.clock, this.#begin, this.#speed)
  }
}

interface Wishes {
  /** Fields of its login besides the dataset; undefined for none at all. */
  readonly login?: string | undefined
  readonly faults?: string
  readonly seed?: number
}

interface GatewayChanges {
  readonly speed?: number | 'max'
  readonly at?: bigint
  readonly atEnd?: Playback['atEnd']
}

/** A client that keeps all it gets. */
export class TestClient implements Connection {
  session: Session | undefined
  /** Sizes of what was written at once. */
  readonly writes: number[] = []
  /** While it is set, the client does not read. */
  isStuck = false
  #bytes: Uint8Array[] = []
  #unstick = () => {}

  write(bytes: Uint8Array): Promise<void> {
    this.writes.push(bytes.length)
    this.#bytes.push(bytes.slice())
    if (!this.isStuck) return Promise.resolve()
    return new Promise((resolve) => (this.#unstick = resolve))
  }

  end(): void {
    this.isEnded = true
  }

  isEnded = false

  read(): void {
    this.isStuck = false
    this.#unstick()
  }

  send(line: string): void {
    this.session?.receive(new TextEncoder().encode(`${line}\n`))
  }

  get ended(): Promise<SessionEnd> {
    if (!this.session) throw new Error('the client is not connected')
    return this.session.ended
  }

  /** The text, and the bytes after it. */
  get parts(): { text: string; binary: Uint8Array } {
    const bytes = Buffer.concat(this.#bytes)
    const answer = bytes.indexOf('success=')
    const end = bytes.indexOf('\n', answer) + 1
    return { text: bytes.subarray(0, end).toString(), binary: bytes.subarray(end) }
  }

  /** What came in the stream so far; of a stream that was cut, what is whole. */
  get stream(): { metadata: Metadata | undefined; records: Received[] } {
    let { binary } = this.parts
    if (binary[0] === 0x28)
      binary = zstdDecompressSync(binary, { finishFlush: constants.ZSTD_e_flush })
    let metadata: Metadata | undefined
    const records: Received[] = []
    for (const item of decode(binary)) {
      if (item.type === 'metadata') metadata = item.metadata
      if (item.type === 'records') {
        const fields = item.table.contract.fields.map(({ name }): [string, Column] => [
          name,
          item.table.filled(name),
        ])
        for (let row = 0; row < item.table.length; row++)
          records.push({
            ...Object.fromEntries(fields.map(([name, column]) => [name, column[row] ?? ''])),
            kind: item.layout.kind,
          })
      }
    }
    return { metadata, records }
  }

  get records(): Received[] {
    return this.stream.records
  }

  of(...kinds: RecordKind[]): Received[] {
    return this.records.filter(({ kind }) => kinds.includes(kind))
  }
}

function* decode(bytes: Uint8Array) {
  const decoder = new DbnDecoder({ kinds: RECORD_KINDS, allowTruncated: true, keepTables: true })
  yield* decoder.push(bytes)
  if (bytes.length > 0) yield* decoder.end()
}
