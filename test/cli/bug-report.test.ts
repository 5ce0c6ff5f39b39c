import { Errors } from '@oclif/core'
import { describe, expect, it } from 'vitest'
import { bugReport, isBug, stackOf } from '../../src/cli/bug-report.ts'
import { Failure } from '../../src/failure.ts'
import { FormatError } from '../../src/format-error.ts'

const failure = new Failure(
  { code: 'input', what: 'the file is damaged', where: 'part-0.parquet' },
  { cause: new FormatError('a page does not have its checksum') },
)

describe('what is a bug', () => {
  it('is neither input, nor the command line, nor the operating system', () => {
    expect(isBug(new TypeError('x is not a function'))).toBe(true)
    expect(isBug(new FormatError('nobody named its file'))).toBe(true)
    expect(isBug(failure)).toBe(false)
    expect(isBug(new Errors.CLIError('Nonexistent flag'))).toBe(false)
    expect(
      isBug(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', errno: -5 })),
    ).toBe(false)
  })

  it('is told with the lines of code it came from', () => {
    const report = bugReport(new TypeError('x is not a function'))
    expect(report).toMatch(/^Error: this is a bug of spymaster; please report it with these lines:/)
    expect(report).toMatch(/\nTypeError: x is not a function\n +at .*bug-report\.test\.ts/)
  })
})

describe('a stack', () => {
  it('has those of the causes after it', () => {
    const stack = stackOf(failure)
    expect(stack).toMatch(/^Failure: part-0\.parquet: the file is damaged\.\n +at /)
    expect(stack).toMatch(/\nCaused by: (Format)?Error: a page does not have its checksum\n +at /)
  })

  it('ends where causes go round in a circle, or are no errors', () => {
    const round = new Error('round')
    round.cause = round
    expect(stackOf(round).match(/Caused by/g)).toBeNull()
    expect(stackOf(new Error('plain', { cause: 'a text' }))).toMatch(/\nCaused by: a text$/)
  })
})
