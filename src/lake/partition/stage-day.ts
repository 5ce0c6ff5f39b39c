/** All tables that a stage writes for one symbol and day: the unit of commit. */
export interface StageDay {
  /** The stage's name, "silver/futures-book". */
  readonly stage: string
  readonly symbol: string
  readonly dt: string
}

/** "silver/futures-book ESH6 2026-01-06" */
export function formatStageDay({ stage, symbol, dt }: StageDay): string {
  return `${stage} ${symbol} ${dt}`
}
