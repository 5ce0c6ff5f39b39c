import { Command, Flags } from '@oclif/core'
import { EXIT, Failure } from '../failure.ts'
import { type Lake, openLake } from '../lake/paths.ts'

/**
 * What every command has: the lake, how much to say and in which form, Ctrl-C, and how failures
 * are told. Results go to stdout, everything else to stderr.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true

  static override baseFlags = {
    lake: Flags.directory({
      description: 'folder of the lake',
      env: 'SPYMASTER_LAKE',
      default: 'lake',
      helpGroup: 'GLOBAL',
    }),
    quiet: Flags.boolean({ description: 'print results only', helpGroup: 'GLOBAL' }),
    'no-color': Flags.boolean({
      description: 'print without colours (as NO_COLOR does)',
      helpGroup: 'GLOBAL',
    }),
  }

  /** Aborted by Ctrl-C. */
  protected readonly interruption = new AbortController()

  override async init(): Promise<void> {
    await super.init()
    const interrupt = () => {
      // A second Ctrl-C does not wait for anything to be tidied up.
      if (this.interruption.signal.aborted) process.exit(EXIT.interrupted)
      this.interruption.abort()
    }
    process.on('SIGINT', interrupt)
    process.on('SIGTERM', interrupt)
  }

  protected openLake(flags: { lake: string }): Lake {
    return openLake(flags.lake)
  }

  /** Failures are told in one sentence; only DEBUG shows where in the code they came from. */
  protected override async catch(error: Error & { exitCode?: number }): Promise<unknown> {
    if (this.interruption.signal.aborted) {
      this.logToStderr('Interrupted; what was unfinished has been removed.')
      return this.exit(EXIT.interrupted)
    }
    if (!(error instanceof Failure)) return super.catch(error)
    if (this.jsonEnabled()) this.logJson({ error: { message: error.message, ...error.detail } })
    else this.logToStderr(`Error: ${error.message}`)
    if (process.env.DEBUG) this.logToStderr(error.stack ?? '')
    return this.exit(error.exitCode)
  }
}
