import { Failure } from '../failure.ts'

/**
 * Reads the body of an answer, and no more of it than it may have: a server is not trusted with the
 * memory of its clients.
 *
 * @throws Failure `input` where there is more; the rest is not read
 */
export async function boundedBody(answer: Response, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  const reader = answer.body?.getReader()
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { value: undefined, done: true }
    if (done || !value) break
    bytes += value.length
    if (bytes > maxBytes) {
      await reader?.cancel()
      throw new Failure({
        code: 'input',
        what: 'the server sends more than a client takes',
        where: new URL(answer.url).host,
        expected: `at most ${maxBytes} bytes`,
      })
    }
    parts.push(value)
  }
  const body = new Uint8Array(bytes)
  let at = 0
  for (const part of parts) {
    body.set(part, at)
    at += part.length
  }
  return body
}
