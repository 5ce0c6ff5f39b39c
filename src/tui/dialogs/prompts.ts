import { readPosition } from '../../player/go-to.ts'
import type { DayDescription } from '../../seconds/second.ts'
import { TextPrompt } from './text-prompt.ts'

const MAX_TIME_CHARACTERS = 24
const MAX_CONDITION_CHARACTERS = 200

/** Asks for a time or a share of the day. */
export function goToPrompt(
  { firstEndSecond, lastEndSecond }: DayDescription,
  go: (second: number) => void,
): TextPrompt {
  const accept = (text: string) => {
    const position = readPosition(text, firstEndSecond, lastEndSecond)
    if ('refusal' in position) return position.refusal
    go(position.second)
    return undefined
  }
  return new TextPrompt('go to (09:31:00 or 30 %)', accept, MAX_TIME_CHARACTERS)
}

/**
 * Asks for the condition of an alert.
 *
 * @param add takes it, or throws an error that says what is wrong with it
 */
export function alertPrompt(add: (text: string) => void): TextPrompt {
  const accept = (text: string) => {
    try {
      add(text.trim())
      return undefined
    } catch (error) {
      if (error instanceof Error) return error.message
      throw error
    }
  }
  return new TextPrompt('alert when (above_score > 0.8)', accept, MAX_CONDITION_CHARACTERS)
}
