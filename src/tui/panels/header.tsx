import { Box } from 'ink'
import type { ReactNode } from 'react'
import { clockText, EXCHANGE_ZONE_LABEL, localZone } from '../../player/clock-text.ts'
import { NO_TICK } from '../../player/day-line.ts'
import { LEVEL_COLUMNS } from '../../player/levels.ts'
import type { Picture } from '../../player/player.ts'
import { priceText, signed } from '../../player/price-text.ts'
import type { Layer } from '../../player/view.ts'
import type { Theme } from '../theme.ts'
import { Paint } from './ink-text.tsx'

export interface HeaderProps {
  readonly name: string
  readonly clock: string
  readonly local: string
  readonly spot: string
  /** From the prior close, or from the day's first second. */
  readonly change: string
  readonly rises: boolean
  readonly play: string
  /** What is well, and what a reader must know. */
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

/** What the header says of a picture. */
export function headerOf(picture: Picture, columns: number): HeaderProps {
  const { day, second, view } = picture
  const { zone, label } = localZone()
  const isWide = columns >= 100
  return {
    name: `${day.symbol}  ${day.dt}`,
    clock: `${clockText(second)} ${EXCHANGE_ZONE_LABEL}`,
    local: isWide ? `${clockText(second, zone)} ${label}` : '',
    ...spotOf(picture),
    play: playOf(picture),
    ...standingOf(picture, isWide),
    view: [
      isWide ? LAYER_NAMES[view.layer] : SHORT_LAYER_NAMES[view.layer],
      ...(isWide ? [view.anchor === 'price' ? 'newest spot' : 'own spot'] : []),
      `${view.columnSeconds} s/col`,
      ...(view.contrast !== 0 ? [`contrast ${signed(view.contrast)}`] : []),
    ],
  }
}

function spotOf({ day, line, second, newest }: Picture) {
  const spot = line.spot[line.index(second)] ?? NO_TICK
  if (spot === NO_TICK) return { spot: 'no spot yet', change: '', rises: false }
  const prior = newest?.levels[LEVEL_COLUMNS.indexOf('prior_close')] ?? Number.NaN
  const from = Number.isNaN(prior) ? firstSpot(line.spot) : prior
  const change = spot - from
  const points = (Math.abs(change) * day.tickSize) / 1e9
  const share = `${signed((change / from) * 100, 2)} %`
  const arrow = change > 0 ? '▲' : change < 0 ? '▼' : '─'
  const text = `${arrow} ${points.toFixed(2)}  ${share}`
  return { spot: priceText(spot, day.tickSize), change: text, rises: change >= 0 }
}

function firstSpot(spots: Int32Array): number {
  return spots.find((spot) => spot !== NO_TICK) ?? Number.NaN
}

function playOf({ isPlaying, hasEnded, speed }: Picture): string {
  const rate = `${Number(speed.toFixed(2))}×`
  if (hasEnded) return `■ end of day  ${rate}`
  return isPlaying ? `▶ ${rate}` : `‖ paused  ${rate}`
}

function standingOf({ day, line, second, newest }: Picture, isWide: boolean) {
  const index = line.index(second)
  const facts: string[] = []
  const warnings: string[] = []
  if (line.bookValid[index] === 1) facts.push('book valid')
  else if (newest && newest.bid !== NO_TICK && newest.bid >= newest.ask) {
    warnings.push(isWide ? 'book crossed: not valid' : 'book crossed')
  } else warnings.push('book not valid')
  if (line.bookValid[index] === 1 && line.windowValid[index] === 0) {
    warnings.push('second not valid')
  }
  const calibration = isWide ? 'calibration' : 'cal'
  if (day.calibrationMode === 'same_day') warnings.push(`${calibration} same-day: looks ahead`)
  else if (day.calibrationMode) facts.push(`${calibration} ${day.calibrationMode}`)
  else warnings.push('no calibration')
  if (day.openInterestDate) facts.push(`${isWide ? 'open interest' : 'OI'} ${day.openInterestDate}`)
  else if (isWide) facts.push(day.surfaces.includes('gex') ? 'GEX' : 'no options')
  return { facts, warnings }
}

/** Two rows: when and at what price; how far to believe it, and how it is looked at. */
export function Header(props: HeaderProps, theme: Theme): ReactNode {
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
