/** One CSV line without its line end (RFC 4180); undefined is an empty field. */
export function csvLine(fields: readonly (string | number | undefined)[]): string {
  return fields.map((field) => (field === undefined ? '' : csvField(String(field)))).join(',')
}

/** A CSV field, quoted where RFC 4180 requires it. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
