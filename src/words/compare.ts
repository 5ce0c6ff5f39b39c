/** Which of two comes first, for sorting in ascending order. */
export function compare<T extends bigint | string>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0
}
