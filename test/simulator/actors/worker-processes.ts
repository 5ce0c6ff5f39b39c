import { Failure } from '../../../src/failure.ts'
import { recoverLake } from '../../../src/lake/partition/recover.ts'
import type { Executor, Outcome } from '../../../src/pipeline/executor/executor.ts'
import { inProcess } from '../../../src/pipeline/executor/here.ts'
import type { Process, World } from '../world.ts'

/**
 * Runs each stage's day in a simulated process of its own, as the executor of child processes does.
 *
 * @param executorOf runs it there
 */
export function workerProcesses(
  parent: Process,
  world: World,
  executorOf: (worker: Process) => Executor = () => inProcess,
): Executor {
  return {
    submit: async (lake, execution, report, signal) => {
      const killed = Symbol('killed')
      const outcome = await new Promise<Outcome | typeof killed>((resolve, reject) => {
        const worker = world.spawn('worker', parent.host.name, () => resolve(killed))
        executorOf(worker)
          .submit(worker.lake, execution, report, signal)
          .finally(() => world.exit(worker))
          .then(resolve, reject)
      })
      if (outcome !== killed) return outcome
      await recoverLake(lake)
      throw new Failure({ code: 'input', what: 'its process was killed', fix: 'run it again' })
    },
  }
}
