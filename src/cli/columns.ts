import { printable } from '../failure.ts'

/**
 * Aligns rows in columns two spaces apart, numbers to the right. Widths count code points: the
 * output has no wide characters, and control characters and line ends are escaped.
 *
 * @param isNumeric which columns hold numbers; by default those whose first cell is a number
 * @param fit a terminal's width, and each column's rank: those of the highest are left out first, and
 *   lines that are too long even so are cut
 */
export function formatColumns(
  rows: readonly (readonly (string | number)[])[],
  header?: readonly string[],
  isNumeric = (column: number) => rows.length > 0 && typeof rows[0][column] === 'number',
  fit?: { readonly width: number | undefined; readonly ranks: readonly number[] },
): string {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? count(cell) : printable(cell, ''))),
  )
  const all = header ? [header, ...cells] : cells
  const widths = (all[0] ?? []).map((_, column) =>
    all.reduce((width, row) => Math.max(width, [...(row[column] ?? '')].length), 0),
  )
  const shown = fit?.width === undefined ? undefined : shownColumns(widths, fit.width, fit.ranks)
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        isNumeric(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]),
      )
      .filter((_, column) => shown?.has(column) ?? true)
      .join('  ')
      .trimEnd()
  return all.map((row) => cut(line(row), fit?.width)).join('\n')
}

const GAP_COLUMNS = 2

/** The columns that fit into a width, by rank; columns without one have the last. */
function shownColumns(
  widths: readonly number[],
  width: number,
  ranks: readonly number[],
): ReadonlySet<number> {
  const shown = new Set(widths.keys())
  const total = () =>
    [...shown].reduce((sum, column) => sum + widths[column] + GAP_COLUMNS, -GAP_COLUMNS)
  const rankOf = (column: number) => ranks[column] ?? Math.max(...ranks) + 1
  while (shown.size > 1 && total() > width) {
    const last = [...shown].reduce((least, column) =>
      rankOf(column) >= rankOf(least) ? column : least,
    )
    if (rankOf(last) === 0) break
    shown.delete(last)
  }
  return shown
}

function cut(line: string, width: number | undefined): string {
  const letters = [...line]
  return width === undefined || letters.length <= width
    ? line
    : `${letters.slice(0, width - 1).join('')}…`
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
