import { EXIT, Failure, printable } from '../failure.ts'
import { inChildProcess } from '../pipeline/executor/child.ts'
import { inProcess } from '../pipeline/executor/here.ts'
import type { PipelineRequest, StageLayer } from '../pipeline/pipeline.ts'
import type { WatchEvent, WatchWatcher } from '../pipeline/watch.ts'
import { BaseCommand } from './base-command.ts'
import { stackOf } from './bug-report.ts'
import { optionsFrom, type StageFlagValues, type TargetFlagValues, targetsFrom } from './flags.ts'
import { ProgressView } from './progress.ts'
import { safeJson } from './safe-json.ts'

export interface PipelineFlagValues extends TargetFlagValues, StageFlagValues {
  readonly 'product-type'?: string | undefined
  readonly workers: number
  readonly overwrite: boolean
  readonly 'allow-late': boolean
  readonly 'allow-truncated': boolean
  readonly 'require-whole': boolean
}

export interface WatchFlagValues {
  readonly quiet: boolean
  /** Seconds. */
  readonly wait: number
}

/** Base of the commands that write to the lake: flags to request, events to result. */
export abstract class PipelineCommand extends BaseCommand {
  protected requestFrom(flags: PipelineFlagValues, layer: StageLayer): PipelineRequest {
    return {
      ...targetsFrom(flags),
      options: optionsFrom(flags),
      layer,
      productType: flags['product-type'],
      requireWhole: flags['require-whole'],
      overwrite: flags.overwrite,
      allowTruncated: flags['allow-truncated'],
      allowLate: flags['allow-late'],
      workers: flags.workers,
      // Days that run at once need a process each: a stage keeps its thread busy.
      executor: flags.workers > 1 ? inChildProcess : inProcess,
    }
  }

  /** Shows progress, and returns the entries of the JSON output. */
  protected async watch(
    { quiet, wait }: WatchFlagValues,
    work: (watcher: WatchWatcher) => Promise<unknown>,
  ): Promise<{ results: object[] }> {
    const view = new ProgressView({ quiet })
    const results: object[] = []
    const failures: { what: string; isDay: boolean; failure: Failure }[] = []
    /** Reported at the end, and a single one as the error that it is: no message is printed twice. */
    const faults: WatchEvent[] = []
    const report = (event: WatchEvent) => {
      if (event.type === 'fault') faults.push(event)
      else view.report(event)
      const result = jsonEntry(event)
      if (result) results.push(result)
      if (event.type === 'run' && event.event.type === 'failed') {
        failures.push({ what: event.event.node.key, isDay: true, failure: event.event.failure })
      } else if (event.type === 'fault') {
        const { symbol, dt, failure } = event.fault
        failures.push({ what: `${symbol} ${dt}`, isDay: false, failure })
      } else if (event.type === 'absent') {
        const { what, failure } = event.absent
        failures.push({ what, isDay: false, failure })
      } else if (event.type === 'refused') {
        failures.push({
          what: event.files.map((file) => printable(file, '')).join(', '),
          isDay: false,
          failure: event.failure,
        })
      }
    }
    // A second Ctrl-C ends the process at once; the bar must still be cleared.
    const clearBar = () => view.end()
    process.once('exit', clearBar)
    try {
      await work({ report, signal: this.signal, lockWaitMs: wait * 1000 })
      if (failures.length > 1) for (const fault of faults) view.report(fault)
    } catch (error) {
      // What cannot be done for want of a refused file is its consequence: the last line is the cause.
      const [cause] = failures
      if (!cause || !(error instanceof Failure)) throw error
      if (failures.length > 1) for (const fault of faults) view.report(fault)
      view.end()
      this.logToStderr(error.message)
      throw cause.failure
    } finally {
      process.off('exit', clearBar)
      view.end()
    }
    if (failures.length > 0) {
      // Each was reported when it happened; the last line lists them together.
      const [{ failure }] = failures
      const all = failures.map(({ what }) => what).join(', ')
      const kind = failures.every(({ isDay }) => isDay) ? "stages' days" : 'files and days'
      if (failures.length === 1) this.logToStderr(`Error: ${failure.message}`)
      else {
        const sentences = new Set(failures.map(({ failure: { message } }) => message))
        const cause = sentences.size === 1 ? failure.message : `the first: ${failure.message}`
        this.logToStderr(`Error: ${failures.length} ${kind} failed: ${all}; ${cause}`)
      }
      if (process.env.DEBUG) {
        for (const each of failures) this.logToStderr(stackOf(each.failure))
      }
      process.exitCode = failure.exitCode
    }
    return { results }
  }

  /** Shows work that runs until interrupted; the JSON output is one object a line. */
  protected async follow(
    { quiet, wait }: WatchFlagValues,
    work: (watcher: WatchWatcher) => Promise<never>,
  ): Promise<object> {
    const { signal } = this
    const view = new ProgressView({ quiet })
    const report = (event: WatchEvent) => {
      view.report(event)
      const result = this.jsonEnabled() && jsonEntry(event)
      if (result) process.stdout.write(`${safeJson(result, 0)}\n`)
    }
    const clearBar = () => view.end()
    process.once('exit', clearBar)
    try {
      return await work({ report, signal, lockWaitMs: wait * 1000 })
    } catch (error) {
      if (!signal.aborted || !this.jsonEnabled()) throw error
      process.exitCode = EXIT.interrupted
      return {}
    } finally {
      process.off('exit', clearBar)
      view.end()
    }
  }
}

/** The entry of an event in the JSON output, if it has one. */
function jsonEntry(event: WatchEvent): object | undefined {
  if (event.type === 'front') return { front: event.front }
  if (event.type === 'lacking') return { lacking: event.what }
  if (event.type === 'partial') {
    const { symbol, dt, session, missing } = event.day
    return { symbol, dt, session, partial: missing }
  }
  if (event.type === 'fault') {
    const { symbol, dt, failure } = event.fault
    return { symbol, dt, state: 'failed', error: failure.detail }
  }
  if (event.type === 'absent') {
    const { what, failure } = event.absent
    return { absent: what, error: failure.detail }
  }
  if (event.type === 'refused') return { refused: event.files, error: event.failure.detail }
  if (event.type === 'watching' || event.type === 'gone' || event.type === 'growing') return event
  if (event.type === 'ingest') {
    return event.event.type === 'progress' ? undefined : { ingest: event.event }
  }
  const run = event.event
  const { stage, symbol, dt } = run.node
  const day = { stage: stage.name, symbol, dt }
  if (run.type === 'done') return { ...day, state: 'written', written: run.written }
  if (run.type === 'fresh') return { ...day, state: 'fresh' }
  if (run.type === 'failed') return { ...day, state: 'failed', error: run.failure.detail }
  return run.type === 'stopped' ? { ...day, state: 'stopped', by: run.by } : undefined
}
