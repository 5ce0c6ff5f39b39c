/**
 * Rows as aligned lines under a header. Columns whose cells below the header begin with a digit, or
 * are empty, are aligned to the right.
 */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [header, ...rows]
  const columns = header.map((_, column) => ({
    width: Math.max(...lines.map((cells) => cells[column].length)),
    isNumeric: rows.every((cells) => /^(\d.*)?$/.test(cells[column])),
  }))
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => {
          const { width, isNumeric } = columns[column]
          return isNumeric ? cell.padStart(width) : cell.padEnd(width)
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** 7703001 → "7.70 M", 303001 → "303 k". */
export function formatCount(count: number): string {
  if (count >= 1e6) return `${(count / 1e6).toFixed(2)} M`
  return count >= 10_000 ? `${Math.round(count / 1e3)} k` : `${Math.round(count)}`
}

/** Seconds to three digits: "0.716", "10.9". */
export function formatSeconds(seconds: number): string {
  return seconds < 10 ? seconds.toFixed(3) : seconds.toFixed(1)
}

/** Bytes in units of 10^6: "237 MB". */
export function formatBytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}

/** "1.83 ×". */
export function formatRatio(ratio: number): string {
  return `${ratio.toFixed(2)} ×`
}
