import type { Clock } from '../clock.ts'
import { loadContract } from '../contracts/load.ts'
import type { Definitions } from '../contracts/registry.ts'
import { DbnDecoder, type RecordBatch } from '../dbn/decoder.ts'
import { RECORD_KINDS } from '../dbn/layout.ts'
import { WholeRecords } from '../dbn/whole-records.ts'
import { ERROR_CODE, SYSTEM_CODE } from '../gateway/notices.ts'
import { Table } from '../table/table.ts'
import type { Connect } from './connection.ts'
import { appendRecords } from './contract-rows.ts'
import type { Recording } from './recording.ts'
import type { LoginWishes } from './requests.ts'
import { streamBytes } from './stream-bytes.ts'

/** Definitions of the week so far. */
const FROM_THE_START = 0n

export interface DefinitionsRequest {
  /** "ES.FUT", "E1A.OPT". */
  readonly parents: readonly string[]
  readonly login: LoginWishes
  /** Never told to anyone. */
  readonly key: string
  readonly connect: Connect
  /** The gateway, in errors. */
  readonly source: string
  readonly recording: Recording
  readonly clock: Clock
}

export interface ReceivedDefinitions {
  readonly table: Table<Definitions>
  /** The market's time then, nanoseconds since the Unix epoch. */
  readonly time: bigint
}

/**
 * Asks a gateway for the week's definitions, in a session of their own that ends with their replay;
 * none come where it refuses one.
 *
 * @throws Failure as `streamBytes`
 */
export async function requestDefinitions(
  request: DefinitionsRequest,
): Promise<ReceivedDefinitions> {
  const { parents, login, key, source, recording, clock } = request
  const connection = await request.connect()
  const whole = new WholeRecords(source)
  const decoder = new DbnDecoder({ source, kinds: RECORD_KINDS, raw: true })
  const table = new Table(loadContract('bronze/instrument_definitions'), 0)
  const subscription = {
    schema: 'definition',
    stypeIn: 'parent',
    symbols: parents,
    start: FROM_THE_START,
  } as const
  recording.note({ type: 'begun', connection: 0, resumes: false })
  const wishes = { login, key, subscriptions: [subscription], clock, source, onWelcome: () => {} }
  let time = 0n
  let isComplete = false
  try {
    for await (const chunk of streamBytes(connection, wishes)) {
      const records = whole.push(chunk)
      if (records.length === 0) continue
      await recording.write(records)
      for (const item of [...decoder.push(records), ...decoder.flush()]) {
        if (item.type !== 'records') continue
        if (item.layout.kind === 'definition') appendRecords(item, table)
        // The replay is refused: none will come.
        if (item.layout.kind === 'error') isComplete ||= isReplayRefused(item)
        if (item.layout.kind !== 'system') continue
        const codes = item.table.column('code', 'uint8').subarray(0, item.table.length)
        time = item.table.column('ts_event', 'int64')[item.table.length - 1]
        isComplete ||= codes.includes(SYSTEM_CODE.replayCompleted)
      }
      if (isComplete) break
    }
  } finally {
    connection.close()
    await recording.close()
  }
  return { table, time }
}

function isReplayRefused({ table }: RecordBatch): boolean {
  const codes = table.column('code', 'uint8').subarray(0, table.length)
  return codes.includes(ERROR_CODE.replayAgedOut)
}
