import { Box } from 'ink'
import type { ReactNode } from 'react'
import { type HelpLine, KEY_MAP } from '../../player/keys.ts'
import type { Theme } from '../theme.ts'
import { Paint } from './ink-text.tsx'

/** `wide`: two columns with titles; `compact`: two narrow columns; `tall`: one column. */
type HelpShape = 'wide' | 'compact' | 'tall'

export interface HelpProps {
  readonly shape: HelpShape
  readonly columns: number
  readonly rows: number
}

const GROUPS: readonly HelpLine['group'][] = ['Time', 'Picture', 'Reading', 'Screen']
const KEY_COLUMNS = 12
/** Width of the left column of the compact help. */
const COMPACT_LEFT = 36

/** The shape and size of the help that fits into the screen. */
export function helpProps(columns: number, rows: number): HelpProps {
  const maxRows = rows - 2
  if (columns >= 90) {
    const wanted = Math.ceil(KEY_MAP.length / 2) + GROUPS.length + 6
    return { shape: 'wide', columns: Math.min(columns - 4, 100), rows: Math.min(wanted, maxRows) }
  }
  const tall = KEY_MAP.length + 3
  if (tall <= maxRows) return { shape: 'tall', columns: Math.min(columns - 4, 64), rows: tall }
  const right = KEY_MAP.filter(({ group }) => group !== 'Time').length
  return { shape: 'compact', columns: Math.min(columns, 80), rows: Math.min(right + 3, maxRows) }
}

/** All keys and their actions, from the key map. */
export function Help({ shape, columns, rows }: HelpProps, theme: Theme): ReactNode {
  const isWide = shape === 'wide'
  const halves = shape === 'tall' ? [GROUPS] : [GROUPS.slice(0, 1), GROUPS.slice(1)]
  const widths = {
    wide: [44, 44],
    compact: [COMPACT_LEFT, columns - 2 - COMPACT_LEFT],
    tall: [columns - 6],
  }
  return (
    <Box
      borderStyle="round"
      flexDirection="column"
      overflow="hidden"
      width={columns}
      height={rows}
      paddingX={shape === 'compact' ? 0 : 2}
      paddingY={isWide ? 1 : 0}
    >
      <Box justifyContent="space-between" flexShrink={0}>
        <Paint bold colour={theme.accent}>
          Keys
        </Paint>
        <Paint colour={theme.dim}>? or Esc closes</Paint>
      </Box>
      <Box gap={isWide ? 4 : 0} flexShrink={0}>
        {halves.map((groups, half) => (
          <Box key={groups[0]} flexDirection="column" width={widths[shape][half]}>
            {groups.map((group) => (
              <Group
                key={group}
                name={group}
                hasTitle={isWide}
                keyColumns={shape === 'compact' && half > 0 ? KEY_COLUMNS - 2 : KEY_COLUMNS}
                theme={theme}
              />
            ))}
          </Box>
        ))}
      </Box>
    </Box>
  )
}

interface GroupProps {
  readonly name: HelpLine['group']
  readonly hasTitle: boolean
  readonly keyColumns: number
  readonly theme: Theme
}

function Group({ name, hasTitle, keyColumns, theme }: GroupProps): ReactNode {
  return (
    <Box flexDirection="column">
      {hasTitle && <Paint colour={theme.dim}>{name}</Paint>}
      {KEY_MAP.filter(({ group }) => group === name).map(({ shown, does }) => (
        <Box key={shown} flexShrink={0}>
          <Box width={keyColumns} flexShrink={0}>
            <Paint bold>{shown}</Paint>
          </Box>
          <Paint>{does}</Paint>
        </Box>
      ))}
    </Box>
  )
}
