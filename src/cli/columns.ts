import { printable } from '../failure.ts'

/**
 * Aligns rows in columns two spaces apart, numbers to the right. Widths count code points: the
 * output has no wide characters, and control characters and line ends are escaped.
 *
 * @param isNumeric which columns hold numbers; by default those whose first cell is a number
 */
export function formatColumns(
  rows: readonly (readonly (string | number)[])[],
  header?: readonly string[],
  isNumeric = (column: number) => rows.length > 0 && typeof rows[0][column] === 'number',
): string {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? count(cell) : printable(cell, ''))),
  )
  const all = header ? [header, ...cells] : cells
  const widths = (all[0] ?? []).map((_, column) =>
    all.reduce((width, row) => Math.max(width, [...(row[column] ?? '')].length), 0),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        isNumeric(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]),
      )
      .join('  ')
      .trimEnd()
  return all.map(line).join('\n')
}

/** A count with thousands separators: 7681180 → "7,681,180". */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** A size in binary units: 524131 → "512 KB". */
export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let size = value
  let unit = 0
  while (Math.round(size) >= 1024 && unit < units.length - 1) {
    size /= 1024
    unit++
  }
  const hasTenths = unit > 0 && size < 9.95
  return `${hasTenths ? size.toFixed(1) : Math.round(size)} ${units[unit]}`
}
