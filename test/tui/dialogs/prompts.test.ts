import { describe, expect, test } from 'vitest'
import { alertPrompt, goToPrompt } from '../../../src/tui/dialogs/prompts.ts'
import { MadeSource, OPEN_SECOND } from '../../player/made-source.ts'

function prompted(...keys: string[]) {
  let second: number | undefined
  const prompt = goToPrompt(new MadeSource().day, (wanted) => {
    second = wanted
  })
  const isTaken = keys.map((key) => prompt.press(key)).at(-1)
  expect(isTaken).toBe(second !== undefined)
  return { prompt, second }
}

describe('the go-to prompt', () => {
  test('a time, or a share of the day', () => {
    expect(prompted(...'09:32:00', 'enter').second).toBe(OPEN_SECOND + 120)
    expect(prompted('5', '0', 'space', '%', 'enter').second).toBe(OPEN_SECOND + 121)
  })

  test('what is refused stays, with the reason, until it is changed', () => {
    const { prompt, second } = prompted(...'noon', 'enter')
    expect(second).toBeUndefined()
    expect(prompt.isWarning).toBe(true)
    expect(prompt.message).toContain('noon▏  "noon" is neither a time nor a share of the day')
    prompt.press('backspace')
    expect(prompt.isWarning).toBe(false)
    expect(prompt.message).toContain('noo▏')
  })

  test('a time outside the day is said, not gone to', () => {
    const { prompt, second } = prompted(...'12:00', 'enter')
    expect(second).toBeUndefined()
    expect(prompt.message).toContain('12:00 is outside the day, which is from 09:30:01 to 09:34:00')
    expect(prompted(...'09:30', 'enter').second).toBe(OPEN_SECOND + 1)
  })
})

test('the prompt of an alert keeps a condition that is refused', () => {
  const taken: string[] = []
  const prompt = alertPrompt((text) => {
    if (!text.includes('>')) throw new Error('a signal is a condition, and this is a number.')
    taken.push(text)
  })
  const press = (...keys: string[]) => keys.map((key) => prompt.press(key)).at(-1)
  expect(press(...'ofi', 'enter')).toBe(false)
  expect(prompt.message).toContain('ofi▏  a signal is a condition')
  expect(press('space', '>', 'space', '9', 'enter')).toBe(true)
  expect(taken).toEqual(['ofi > 9'])
})
