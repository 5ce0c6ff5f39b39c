/** The program of a worker thread: encodes and decodes row groups, one task at a time. */
import { type MessagePort, parentPort } from 'node:worker_threads'
import { Failure } from '../../failure.ts'
import { assertFits } from '../../table/fit.ts'
import { Table } from '../../table/table.ts'
import { decodeColumns } from './decode-columns.ts'
import { encodeRowGroup } from './encode.ts'
import { packTable, unpackTable } from './packed-table.ts'
import type { DecodeTask, EncodeTask, RowGroupResult, RowGroupTask } from './row-group-task.ts'

const port = parentPort as MessagePort
port.on('message', (task: RowGroupTask) => {
  const { answer, moved } = runTask(task)
  port.postMessage(answer, moved)
})

/** Runs a task. Returns its result and the buffers to transfer. */
function runTask(task: RowGroupTask): { answer: RowGroupResult; moved: ArrayBuffer[] } {
  try {
    return task.kind === 'encode' ? encode(task) : decode(task)
  } catch (error) {
    const answer: RowGroupResult =
      error instanceof Failure
        ? { kind: 'refused', detail: error.detail, cause: error.cause }
        : { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) }
    return { answer, moved: [] }
  }
}

function encode({ contract, packed, sort, dataset, firstRow }: EncodeTask) {
  const table = unpackTable(contract, packed)
  assertFits(table, dataset, firstRow)
  const encoded = encodeRowGroup(table, sort)
  const { buffer } = packed
  const answer: RowGroupResult = { kind: 'encoded', encoded, buffer }
  return { answer, moved: [buffer, encoded.bytes.buffer] }
}

function decode({ contract, rows, buffer, chunks, where }: DecodeTask) {
  const table = Table.from(contract, decodeColumns(chunks, where), rows)
  const answer: RowGroupResult = { kind: 'decoded', packed: packTable(table, buffer) }
  return { answer, moved: [buffer] }
}
