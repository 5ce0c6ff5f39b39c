import { DATASETS, type DatasetName } from '../contracts/registry.ts'
import type { Quality } from '../lake/partition/manifest.ts'
import type { Lake, Partition } from '../lake/paths.ts'
import { assertWithinLimits } from './day-limits.ts'
import { assertFewLate } from './late-records.ts'
import { type Parsed, type Parsers, parseParameters, recordedParameters } from './parameters.ts'
import type { Job, Progress, Read, Stage, StageOptions, Target } from './stage.ts'
import { type DatasetKey, type Writers, writeSurfaces } from './surface-writer.ts'

/** A resolved stage day, typed by the stage's declared parameters and reads. */
export interface ResolvedFor<P extends Parsers, R extends DatasetName> {
  readonly parameters: Parsed<P>
  readonly reads: readonly Read<DatasetKey<R>>[]
  readonly notes: readonly string[]
  readonly fallback?: Pick<ResolvedFor<P, R>, 'reads' | 'notes'> | undefined
}

/** The input of a stage's `run`. */
export interface StageWork<P extends Parsers, R extends DatasetName, W extends DatasetName>
  extends Target {
  readonly lake: Lake
  readonly parameters: Parsed<P>
  /** Existing inputs by dataset, in the order they were resolved. */
  readonly inputs: { readonly [N in R]: readonly Partition<DatasetKey<N>>[] }
  /** Writers by dataset. */
  readonly writers: Writers<W>
  readonly report: (progress: Progress) => void
  readonly signal: AbortSignal
}

/** A stage with typed parameters, reads and writes. */
export interface StageDeclaration<P extends Parsers, R extends DatasetName, W extends DatasetName>
  extends Pick<Stage, 'name' | 'revision' | 'appliesTo' | 'skipReason'> {
  readonly parameters: P
  readonly reads: readonly R[]
  readonly writes: readonly W[]
  /** As {@link Stage.resolve}. */
  resolve(
    lake: Lake,
    target: Target,
    options: StageOptions,
    recorded: Partial<Parsed<P>>,
  ): Promise<ResolvedFor<P, R>>
  /**
   * Fills the writers. They are committed together afterwards, or none of them if this throws.
   *
   * @returns quality counts for the manifest
   */
  run(work: StageWork<P, R, W>): Promise<Quality>
}

/** Checks a declaration and builds the stage that the pipeline plans and runs. */
export function declareStage<P extends Parsers, R extends DatasetName, W extends DatasetName>(
  declaration: StageDeclaration<P, R, W>,
): Stage {
  const { name, revision, appliesTo, skipReason, parameters, reads, writes } = declaration
  if (!/^(silver|gold)\/[a-z-]+$/.test(name))
    throw new Error(`stage ${name}: the name is not layer/noun`)
  if (writes.length === 0) throw new Error(`stage ${name} writes nothing`)
  return {
    name,
    revision,
    reads: reads.map((dataset) => DATASETS[dataset]),
    writes: writes.map((dataset) => DATASETS[dataset]),
    ...(appliesTo && { appliesTo }),
    ...(skipReason && { skipReason }),
    resolve: (lake, target, options, recorded) =>
      declaration.resolve(lake, target, options, recordedParameters(parameters, recorded)),
    run: (job) => {
      const { lake, symbol, dt, report, signal } = job
      const parsed = parseParameters(parameters, job.parameters, name)
      const given = { lake, symbol, dt, report, signal, parameters: parsed }
      const record = { name, revision, parameters: job.parameters }
      return writeSurfaces(job, record, writes, async (writers) => {
        const quality = await declaration.run({
          ...given,
          inputs: inputsByName(reads, job),
          writers,
        })
        if (!job.allowLate) assertFewLate(quality, job)
        assertWithinLimits(quality, job)
        return quality
      })
    },
  }
}

function inputsByName<R extends DatasetName>(reads: readonly R[], { inputs }: Job) {
  const found = reads.map((name) => [
    name,
    inputs.filter(({ dataset }) => dataset === DATASETS[name]),
  ])
  return Object.fromEntries(found) as { [N in R]: readonly Partition<DatasetKey<N>>[] }
}
