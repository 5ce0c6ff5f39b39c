import type { Lake } from '../lake/paths.ts'
import {
  type Layer,
  type PipelineEvent,
  type PipelineRequest,
  runPipeline,
} from '../stages/pipeline.ts'
import { BaseCommand } from './base-command.ts'
import { type TargetFlagValues, targetsFrom } from './flags.ts'
import { ProgressView } from './progress.ts'

export interface PipelineFlagValues extends TargetFlagValues {
  readonly session?: string | undefined
  readonly 'max-rel-ticks'?: number | undefined
  readonly 'product-type'?: string | undefined
  readonly overwrite: boolean
  readonly quiet: boolean
}

/** What the commands that run stages share: flags to request, request to result. */
export abstract class PipelineCommand extends BaseCommand {
  protected requestFrom(flags: PipelineFlagValues, layer: Layer): PipelineRequest {
    return {
      ...targetsFrom(flags),
      options: { session: flags.session, maxRelTicks: flags['max-rel-ticks'] },
      layer,
      productType: flags['product-type'],
      overwrite: flags.overwrite,
    }
  }

  protected async runPipeline(lake: Lake, request: PipelineRequest, quiet: boolean) {
    const view = new ProgressView({ quiet })
    const results: object[] = []
    const report = (event: PipelineEvent) => {
      view.report(event)
      const result = resultOf(event)
      if (result) results.push(result)
    }
    try {
      await runPipeline(lake, request, { report, signal: this.interruption.signal })
    } finally {
      view.end()
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
  const { type, node } = event.event
  const { stage, symbol, dt } = node
  if (event.event.type === 'done') {
    return { stage: stage.name, symbol, dt, state: 'written', written: event.event.written }
  }
  return type === 'fresh' ? { stage: stage.name, symbol, dt, state: 'fresh' } : undefined
}
