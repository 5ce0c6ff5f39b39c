import { expect, test } from 'vitest'
import { answerChallenge, isCorrectAnswer, makeChallenge } from '../../src/gateway/cram.ts'

const KEY = 'db-0123456789012345678901234567x'
const CHALLENGE = 't7kNhwj4xqR0QYjzFKtBEG2ec2pXJ4FK'
/** What databento-python 0.88 makes of the two. */
const ANSWER = '224189a9079ae2b1fedca7d7f38b6e4fe500721846d7e6d934218af8caf8ee77-4567x'

test('the answer is the official client’s', () => {
  expect(answerChallenge(CHALLENGE, KEY)).toBe(ANSWER)
})

test('only the right answer is right', () => {
  expect(isCorrectAnswer(ANSWER, CHALLENGE, KEY)).toBe(true)
  for (const wrong of ['', KEY, ANSWER.slice(0, -1), ANSWER.replace('2', '3'), `${ANSWER} `])
    expect(isCorrectAnswer(wrong, CHALLENGE, KEY)).toBe(false)
  expect(isCorrectAnswer(ANSWER, 'another', KEY)).toBe(false)
})

test('no challenge comes twice', () => {
  const made = new Set(Array.from({ length: 100 }, makeChallenge))
  expect(made.size).toBe(100)
  for (const each of made) expect(each).toMatch(/^[0-9a-f]{32}$/)
})
