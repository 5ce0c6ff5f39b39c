/** What a server does, told one line each. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error'
  /** What happened, as a word: "listening", "connected". */
  readonly event: string
  readonly fields: Readonly<Record<string, string | number>>
}

export type Log = (entry: LogEntry) => void

/** A line of JSON, or one for people: `12:00:01 connected client=1 symbol=ESH6`. */
export function formatLog({ level, event, fields }: LogEntry, time: Date, asJson: boolean): string {
  if (asJson) return JSON.stringify({ time: time.toISOString(), level, event, ...fields })
  const words = Object.entries(fields).map(([name, value]) => `${name}=${plain(value)}`)
  const mark = level === 'info' ? '' : `${level}: `
  return [time.toISOString().slice(11, 19), `${mark}${event}`, ...words].join(' ')
}

/** Quoted where it could be taken for more than one word. */
function plain(value: string | number): string {
  const text = String(value)
  return /^[\w.:/?=&,+-]*$/.test(text) ? text : JSON.stringify(text)
}
