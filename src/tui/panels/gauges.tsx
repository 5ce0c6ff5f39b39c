import { Box } from 'ink'
import type { ReactNode } from 'react'
import type { Picture } from '../../player/player.ts'
import { signed } from '../../player/price-text.ts'
import type { Theme } from '../theme.ts'
import { Paint } from './ink-text.tsx'

export interface GaugesProps {
  /** 0..1 each; undefined if the second has none. */
  readonly gauges: { above: number; below: number; total: number } | undefined
  readonly approach: 'up' | 'down' | 'none' | undefined
  /** Radar's headline numbers, as text. */
  readonly radar: readonly (readonly [name: string, value: string])[]
  readonly bar: number
  readonly utf8: boolean
}

/** The gauges' properties for a picture. */
export function gaugesProps(
  { moment, line, second }: Picture,
  theme: Theme,
  columns: number,
): GaugesProps {
  const { gauges, radar } = moment
  const ofi = line.ofi[line.index(second)] ?? 0
  const numbers: [string, string][] = radar
    ? [
        ['step back', signed(radar.expansion, 2)],
        ['thin out', signed(radar.decay, 2)],
        ['upward', signed(radar.upward, 2)],
        ['OFI', signed(ofi)],
      ]
    : []
  return {
    gauges: gauges && {
      above: hundredth(gauges.above),
      below: hundredth(gauges.below),
      total: hundredth(gauges.total),
    },
    approach: radar?.approach,
    radar: columns >= 180 ? numbers : columns >= 110 ? numbers.slice(2) : [],
    bar: columns >= 150 ? 16 : columns >= 100 ? 8 : 6,
    utf8: theme.capabilities.utf8,
  }
}

const APPROACHES = { up: '▲ approach up', down: '▼ approach down', none: '─ no approach' }

/** One row: ease of moving above and below, approach direction, and radar numbers. */
export function Gauges(props: GaugesProps, theme: Theme): ReactNode {
  const { gauges, approach, radar, bar, utf8 } = props
  if (!gauges) {
    return (
      <Box paddingX={1}>
        <Paint colour={theme.dim}>no vacuum scores in this second</Paint>
      </Box>
    )
  }
  // Without a calibration to score by there is no value.
  const gauge = (name: string, value: number, ramp: Uint32Array) => {
    const share = Number.isNaN(value) ? 0 : value
    const text = Number.isNaN(value) ? '   -' : value.toFixed(2)
    return (
      <Box flexShrink={0}>
        <Paint colour={theme.dim}>{`${name} `}</Paint>
        <Paint colour={ramp[30]}>{filled(share, bar, utf8)}</Paint>
        <Paint colour={theme.faint}>{empty(share, bar, utf8)}</Paint>
        <Paint>{` ${text}`}</Paint>
      </Box>
    )
  }
  return (
    <Box paddingX={1} justifyContent="space-between">
      <Box gap={3}>
        {gauge('above', gauges.above, theme.ask)}
        {gauge('below', gauges.below, theme.bid)}
        {gauge('total', gauges.total, theme.vacuum)}
        <Paint colour={approach === 'none' ? theme.dim : theme.text}>
          {approach ? APPROACHES[approach] : ''}
        </Paint>
      </Box>
      <Box gap={2}>
        {radar.map(([name, value]) => (
          <Box key={name} flexShrink={0}>
            <Paint colour={theme.dim}>{`${name} `}</Paint>
            <Paint>{value}</Paint>
          </Box>
        ))}
      </Box>
    </Box>
  )
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100
}

function filled(value: number, bar: number, utf8: boolean): string {
  return (utf8 ? '■' : '#').repeat(Math.round(value * bar))
}

function empty(value: number, bar: number, utf8: boolean): string {
  return (utf8 ? '·' : '.').repeat(bar - Math.round(value * bar))
}
