import { Box } from 'ink'
import type { ReactNode } from 'react'
import { GLOSSARY } from '../../player/glossary.ts'
import type { Keys } from '../../player/key-choices.ts'
import { type HelpLine, SIGNS } from '../../player/keys.ts'
import type { Theme } from '../theme.ts'
import { Paint } from './ink-text.tsx'

export interface HelpProps {
  readonly columns: number
  readonly rows: number
  /** Shown page, from 0, and the number of pages. */
  readonly page: number
  readonly pages: number
  readonly texts: readonly HelpText[]
}

const GROUPS: readonly HelpLine['group'][] = ['Time', 'Picture', 'Reading', 'Screen']
/** Width of the keys, and the least of a column of keys and what they do. */
const KEY_COLUMNS = 12
const MIN_COLUMN_WIDTH = 42
const MAX_COLUMN_WIDTH = 50
/** Border and title row. */
const FRAME_ROWS = 3
const FRAME_COLUMNS = 4

interface HelpText {
  readonly keys: string
  readonly does: string
}

/** What follows the keys. */
const OTHER_TEXTS: readonly HelpText[] = [
  { keys: '', does: 'Signs' },
  ...SIGNS.map(([keys, does]) => ({ keys, does })),
  { keys: '', does: 'Mouse' },
  { keys: 'move', does: 'crosshair' },
  { keys: 'wheel', does: 'zoom time; with Shift prices' },
  { keys: 'click', does: 'timeline, lists, header, footer' },
  { keys: '', does: 'Words' },
  ...GLOSSARY.map(([keys, does]) => ({ keys, does })),
]

/** Every row of the help in order; a row without keys is a title. */
function helpTexts(keys: Keys): readonly HelpText[] {
  return [
    ...GROUPS.flatMap((name) => [
      { keys: '', does: name },
      ...keys.help
        .filter(({ group }) => group === name)
        .map(({ shown, does }) => ({ keys: shown, does })),
    ]),
    ...OTHER_TEXTS,
  ]
}

/** The size of the help that fits into the screen, and its pages. */
export function helpProps(columns: number, rows: number, page: number, keys: Keys): HelpProps {
  const texts = helpTexts(keys)
  const count = columnCount(columns)
  const wanted = Math.ceil(texts.length / count) + FRAME_ROWS
  const height = Math.min(wanted, rows - 2)
  const pages = Math.ceil(texts.length / (count * (height - FRAME_ROWS)))
  const width = Math.min(count * MAX_COLUMN_WIDTH + FRAME_COLUMNS, columns - 2)
  return { columns: width, rows: height, page: Math.min(page, pages - 1), pages, texts }
}

function columnCount(columns: number): number {
  return Math.min(Math.max(Math.floor((columns - 2 - FRAME_COLUMNS) / MIN_COLUMN_WIDTH), 1), 3)
}

/** All keys and their actions from the key map, the signs of the ladder, and the screen's words. */
export function Help(
  { columns, rows, page, pages, texts: all }: HelpProps,
  theme: Theme,
): ReactNode {
  const count = columnCount(columns + 2)
  const lines = rows - FRAME_ROWS
  const width = Math.floor((columns - FRAME_COLUMNS) / count)
  const close = page + 1 < pages ? '? next page · Esc closes' : '? or Esc closes'
  const parts = Array.from({ length: count }, (_, part) => {
    const from = (page * count + part) * lines
    return all.slice(from, from + lines)
  })
  return (
    <Box
      borderStyle="round"
      flexDirection="column"
      overflow="hidden"
      width={columns}
      height={rows}
      paddingX={1}
    >
      <Box justifyContent="space-between" flexShrink={0}>
        <Paint bold colour={theme.accent}>
          {pages > 1 ? `Keys ${page + 1}/${pages}` : 'Keys'}
        </Paint>
        <Paint colour={theme.dim}>{close}</Paint>
      </Box>
      <Box flexShrink={0}>
        {parts
          .filter(({ length }) => length > 0)
          .map((texts) => (
            <Box key={texts[0]?.does} flexDirection="column" width={width}>
              {texts.map(({ keys, does }) => (
                <Box key={`${keys} ${does}`} flexShrink={0}>
                  {keys === '' ? (
                    <Paint colour={theme.dim}>{does}</Paint>
                  ) : (
                    <>
                      <Box width={KEY_COLUMNS} flexShrink={0}>
                        <Paint bold>{keys}</Paint>
                      </Box>
                      <Paint>{does}</Paint>
                    </>
                  )}
                </Box>
              ))}
            </Box>
          ))}
      </Box>
    </Box>
  )
}
