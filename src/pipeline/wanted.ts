import type { Lake } from '../lake/paths.ts'
import type { Stage, StageOptions, Target } from '../stages/stage.ts'
import { optionsForSymbol } from './root-options.ts'

/** The stage days to build. */
export interface WantedDays {
  readonly days: readonly { readonly stage: Stage; readonly target: Target }[]
  /** Why stages are skipped, each a sentence. */
  readonly skipped: readonly string[]
}

/** Each stage for each target, except those that do not apply to the day. */
export async function wantedDays(
  lake: Lake,
  targets: readonly Target[],
  stages: readonly Stage[],
  options: StageOptions,
): Promise<WantedDays> {
  const days: { stage: Stage; target: Target }[] = []
  // Two stages may be skipped for one reason.
  const skipped = new Set<string>()
  for (const target of targets) {
    const own = optionsForSymbol(target.symbol, options)
    for (const stage of stages) {
      if (stage.appliesTo && !(await stage.appliesTo(lake, target, own))) continue
      const reason = await stage.skipReason?.(lake, target, own)
      if (reason === undefined) days.push({ stage, target })
      else skipped.add(reason)
    }
  }
  return { days, skipped: [...skipped] }
}
