import { homedir } from 'node:os'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { Command, Flags, type Interfaces, ux } from '@oclif/core'
import { systemClock } from '../clock.ts'
import { type Config, readConfig } from '../config/config-file.ts'
import { EXIT, Failure, printable } from '../failure.ts'
import { assertLakeFolder } from '../files/open-file.ts'
import { recoverLake } from '../lake/partition/recover.ts'
import { type Lake, openLake } from '../lake/paths.ts'
import { asFailure } from '../lake/store/file-failure.ts'
import { isS3Url } from '../lake/store/s3/location.ts'
import { assertLayout } from '../lake/upgrade/layout.ts'
import { hasUtf8 } from '../tui/capabilities.ts'
import { bugReport, isBug, stackOf } from './bug-report.ts'
import { Interruption } from './interruption.ts'
import { safeJson } from './safe-json.ts'
import { settingFlags, withSettings } from './setting-flags.ts'
import { terminalText } from './terminal-text.ts'
import { type CommandUsage, usageFailure } from './usage-failure.ts'

/** Flags that say which lake it is, and how it is reached. */
export interface LakeFlagValues {
  readonly lake: string
  readonly endpoint?: string | undefined
  readonly cache?: string | undefined
  readonly 'cache-gb': number
}

/**
 * Base of every command: the lake flag, output form, handling of Ctrl-C, reporting of failures.
 * Results go to stdout, everything else to stderr.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true

  static override baseFlags = {
    lake: settingFlags.lake,
    endpoint: settingFlags.endpoint,
    cache: settingFlags.cache,
    'cache-gb': settingFlags['cache-gb'],
    quiet: Flags.boolean({
      description:
        'leave out progress; what is partial, left out or to be noted is said all the same',
      helpGroup: 'GLOBAL',
    }),
    'no-color': Flags.boolean({
      description: 'print without colours (as NO_COLOR does)',
      helpGroup: 'GLOBAL',
    }),
  }

  readonly #interruption = new Interruption(systemClock)
  /** False once the reader of stdout has closed it (EPIPE). */
  #hasReader = true
  #hasRun = false

  override async init(): Promise<void> {
    await super.init()
    this.#interruption.listen()
    process.stdout.removeAllListeners('error') // installed by the launcher and oclif
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      // The reader closed the pipe, as "| head" does: not an error, but nothing more can be
      // printed.
      this.#hasReader = false
      if (!this.#interruption.hasCleanup || this.#hasRun) process.exit()
      this.#interruption.abort()
    })
  }

  /** Whether the locale allows more than ASCII in output. */
  protected get utf8(): boolean {
    return hasUtf8(process.env)
  }

  /** Width of stdout's terminal; undefined where output goes elsewhere and is not to be cut. */
  protected get terminalColumns(): number | undefined {
    return process.stdout.isTTY ? process.stdout.columns : undefined
  }

  /** Prints text for people, made safe by {@link terminalText}. */
  override log(text = ''): void {
    super.log('%s', terminalText(text, this.utf8))
  }

  /** Prints progress and notes for people to stderr. */
  override logToStderr(text = ''): void {
    super.logToStderr('%s', terminalText(text, this.utf8))
  }

  /** Prints text for programs: UTF-8 whatever the locale, control characters escaped. */
  protected logData(text: string): void {
    super.log('%s', printable(text))
  }

  override logJson(json: unknown): void {
    ux.stdout('%s', safeJson(json))
  }

  /** What Ctrl-C leaves, for the user to know. */
  protected afterInterruption: string = 'what was unfinished has been removed'

  /** Aborted by Ctrl-C. A command that reads it must clean up; any other command ends at once. */
  protected get signal(): AbortSignal {
    return this.#interruption.signal
  }

  /** Settings of the configuration file, {@link NO_CONFIG} without one. */
  protected configuration(): Promise<Config> {
    return readConfig({ folder: process.cwd(), home: homedir(), env: process.env })
  }

  /** Precedence: flag, environment, configuration file, default. */
  protected override async parse<
    F extends Record<string, unknown>,
    B extends Record<string, unknown>,
    A extends Record<string, unknown>,
  >(
    options: Interfaces.Input<F, B, A>,
    argv = this.argv,
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    if (argv.includes('--no-color')) process.env.NO_COLOR = '1'
    const config = await this.configuration()
    // A spread does not copy inherited static properties.
    const { flags = {}, baseFlags = {}, enableJsonFlag = false } = options
    const withDefaults = {
      ...options,
      enableJsonFlag,
      flags: withSettings(flags, process.env, config),
      baseFlags: withSettings(baseFlags, process.env, config),
    }
    return super.parse(withDefaults as Interfaces.Input<F, B, A>, argv)
  }

  /** The lake that the flags name; nothing in it is read. */
  protected lakeOf({ lake, endpoint, cache, 'cache-gb': gigabytes }: LakeFlagValues): Lake {
    if (!isS3Url(lake)) assertLakeFolder(lake)
    const cacheBytes = gigabytes * 1e9
    return openLake(lake, undefined, {
      ...(endpoint !== undefined && { endpoint }),
      ...(cache !== undefined && { cache, cacheBytes }),
    })
  }

  /**
   * Opens the lake and recovers writes that killed runs left unfinished. A read-only lake is opened
   * as it is.
   */
  protected async openLake(flags: LakeFlagValues): Promise<Lake> {
    const lake = this.lakeOf(flags)
    const recovered = recoverLake(lake).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error
    })
    await Promise.all([assertLayout(lake), recovered])
    return lake
  }

  /**
   * The folder for raw files of a lake.
   *
   * @param instead what to do where the lake has no folders
   * @throws Failure `usage` for a lake on S3
   */
  protected rawFolder({ root }: Lake, instead: string): string {
    if (!isS3Url(root)) return join(root, 'raw')
    throw new Failure({
      code: 'usage',
      what: 'files are written to a folder first, and the lake is on S3',
      where: root,
      fix: instead,
    })
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#hasRun = true
    if (!this.#hasReader) process.exit()
    await super.finally(error)
  }

  /** Prints a failure as one sentence; DEBUG adds the stack and its causes. A bug always shows them. */
  protected override async catch(thrown: Error & { exitCode?: number }): Promise<unknown> {
    if (!this.#hasReader) process.exit()
    if (this.#interruption.isInterrupted) {
      const message = `Interrupted; ${this.afterInterruption}.`
      if (this.jsonEnabled()) this.logJson({ error: { message } })
      else this.logToStderr(message)
      return this.exit(EXIT.interrupted)
    }
    const error = usageFailure(thrown, this.#usage) ?? asFailure(thrown) ?? thrown
    if (isBug(error)) return this.#reportBug(error)
    if (!(error instanceof Failure)) return super.catch(error)
    if (this.jsonEnabled()) this.logJson({ error: { message: error.message, ...error.detail } })
    else {
      // Colours are left out by NO_COLOR, --no-color, and where stderr is no terminal.
      const word = styleText(['red', 'bold'], 'Error:', { stream: process.stderr })
      super.logToStderr('%s %s', word, terminalText(error.message, this.utf8))
    }
    if (process.env.DEBUG) this.logToStderr(stackOf(error))
    return this.exit(error.exitCode)
  }

  #reportBug(error: Error): never {
    if (this.jsonEnabled()) this.logJson(this.toErrorJson(error))
    this.logToStderr(bugReport(error))
    return this.exit(EXIT.bug)
  }

  get #usage(): CommandUsage {
    const { id, flags = {}, baseFlags = {} } = this.ctor
    return {
      id: (id ?? '').replaceAll(':', ' '),
      flags: [...Object.keys({ ...flags, ...baseFlags }), 'json', 'help'],
    }
  }

  /** oclif's own errors are reduced to their message too. */
  protected override toErrorJson(error: unknown): unknown {
    return { error: { message: error instanceof Error ? error.message : String(error) } }
  }
}
