/** What is written and replaced whole: all tables that a stage makes of one symbol's day. */
export interface StageDay {
  /** As the datasets name it, "silver/futures-book". */
  readonly stage: string
  readonly symbol: string
  readonly dt: string
}

/** "silver/futures-book ESH6 2026-01-06" */
export function formatStageDay({ stage, symbol, dt }: StageDay): string {
  return `${stage} ${symbol} ${dt}`
}
