// Two processes that act as one: the launcher, of the caller's Node, and the program it starts.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM']
/** A terminal or a service manager signals both processes: what comes this close is one signal. */
const SAME_SIGNAL_MS = 1000
/** How long the own copy of a forwarded signal may take to come. */
const GRACE_MS = 50
/** How long an orphan may tidy up. */
const ORPHAN_MS = 5000

/** Starts the program under another Node, forwards signals to it, and ends as it ends. */
export function launch(node) {
  const child = spawn(node, process.argv.slice(1), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, SPYMASTER_STARTED_BY: process.versions.node },
  })
  let listens = false
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // Before it listens, and where it cannot be told, it is signalled itself.
      if (listens && child.connected) child.send({ signal }, () => {})
      else child.kill(signal)
    })
  }
  child.on('message', () => {
    listens = true
  })
  child.on('error', (error) => {
    console.error(`spymaster cannot start ${node}: ${error.message}.`)
    process.exit(2)
  })
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + constants.signals[signal])
  })
}

/** In the program: takes the signals that the launcher forwards, and ends where the launcher has. */
export function followLauncher() {
  const seen = new Map(SIGNALS.map((signal) => [signal, []]))
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      seen.get(signal).push(performance.now())
      // Ours is the only listener: end as without it.
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
  // The channel alone keeps no program running.
  process.channel.unref()
  process.send('listening', () => {})

  /** As if the signal had come; it is not one to be matched with a forwarded one. */
  function emit(signal) {
    process.emit(signal, signal)
    seen.get(signal).pop()
  }
}
