import { describe, expect, test } from 'vitest'
import { GoToPrompt } from '../../../src/tui/dialogs/go-to-prompt.ts'
import { MadeSource, OPEN_SECOND } from '../../player/made-source.ts'

function prompted(...keys: string[]) {
  const prompt = new GoToPrompt(new MadeSource().day)
  const seconds = keys.map((key) => prompt.press(key))
  return { prompt, second: seconds.at(-1) }
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
