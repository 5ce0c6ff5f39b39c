import { homedir } from 'node:os'
import { Command, Flags, type Interfaces, ux } from '@oclif/core'
import { type Config, readConfig } from '../config/config-file.ts'
import { EXIT, Failure, printable } from '../failure.ts'
import { type Lake, openLake } from '../lake/paths.ts'
import { recoverLake } from '../lake/recover.ts'
import { hasUtf8 } from '../tui/abilities.ts'
import { bugReport, isBug, stackOf } from './bug-report.ts'
import { safeJson } from './safe-json.ts'
import { settingFlags, withSettings } from './setting-flags.ts'
import { terminalText } from './terminal-text.ts'
import { type Usage, usageFailure } from './usage-failure.ts'

/**
 * What every command has: the lake, how much to say and in which form, Ctrl-C, and how failures
 * are told. Results go to stdout, everything else to stderr.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true

  static override baseFlags = {
    lake: settingFlags.lake,
    quiet: Flags.boolean({ description: 'print results only', helpGroup: 'GLOBAL' }),
    'no-color': Flags.boolean({
      description: 'print without colours (as NO_COLOR does)',
      helpGroup: 'GLOBAL',
    }),
  }

  readonly #interruption = new AbortController()
  #tidiesUp = false
  /** Does anybody read our output? */
  #isRead = true
  #hasRun = false

  override async init(): Promise<void> {
    await super.init()
    const interrupt = () => {
      // Nothing is to be tidied up; or it is being, and a second Ctrl-C does not wait for that.
      if (!this.#tidiesUp || this.#interruption.signal.aborted) process.exit(EXIT.interrupted)
      this.#interruption.abort()
    }
    process.on('SIGINT', interrupt)
    process.on('SIGTERM', interrupt)
    process.on('SIGHUP', interrupt)
    process.stdout.removeAllListeners('error') // those of the launcher and of oclif
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      // Who reads has seen enough, as "| head" does: that is no fault, and nothing is left to say.
      this.#isRead = false
      if (!this.#tidiesUp || this.#hasRun) process.exit()
      this.#interruption.abort()
    })
  }

  /** Can what reads our output show more than ASCII? */
  protected get utf8(): boolean {
    return hasUtf8(process.env)
  }

  /** Prints a text for people; see {@link terminalText}. */
  override log(text = ''): void {
    super.log('%s', terminalText(text, this.utf8))
  }

  /** Tells of the work on stderr, likewise. */
  override logToStderr(text = ''): void {
    super.logToStderr('%s', terminalText(text, this.utf8))
  }

  /** Prints a text for programs: letters as they are, whatever the locale; control bytes spelled out. */
  protected logData(text: string): void {
    super.log('%s', printable(text))
  }

  override logJson(json: unknown): void {
    ux.stdout('%s', safeJson(json))
  }

  /** Aborted by Ctrl-C. A command that asks for it tidies up; another one ends at once. */
  protected get signal(): AbortSignal {
    this.#tidiesUp = true
    return this.#interruption.signal
  }

  /** The configuration file's settings, if there is one. */
  protected configuration(): Promise<Config> {
    return readConfig({ folder: process.cwd(), home: homedir(), env: process.env })
  }

  /** Flags before the environment before the configuration before defaults. */
  protected override async parse<
    F extends Record<string, unknown>,
    B extends Record<string, unknown>,
    A extends Record<string, unknown>,
  >(
    options: Interfaces.Input<F, B, A>,
    argv = this.argv,
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    const config = await this.configuration()
    // What a command inherits is not copied with what it has itself.
    const { flags = {}, baseFlags = {}, enableJsonFlag = false } = options
    const settled = {
      ...options,
      enableJsonFlag,
      flags: withSettings(flags, process.env, config),
      baseFlags: withSettings(baseFlags, process.env, config),
    }
    return super.parse(settled as Interfaces.Input<F, B, A>, argv)
  }

  /**
   * The lake to look into, once what killed runs began in it is finished or cleared away; one that
   * cannot be written is looked at as it is.
   */
  protected async openLake(flags: { lake: string }): Promise<Lake> {
    const lake = openLake(flags.lake)
    await recoverLake(lake).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error
    })
    return lake
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#hasRun = true
    if (!this.#isRead) process.exit()
    await super.finally(error)
  }

  /**
   * Failures are told in one sentence; only DEBUG shows where in the code they came from, and what
   * caused them. A bug is told with that.
   */
  protected override async catch(thrown: Error & { exitCode?: number }): Promise<unknown> {
    if (!this.#isRead) process.exit()
    if (this.#interruption.signal.aborted) {
      const message = 'Interrupted; what was unfinished has been removed.'
      if (this.jsonEnabled()) this.logJson({ error: { message } })
      else this.logToStderr(message)
      return this.exit(EXIT.interrupted)
    }
    const error = usageFailure(thrown, this.#usage) ?? thrown
    if (isBug(error)) return this.#reportBug(error)
    if (!(error instanceof Failure)) return super.catch(error)
    if (this.jsonEnabled()) this.logJson({ error: { message: error.message, ...error.detail } })
    else this.logToStderr(`Error: ${error.message}`)
    if (process.env.DEBUG) this.logToStderr(stackOf(error))
    return this.exit(error.exitCode)
  }

  #reportBug(error: Error): never {
    if (this.jsonEnabled()) this.logJson(this.toErrorJson(error))
    this.logToStderr(bugReport(error))
    return this.exit(EXIT.bug)
  }

  get #usage(): Usage {
    const { id, flags = {}, baseFlags = {} } = this.ctor
    return {
      id: (id ?? '').replaceAll(':', ' '),
      flags: [...Object.keys({ ...flags, ...baseFlags }), 'json', 'help'],
    }
  }

  /** Of oclif's own errors too, a message and no more. */
  protected override toErrorJson(error: unknown): unknown {
    return { error: { message: error instanceof Error ? error.message : String(error) } }
  }
}
