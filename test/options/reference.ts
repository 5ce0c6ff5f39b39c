import { readFileSync } from 'node:fs'

const FOLDER = new URL('../../fixtures/reference/', import.meta.url)

/** The rows of a reference file, by column name. */
export function referenceRows(name: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(new URL(name, FOLDER), 'utf8').trim().split('\n')
  const names = head.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(names.map((column, index) => [column, cells[index]]))
  })
}

export function referenceJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))
}
