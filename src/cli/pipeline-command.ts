import type { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import {
  type Layer,
  type PipelineEvent,
  type PipelineRequest,
  runPipeline,
} from '../stages/pipeline.ts'
import { BaseCommand } from './base-command.ts'
import { optionsFrom, type TargetFlagValues, targetsFrom } from './flags.ts'
import { ProgressView } from './progress.ts'

export interface PipelineFlagValues extends TargetFlagValues {
  readonly session?: string | undefined
  readonly 'max-rel-ticks'?: number | undefined
  readonly 'product-type'?: string | undefined
  readonly calibration?: string | undefined
  readonly workers: number
  readonly overwrite: boolean
  readonly quiet: boolean
}

/** What the commands that run stages share: flags to request, request to result. */
export abstract class PipelineCommand extends BaseCommand {
  protected requestFrom(flags: PipelineFlagValues, layer: Layer): PipelineRequest {
    return {
      ...targetsFrom(flags),
      options: optionsFrom(flags),
      layer,
      productType: flags['product-type'],
      overwrite: flags.overwrite,
      workers: flags.workers,
    }
  }

  protected async runPipeline(lake: Lake, request: PipelineRequest, quiet: boolean) {
    const view = new ProgressView({ quiet })
    const results: object[] = []
    const failures: Failure[] = []
    const report = (event: PipelineEvent) => {
      view.report(event)
      const result = resultOf(event)
      if (result) results.push(result)
      if (event.type === 'run' && event.event.type === 'failed') failures.push(event.event.failure)
    }
    try {
      await runPipeline(lake, request, { report, signal: this.interruption.signal })
    } finally {
      view.end()
    }
    if (failures.length > 0) {
      // Each has been named where it happened; the last word is what a script needs to know.
      if (failures.length > 1) this.logToStderr(`Error: ${failures.length} stages' days failed.`)
      else this.logToStderr(`Error: ${failures[0].message}`)
      process.exitCode = failures[0].exitCode
    }
    return { results }
  }
}

/** What of an event belongs into the machine's output. */
function resultOf(event: PipelineEvent): object | undefined {
  if (event.type === 'front') return { front: event.front }
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
