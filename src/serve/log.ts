/** One log line of the server. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error'
  /** Event name: "listening", "connected". */
  readonly event: string
  readonly fields: Readonly<Record<string, string | number>>
}

export type Log = (entry: LogEntry) => void

/** Formats an entry as JSON or as text: `12:00:01 connected client=1 symbol=ESH6`. */
export function formatLog({ level, event, fields }: LogEntry, time: Date, asJson: boolean): string {
  if (asJson) return JSON.stringify({ time: time.toISOString(), level, event, ...fields })
  const words = Object.entries(fields).map(([name, value]) => `${name}=${plain(value)}`)
  const mark = level === 'info' ? '' : `${level}: `
  return [time.toISOString().slice(11, 19), `${mark}${event}`, ...words].join(' ')
}

/** Quotes values that are not a single word. */
function plain(value: string | number): string {
  const text = String(value)
  return /^[\w.:/?=&,+-]*$/.test(text) ? text : JSON.stringify(text)
}
