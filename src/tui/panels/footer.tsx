import { Box } from 'ink'
import type { ReactNode } from 'react'
import type { Theme } from '../theme.ts'
import { fitting } from './fitting.ts'
import { Paint } from './ink-text.tsx'

export interface FooterProps {
  /** Replaces the keys: a prompt, a notice, or the crosshair's values. */
  readonly message: string | undefined
  readonly isWarning: boolean
  readonly columns: number
}

/** The keys shown in the footer; where not all fit, the highest ranks are left out. */
const KEYS = (
  [
    ['?', 'help', 0],
    ['Space', 'play', 1],
    ['← →', '5 s', 3],
    ['n', 'event', 4],
    ['g', 'go to', 5],
    ['Tab', 'layer', 6],
    ['hjkl', 'cell', 7],
    ['e', 'events', 9],
    ['[ ]', 'speed', 8],
    ['< >', 'time', 10],
    ['+ −', 'ticks', 11],
    ['o', 'days', 12],
    ['b', 'candles', 13],
    ['f', 'lots', 14],
    ['Enter', 'map', 15],
    ['s', 'save', 16],
    ['q', 'quit', 2],
  ] as const
).map(([keys, does, rank]) => ({ keys, does, rank, text: `${keys} ${does}` }))

/** The key at a column of a footer of a width; undefined between keys. */
export function footerKeyAt(column: number, columns: number): string | undefined {
  let from = 1
  for (const { keys, text } of fitting(KEYS, columns - 2)) {
    if (column >= from && column < from + text.length) return KEY_NAMES[keys] ?? keys[0]
    from += text.length + 2
  }
  return undefined
}

/** Key names of what the footer shows otherwise; of a pair, a click is the second. */
const KEY_NAMES: Readonly<Record<string, string>> = {
  Space: 'space',
  '← →': 'right',
  Tab: 'tab',
  '[ ]': ']',
  '< >': '>',
  Enter: 'enter',
}

/** One row: the keys, or a message. */
export function Footer({ message, isWarning, columns }: FooterProps, theme: Theme): ReactNode {
  if (message !== undefined) {
    return (
      <Box paddingX={1}>
        <Paint colour={isWarning ? theme.warning : theme.text}>{message}</Paint>
      </Box>
    )
  }
  return (
    <Box paddingX={1} gap={2}>
      {fitting(KEYS, columns - 2).map(({ keys, does }) => (
        <Box key={keys} flexShrink={0}>
          <Paint colour={theme.accent}>{keys}</Paint>
          <Paint colour={theme.dim}>{` ${does}`}</Paint>
        </Box>
      ))}
    </Box>
  )
}
