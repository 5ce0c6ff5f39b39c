import { Box } from 'ink'
import type { ReactNode } from 'react'
import { type HelpLine, KEY_MAP } from '../../player/keys.ts'
import type { Theme } from '../theme.ts'
import { Paint } from './ink-text.tsx'

export interface HelpProps {
  readonly columns: number
  readonly rows: number
}

const GROUPS: readonly HelpLine['group'][] = ['Time', 'Picture', 'Reading', 'Screen']
const KEY_COLUMNS = 12

/** Columns the help takes, and rows. */
export function helpSize(columns: number, rows: number): { columns: number; rows: number } {
  const isWide = columns >= 90
  const wanted = isWide ? Math.ceil(KEY_MAP.length / 2) + GROUPS.length + 6 : KEY_MAP.length + 4
  return { columns: Math.min(columns - 4, isWide ? 100 : 64), rows: Math.min(wanted, rows - 2) }
}

/** Every key and what it does, from the key map. */
export function Help({ columns, rows }: HelpProps, theme: Theme): ReactNode {
  const isWide = columns >= 80
  const halves = isWide ? [GROUPS.slice(0, 1), GROUPS.slice(1)] : [GROUPS]
  return (
    <Box
      borderStyle="round"
      flexDirection="column"
      width={columns}
      height={rows}
      paddingX={2}
      paddingY={isWide ? 1 : 0}
    >
      <Box justifyContent="space-between">
        <Paint bold colour={theme.accent}>
          Keys
        </Paint>
        <Paint colour={theme.dim}>? or Esc closes</Paint>
      </Box>
      <Box gap={4}>
        {halves.map((groups) => (
          <Box key={groups[0]} flexDirection="column" width={isWide ? 44 : columns - 6}>
            {groups.map((group) => (
              <Group key={group} name={group} hasTitle={isWide} theme={theme} />
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
  readonly theme: Theme
}

function Group({ name, hasTitle, theme }: GroupProps): ReactNode {
  return (
    <Box flexDirection="column">
      {hasTitle && <Paint colour={theme.dim}>{name}</Paint>}
      {KEY_MAP.filter(({ group }) => group === name).map(({ shown, does }) => (
        <Box key={shown}>
          <Box width={KEY_COLUMNS} flexShrink={0}>
            <Paint bold>{shown}</Paint>
          </Box>
          <Paint>{does}</Paint>
        </Box>
      ))}
    </Box>
  )
}
