import { expect, it, vi } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { Failure } from '../../src/failure.ts'
import { FormatError } from '../../src/format-error.ts'
import { Table } from '../../src/table/table.ts'
import { decodeTable } from '../../src/wire/decode-table.ts'
import { encodeTable } from '../../src/wire/encode-table.ts'

/** What is wrong in the reader under test. */
const injected = vi.hoisted(() => ({ error: undefined as Error | undefined }))

vi.mock('../../src/wire/schema-message.ts', async (importOriginal) => {
  const message = await importOriginal<typeof import('../../src/wire/schema-message.ts')>()
  const readSchema: typeof message.readSchema = (bytes) => {
    if (injected.error) throw injected.error
    return message.readSchema(bytes)
  }
  return { ...message, readSchema }
})

function thrownWith(error: Error): unknown {
  const bytes = encodeTable(new Table(loadContract('silver/wall_surface_1s'), 0))
  injected.error = error
  try {
    return decodeTable(bytes)
  } catch (thrown) {
    return thrown
  } finally {
    injected.error = undefined
  }
}

it('a bug in a reader stays what it is', () => {
  const bug = new TypeError('undefined is not a function')
  expect(thrownWith(bug)).toBe(bug)
})

it('wrong bytes are no Arrow stream, and the cause is kept', () => {
  const wrong = new FormatError('a message of type 9')
  const thrown = thrownWith(wrong)
  expect(thrown).toBeInstanceOf(Failure)
  expect((thrown as Failure).message).toContain('a message of type 9')
  expect((thrown as Failure).cause).toBe(wrong)
})
