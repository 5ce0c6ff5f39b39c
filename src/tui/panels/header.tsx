import { Box } from 'ink'
import type { ReactNode } from 'react'
import { clockText, EXCHANGE_ZONE_LABEL, localZone } from '../../player/clock-text.ts'
import { dataStatus, spotHeadline } from '../../player/headline.ts'
import type { Picture } from '../../player/player.ts'
import { signed } from '../../player/price-text.ts'
import type { Layer } from '../../player/view.ts'
import type { Theme } from '../theme.ts'
import { Paint } from './ink-text.tsx'

export interface TerminalHeaderProps {
  readonly name: string
  readonly clock: string
  readonly local: string
  readonly spot: string
  /** Change from the prior close, or from the day's first spot. */
  readonly change: string
  readonly rises: boolean
  readonly play: string
  /** See `DataStatus`. */
  readonly facts: readonly string[]
  readonly warnings: readonly string[]
  readonly view: readonly string[]
}

const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  wall: 'wall',
  vacuum: 'vacuum',
  balance: 'pull–add balance',
  gex: 'GEX',
  both: 'vacuum over wall',
}

const SHORT_LAYER_NAMES: Readonly<Record<Layer, string>> = {
  ...LAYER_NAMES,
  balance: 'balance',
  both: 'wall + vacuum',
}

/** The header's properties for a picture. */
export function headerProps(picture: Picture, columns: number): TerminalHeaderProps {
  const { day, second, view } = picture
  const { zone, label } = localZone()
  const isWide = columns >= 100
  return {
    name: `${day.symbol}  ${day.dt}`,
    clock: `${clockText(second)} ${EXCHANGE_ZONE_LABEL}`,
    local: isWide ? `${clockText(second, zone)} ${label}` : '',
    ...spotTexts(picture),
    play: playText(picture),
    ...dataStatus(picture, !isWide),
    view: [
      isWide ? LAYER_NAMES[view.layer] : SHORT_LAYER_NAMES[view.layer],
      ...(isWide ? [view.anchor === 'price' ? 'newest spot' : 'own spot'] : []),
      `${view.columnSeconds} s/col`,
      ...(view.contrast !== 0 ? [`contrast ${signed(view.contrast)}`] : []),
    ],
  }
}

const ARROWS = { '1': '▲', '0': '─', '-1': '▼' } as const

function spotTexts(picture: Picture) {
  const headline = spotHeadline(picture)
  if (!headline) return { spot: 'no spot yet', change: '', rises: false }
  const { spot, points, share, direction } = headline
  return {
    spot,
    change: `${ARROWS[direction]} ${points}  ${share}`.trimEnd(),
    rises: direction >= 0,
  }
}

function playText({ isPlaying, hasEnded, speed }: Picture): string {
  const rate = `${Number(speed.toFixed(2))}×`
  if (hasEnded) return `■ end of day  ${rate}`
  return isPlaying ? `▶ ${rate}` : `‖ paused  ${rate}`
}

/** Two rows: time and price; data status and display settings. */
export function Header(props: TerminalHeaderProps, theme: Theme): ReactNode {
  const { name, clock, local, spot, change, rises, play, facts, warnings, view } = props
  const gap = '  '
  return (
    <Box flexDirection="column" paddingX={1}>
      <Box justifyContent="space-between">
        <Box gap={2}>
          <Paint bold>{name}</Paint>
          <Paint bold colour={theme.accent}>
            {clock}
          </Paint>
          <Paint colour={theme.dim}>{local}</Paint>
        </Box>
        <Box gap={2}>
          <Paint bold>{spot}</Paint>
          <Paint colour={rises ? theme.buyer : theme.seller}>{change}</Paint>
        </Box>
        <Paint colour={theme.accent}>{play}</Paint>
      </Box>
      <Box justifyContent="space-between">
        <Box gap={2} flexShrink={0}>
          <Paint colour={theme.dim}>{facts.join(gap)}</Paint>
          <Paint colour={theme.warning}>{warnings.join(gap)}</Paint>
        </Box>
        <Paint colour={theme.dim}>{view.join(' · ')}</Paint>
      </Box>
    </Box>
  )
}
