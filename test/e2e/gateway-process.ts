import { createConnection } from 'node:net'
import { onTestFinished } from 'vitest'
import { start } from './spymaster.ts'

/** A gateway of the built program that is listening. */
export interface GatewayProcess {
  readonly process: ReturnType<typeof start>
  readonly port: number
}

/** Starts a gateway on a free port; it ends with the test. */
export async function startGateway(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<GatewayProcess> {
  const process = start(['gateway', ...args, '--port', '0'], { env })
  onTestFinished(async () => {
    process.kill('SIGKILL')
    await process
  })
  const port = await new Promise<number>((resolve, reject) => {
    let said = ''
    process.stdout?.on('data', (chunk) => {
      said += chunk
      const found = /:(\d+) serves/.exec(said)
      if (found) resolve(Number(found[1]))
    })
    process.then(({ stderr }) => reject(new Error(`the gateway ended: ${stderr}`)))
  })
  return { process, port }
}

/**
 * Speaks to a gateway by hand until it closes the connection.
 *
 * @param answer what is sent, by the challenge
 * @returns the text, and the bytes of the stream after it
 */
export function converse(
  port: number,
  answer: (challenge: string) => readonly string[],
): Promise<{ text: string; binary: Buffer }> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1')
    let bytes = Buffer.alloc(0)
    let hasAnswered = false
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, Buffer.from(chunk)])
      const challenge = /cram=(\w+)\n/.exec(bytes.subarray(0, 200).toString())?.[1]
      if (!challenge || hasAnswered) return
      hasAnswered = true
      socket.write(
        answer(challenge)
          .map((line) => `${line}\n`)
          .join(''),
      )
    })
    socket.on('close', () => {
      const end = bytes.indexOf('\n', bytes.indexOf('success=')) + 1
      resolve({ text: bytes.subarray(0, end).toString(), binary: bytes.subarray(end) })
    })
  })
}
