/** One line of the doctor's report: what was examined, the result, and its fix. */
export interface DoctorFinding {
  /** "node", "lake". */
  readonly name: string
  /** `fault`: something does not work; `note`: something to know. */
  readonly state: 'ok' | 'note' | 'fault'
  readonly text: string
  /** What to do, as an imperative. */
  readonly fix?: string
}

export function ok(name: string, text: string): DoctorFinding {
  return { name, state: 'ok', text }
}

export function note(name: string, text: string, fix?: string): DoctorFinding {
  return { name, state: 'note', text, ...(fix !== undefined && { fix }) }
}

export function problem(name: string, text: string, fix?: string): DoctorFinding {
  return { name, state: 'fault', text, ...(fix !== undefined && { fix }) }
}
