import { AsyncByteQueue, type RecordBatch, RecordBatchFileWriter, type Schema } from 'apache-arrow'

/** Buffers the bytes of a writer until they are read. */
class ByteSink extends AsyncByteQueue {
  #parts: Uint8Array[] = []

  override write(part: Uint8Array): void {
    this.#parts.push(part)
  }

  take(): Uint8Array[] {
    const parts = this.#parts
    this.#parts = []
    return parts
  }
}

/**
 * An Arrow IPC file (also called Feather V2) in pieces: a batch is requested after the previous one
 * has been consumed.
 */
export async function* arrowFile(
  schema: Schema,
  batches: AsyncIterable<RecordBatch>,
): AsyncGenerator<Uint8Array> {
  const written = new ByteSink()
  const writer = new RecordBatchFileWriter({ autoDestroy: false })
  writer.reset(written, schema)
  yield* written.take()
  for await (const batch of batches) {
    writer.write(batch)
    yield* written.take()
  }
  writer.finish()
  yield* written.take()
}
