/** A gateway's end of the wire; the mirror of the gateway's `Connection`. */
export interface Connection {
  /** What the gateway sends, in order; ends when the connection does, however that came. */
  readonly received: AsyncIterable<Uint8Array>
  send(text: string): void
  /** Closes it at once; {@link received} ends. */
  close(): void
}

/**
 * Opens a connection, looking the gateway's name up again each time.
 *
 * @throws Failure `input` where the gateway cannot be reached
 */
export type Connect = () => Promise<Connection>
