/** Fields as a comma-separated line without its end (RFC 4180); what is undefined is empty. */
export function csvLine(fields: readonly (string | number | undefined)[]): string {
  return fields.map((field) => (field === undefined ? '' : csvField(String(field)))).join(',')
}

/** A text as a field, quoted where it has to be. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
