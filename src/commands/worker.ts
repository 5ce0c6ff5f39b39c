import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { engineFlag } from '../cli/flags.ts'
import { prose } from '../cli/prose.ts'
import { Failure } from '../failure.ts'
import { assertLayout } from '../lake/upgrade/layout.ts'
import { assertReachable, parseEngine } from '../queue/connection.ts'
import { runWorker, type WorkerEvent } from '../queue/worker.ts'

export default class Worker extends BaseCommand {
  static override summary = 'Take jobs of pipeline runs from Redis, until Ctrl-C.'
  static override description =
    prose`Any number of workers, on any machines that reach the lake and Redis, share the work of
spymaster pipeline run --engine. Each job runs in a process of its own. A worker that is killed leaves nothing
behind: its jobs go to others after 15 seconds. Errors of the lake or of the network are tried again, six
times in all; a day that fails because of its data stops only what needs it.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --engine redis://queue --lake s3://desk/lake --concurrency 8',
  ]
  static override flags = {
    engine: engineFlag,
    concurrency: Flags.integer({
      description: 'jobs at a time, each in a process',
      default: 1,
      min: 1,
      max: 256,
    }),
    idle: Flags.integer({
      description: 'end after so many seconds without a job; default: never',
      min: 1,
    }),
  }

  protected override afterInterruption = 'its jobs go to other workers'

  async run() {
    const { flags } = await this.parse(Worker)
    const { engine, concurrency, idle, quiet } = flags
    if (engine === undefined)
      throw new Failure({
        code: 'usage',
        what: 'no queue is named',
        fix: 'pass --engine redis://HOST or set SPYMASTER_ENGINE',
      })
    const connection = parseEngine(engine)
    await assertReachable(connection)
    const lake = this.lakeOf(flags)
    await assertLayout(lake)
    const { signal } = this
    const counts = { done: 0, failed: 0, retried: 0 }
    if (!quiet) this.logToStderr(`waiting for jobs of ${lake.root}; Ctrl-C ends it`)
    await runWorker(lake, {
      connection,
      concurrency,
      signal,
      idleMs: idle === undefined ? undefined : idle * 1000,
      report: (event) => {
        if (event.type === 'retried') counts.retried++
        else if (event.type === 'done') {
          if (event.result.type === 'failed') counts.failed++
          else counts.done++
        }
        const line = describe(event)
        if (line !== undefined && !quiet) this.logToStderr(line)
      },
    })
    return counts
  }
}

function describe(event: WorkerEvent): string | undefined {
  const { id } = event
  if (event.type === 'retried') return `${id}: tried again later: ${event.failure.message}`
  if (event.type === 'start') return undefined
  const { result } = event
  if (result.type === 'failed') return `${id}: failed: ${new Failure(result.detail).message}`
  if (result.type === 'ingested') return `${id}: ingested`
  const { outcome } = result
  return outcome.type === 'fresh' ? `${id}: fresh` : `${id}: ${outcome.seconds.toFixed(1)} s`
}
