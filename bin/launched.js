// The launcher, in the caller's Node, and the program it starts in the bundled one: signals and exit
// codes pass between them, so that they behave as one process.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM']
/** A terminal or service manager signals both processes: signals within this time count as one. */
const SAME_SIGNAL_MS = 1000
/** How long to wait for the program's own copy of a forwarded signal. */
const GRACE_MS = 50
/** How long the program may clean up after its launcher has died: more than after a signal, 5 s. */
const ORPHAN_MS = 6000

/** Starts the program under another Node, forwards signals, and exits with its exit code. */
export function launch(node) {
  const child = spawn(node, process.argv.slice(1), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, SPYMASTER_STARTED_BY: process.versions.node },
  })
  let isListening = false
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // Until the program listens on the channel, the signal itself is sent.
      if (isListening && child.connected) child.send({ signal }, () => {})
      else child.kill(signal)
    })
  }
  child.on('message', () => {
    isListening = true
  })
  child.on('error', (error) => {
    console.error(`spymaster cannot start ${node}: ${error.message}.`)
    process.exit(2)
  })
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + constants.signals[signal])
  })
}

/** In the program: receives the signals the launcher forwards, and exits when the launcher has died. */
export function followLauncher() {
  const seen = new Map(SIGNALS.map((signal) => [signal, []]))
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      seen.get(signal).push(performance.now())
      // No other listener: exit, as Node does by default.
      if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal])
    })
  }
  process.on('message', ({ signal }) => {
    setTimeout(() => {
      const times = seen.get(signal)
      const recent = performance.now() - SAME_SIGNAL_MS
      while (times.length > 0 && times[0] < recent) times.shift()
      if (times.length > 0) times.shift()
      else emit(signal)
    }, GRACE_MS)
  })
  process.on('disconnect', () => {
    setTimeout(() => process.exit(128 + constants.signals.SIGTERM), ORPHAN_MS).unref()
    emit('SIGTERM')
  })
  // The channel must not keep the program running.
  process.channel.unref()
  process.send('listening', () => {})

  /** Emits the signal to the program's listeners without counting it as received. */
  function emit(signal) {
    process.emit(signal, signal)
    seen.get(signal).pop()
  }
}
