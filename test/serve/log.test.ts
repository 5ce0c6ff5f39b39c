import { expect, test } from 'vitest'
import { formatLog } from '../../src/serve/log.ts'

const TIME = new Date('2026-01-06T14:30:01.250Z')
const ENTRY = { level: 'warn', event: 'refused', fields: { status: 400, message: 'No "x"\nhere.' } }

test('a line of JSON', () => {
  const line = formatLog(ENTRY as Parameters<typeof formatLog>[0], TIME, true)
  expect(line).not.toContain('\n')
  expect(JSON.parse(line)).toEqual({
    time: TIME.toISOString(),
    level: 'warn',
    event: 'refused',
    status: 400,
    message: 'No "x"\nhere.',
  })
})

test('a line for people, whatever a client said', () => {
  const line = formatLog(ENTRY as Parameters<typeof formatLog>[0], TIME, false)
  expect(line).toBe('14:30:01 warn: refused status=400 message="No \\"x\\"\\nhere."')
})
