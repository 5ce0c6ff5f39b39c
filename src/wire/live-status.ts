/** How a live session is doing, as `/v1/hud/live` tells it. */
export interface LiveStatus {
  readonly connected: boolean
  /** Records received, of all kinds. */
  readonly records: number
  /** How long records wait before they are taken in, beyond what is usual, milliseconds. */
  readonly lag_ms: number
  readonly reconnects: number
  /** Bytes of recordings on the disk. */
  readonly recorded_bytes: number
  /** Where records are missing, times as ISO 8601. */
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly reason: string }[]
}
