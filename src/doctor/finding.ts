/** What was looked at, what was seen, and what to do about it. */
export interface Finding {
  /** "node", "lake". */
  readonly name: string
  /** `fault`: something does not work; `note`: something to know. */
  readonly state: 'ok' | 'note' | 'fault'
  readonly text: string
  /** What to do, as an imperative. */
  readonly fix?: string
}

export function ok(name: string, text: string): Finding {
  return { name, state: 'ok', text }
}

export function note(name: string, text: string, fix?: string): Finding {
  return { name, state: 'note', text, ...(fix !== undefined && { fix }) }
}

export function fault(name: string, text: string, fix?: string): Finding {
  return { name, state: 'fault', text, ...(fix !== undefined && { fix }) }
}
