import type { Lake } from '../lake/paths.ts'
import type { Stage, StageOptions, Target } from '../stages/stage.ts'
import { optionsOf } from './root-options.ts'

/** Which stages' days are wanted. */
export interface Wanted {
  readonly days: readonly { readonly stage: Stage; readonly target: Target }[]
  /** What days have no input for, a sentence each. */
  readonly lacking: readonly string[]
}

/** Each stage for each target, but for those that the day has no use for. */
export async function wantedDays(
  lake: Lake,
  targets: readonly Target[],
  stages: readonly Stage[],
  options: StageOptions,
): Promise<Wanted> {
  const days: { stage: Stage; target: Target }[] = []
  const lacking: string[] = []
  for (const target of targets) {
    for (const stage of stages) {
      const lack = await stage.lacks?.(lake, target, optionsOf(target.symbol, options))
      if (lack === undefined) days.push({ stage, target })
      else lacking.push(lack)
    }
  }
  return { days, lacking }
}
