import { constants } from 'node:os'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../src/failure.ts'
import { asFailure, fileFailure } from '../../../src/lake/store/file-failure.ts'

function systemError(code: string, errno: number): Error {
  const message = `${code}: x, open '/lake/part'`
  return Object.assign(new Error(message), { code, errno, syscall: 'open', path: '/lake/part' })
}

describe('a system error', () => {
  it.each(Object.entries(constants.errno))(
    '%s says file and what to do, exit 3',
    (code, number) => {
      const error = systemError(code, -number)
      for (const failure of [fileFailure(error, '/lake/part'), asFailure(error)]) {
        expect(failure).toBeInstanceOf(Failure)
        const { exitCode, detail, message, cause } = failure as Failure
        expect(exitCode).toBe(3)
        expect(detail.where).toBe('/lake/part')
        expect(detail.fix).toBeDefined()
        expect(message).toMatch(/^\/lake\/part: [^;]{8,}; .{12,}\.$/)
        expect(cause).toBe(error)
      }
    },
  )

  it('without words of our own has the system’s', () => {
    const failure = fileFailure(systemError('EREMOTEIO', -121), '/lake/part') as Failure
    expect(failure.message).toBe(
      '/lake/part: remote I/O error (EREMOTEIO); see to the file system and run it again.',
    )
  })
})

it('what the system did not say stays as it is', () => {
  const bug = new TypeError('x is undefined')
  const ours = Object.assign(new Error('closed'), { code: 'ERR_INVALID_STATE' })
  for (const error of [bug, ours, 'text', undefined]) {
    expect(fileFailure(error, '/lake/part')).toBe(error)
    expect(asFailure(error)).toBeUndefined()
  }
  const failure = new Failure({ code: 'busy', what: 'x' })
  expect(asFailure(failure)).toBe(failure)
})

it('a thread that cannot start for want of file descriptors is a failure, not a bug', () => {
  const error = Object.assign(new Error('Worker initialization failure: EMFILE'), {
    code: 'ERR_WORKER_INIT_FAILED',
  })
  const failure = asFailure(error)
  expect(failure?.message).toBe(
    'too many files are open; raise the limit (ulimit -n) and run it again.',
  )
  expect(failure?.exitCode).toBe(3)
})
