import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Characters of a key's end that are sent in the clear, for the gateway to find the key by. */
const BUCKET_CHARACTERS = 5
const CHALLENGE_BYTES = 16

/** A challenge that no client has seen before. */
export function makeChallenge(): string {
  return randomBytes(CHALLENGE_BYTES).toString('hex')
}

/** The answer to a challenge: SHA-256 of both, and the key's last characters. */
export function answerChallenge(challenge: string, key: string): string {
  const hash = createHash('sha256').update(`${challenge}|${key}`).digest('hex')
  return `${hash}-${key.slice(-BUCKET_CHARACTERS)}`
}

/** Whether an answer proves that the client has the key. Compared in constant time. */
export function isCorrectAnswer(answer: string, challenge: string, key: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(answer), digest(answerChallenge(challenge, key)))
}
