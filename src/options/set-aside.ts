/** An invalid definition, and why it is rejected. */
export interface RejectedDefinition {
  readonly symbol: string
  readonly reason: string
}

/** How many definitions were set aside, all in all and by reason: counts that a manifest carries. */
export function setAsideCounts(setAside: readonly RejectedDefinition[]): Record<string, number> {
  const counts: Record<string, number> = { definitions_set_aside: setAside.length }
  for (const { reason } of setAside) {
    const name = `definitions_set_aside: ${reason}`
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}
