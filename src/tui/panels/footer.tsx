import { Box } from 'ink'
import type { ReactNode } from 'react'
import type { Theme } from '../theme.ts'
import { Paint } from './ink-text.tsx'

export interface FooterProps {
  /** Replaces the keys: a prompt, a notice, or the crosshair's values. */
  readonly message: string | undefined
  readonly isWarning: boolean
  readonly columns: number
}

/** The keys shown in the footer, the most important first. */
const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['?', 'help'],
  ['Space', 'play'],
  ['← →', '5 s'],
  ['[ ]', 'speed'],
  ['Tab', 'layer'],
  ['g', 'go to'],
  ['< >', 'time'],
  ['+ −', 'ticks'],
  ['n', 'event'],
  ['hjkl', 'crosshair'],
  ['b', 'candles'],
  ['a', 'anchor'],
  ['s', 'save'],
  ['q', 'quit'],
]

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
      {fittingKeys(columns - 2).map(([keys, does]) => (
        <Box key={keys}>
          <Paint colour={theme.accent}>{keys}</Paint>
          <Paint colour={theme.dim}>{` ${does}`}</Paint>
        </Box>
      ))}
    </Box>
  )
}

function fittingKeys(columns: number): (typeof KEYS)[number][] {
  let left = columns
  return KEYS.filter(([keys, does]) => {
    left -= keys.length + does.length + 3
    return left >= -2
  })
}
