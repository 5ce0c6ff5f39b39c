import { DATASETS } from '../../contracts/registry.ts'
import { gapsOf } from '../../lake/partition/manifest.ts'
import { type PartitionReader, readPartition } from '../../lake/partition/read.ts'
import type { Lake } from '../../lake/paths.ts'
import { parseSession } from '../../market/session.ts'
import { NANOSECONDS_PER_SECOND } from '../../market/time.ts'
import { appendGaps, type RecordGap, type SecondSpan } from '../../surfaces/gaps.ts'
import { declareStage, type StageWork } from '../declare-stage.ts'
import { text } from '../parameters.ts'
import { sessionFor } from '../session-rule.ts'
import type { StageOptions, Target } from '../stage.ts'
import { storedManifest } from '../stored-manifest.ts'

const PARAMETERS = { session: text }

type GapsWork = StageWork<typeof PARAMETERS, 'mbo' | 'snapshot', 'gaps'>

/** Where a session's live recordings miss records, as their journals say. */
export const recordingGaps = declareStage({
  name: 'silver/recording-gaps',
  revision: 1,
  parameters: PARAMETERS,
  reads: ['mbo', 'snapshot'],
  writes: ['gaps'],
  appliesTo,
  resolve,
  run,
})

/** A day of historical files has none; one that had recordings before keeps the table, now empty. */
async function appliesTo(lake: Lake, target: Target, options: StageOptions): Promise<boolean> {
  if (await storedManifest(lake, { ...target, dataset: DATASETS.gaps })) return true
  for (const dt of await datesOf(lake, target, options)) {
    const manifest = await storedManifest(lake, { ...target, dataset: DATASETS.mbo, dt })
    if (manifest?.inputs.some((input) => 'file' in input && input.is_live === true)) return true
  }
  return false
}

async function resolve(lake: Lake, target: Target, options: StageOptions) {
  const dates = await datesOf(lake, target, options)
  const { symbol, dt } = target
  return {
    parameters: { session: await sessionFor(lake, target, options) },
    reads: [
      { dataset: DATASETS.snapshot, symbol, dt, optional: false },
      ...dates.map((date) => ({ dataset: DATASETS.mbo, symbol, dt: date, optional: true })),
    ],
    notes: [],
  }
}

async function datesOf(
  lake: Lake,
  target: Target,
  options: StageOptions,
): Promise<readonly string[]> {
  return parseSession(await sessionFor(lake, target, options), target.dt).dates
}

async function run({ lake, inputs, writers }: GapsWork) {
  const [snapshot] = inputs.snapshot
  const gaps: RecordGap[] = []
  for (const input of inputs.mbo) {
    const manifest = await storedManifest(lake, input)
    for (const { from_ts_ns: from, to_ts_ns: to, reason } of gapsOf(manifest?.inputs ?? [])) {
      const gap = { from: BigInt(from), to: BigInt(to), reason }
      // A recording over midnight is of two days.
      if (!gaps.some((other) => other.from === gap.from && other.to === gap.to)) gaps.push(gap)
    }
  }
  const reader = await readPartition(lake, snapshot)
  try {
    appendGaps(writers.gaps.table, gaps, spanOf(reader))
  } finally {
    await reader.close()
  }
  return { gaps: writers.gaps.rows }
}

/** First and last second of the session's snapshot, which has at least one. */
function spanOf({ rowGroups }: PartitionReader): SecondSpan {
  const ranges = rowGroups.map((group) => group.ranges.window_end_ts_ns)
  const secondOf = (time: unknown) => Number(BigInt(String(time)) / NANOSECONDS_PER_SECOND)
  return { first: secondOf(ranges[0].minimum), last: secondOf(ranges[ranges.length - 1].maximum) }
}
