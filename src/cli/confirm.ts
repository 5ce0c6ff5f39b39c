import { createInterface } from 'node:readline'

/** Where a question is asked and answered; stderr, so that stdout has results only. */
export interface Dialog {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/** Whether somebody is there to answer. */
export function mayAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true && !process.env.CI
}

/** Asks a question that is answered with y or n; anything but a yes, and the end of input, is a no. */
export function confirm(
  question: string,
  signal: AbortSignal,
  { input, output }: Dialog = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  const dialog = createInterface({ input, output })
  return new Promise((resolve, reject) => {
    const interrupt = () => {
      // First: closing it is a no.
      reject(signal.reason)
      dialog.close()
    }
    signal.addEventListener('abort', interrupt, { once: true })
    // readline takes Ctrl-C from the terminal: pass it on as the signal that it would have been.
    dialog.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    dialog.on('close', () => {
      signal.removeEventListener('abort', interrupt)
      resolve(false)
    })
    dialog.question(`${question} [y/N] `, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()))
      dialog.close()
    })
  })
}
