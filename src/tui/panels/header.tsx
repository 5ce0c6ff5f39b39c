import { Box } from 'ink'
import type { ReactNode } from 'react'
import { clockText, EXCHANGE_ZONE_LABEL, localZone } from '../../player/clock-text.ts'
import { gammaWords } from '../../player/gamma-levels.ts'
import { dataStatus, spotHeadline } from '../../player/headline.ts'
import type { Picture } from '../../player/player.ts'
import { signed } from '../../player/price-text.ts'
import type { Layer } from '../../player/view.ts'
import type { Theme } from '../theme.ts'
import { fitting, type RankedText } from './fitting.ts'
import { Paint } from './ink-text.tsx'

/** Where a text stands in its row, and how it is painted. */
interface HeaderText extends RankedText {
  readonly part: 'left' | 'middle' | 'right'
  readonly ink: 'text' | 'dim' | 'accent' | 'warning' | 'buyer' | 'seller'
  readonly isBold?: boolean
  /** The key that a click on it presses. */
  readonly key?: string
}

export interface TerminalHeaderProps {
  /** Two rows of texts that fit. */
  readonly rows: readonly (readonly HeaderText[])[]
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

/** Screens from this width on have long texts. */
const LONG_FROM_COLUMNS = 110
/** Below this width there is no GEX panel, so the header says the gamma levels. */
const GEX_FROM_COLUMNS = 100
const MARGIN_COLUMNS = 2
const GAP = 2

/** The header's properties for a picture. */
export function headerProps(picture: Picture, columns: number): TerminalHeaderProps {
  const isLong = columns >= LONG_FROM_COLUMNS
  const room = columns - MARGIN_COLUMNS
  return {
    rows: [fitting(timeTexts(picture), room), fitting(statusTexts(picture, columns, isLong), room)],
  }
}

/** Day, time, price and speed. */
function timeTexts(picture: Picture): HeaderText[] {
  const { day, second, isPlaying, hasEnded, speed } = picture
  const { zone, label } = localZone()
  const rate = `${Number(speed.toFixed(2))}×`
  const [sign, state] = hasEnded ? ['■', 'end of day'] : isPlaying ? ['▶', ''] : ['‖', 'paused']
  return [
    {
      text: `${day.symbol}  ${day.dt}`,
      rank: 2,
      part: 'left',
      ink: 'text',
      isBold: true,
      key: 'o',
    },
    {
      text: `${clockText(second)} ${EXCHANGE_ZONE_LABEL}`,
      rank: 0,
      part: 'left',
      ink: 'accent',
      isBold: true,
      key: 'g',
    },
    { text: `${clockText(second, zone)} ${label}`, rank: 6, part: 'left', ink: 'dim' },
    ...spotTexts(picture),
    { text: sign, rank: 1, part: 'right', ink: 'accent', key: 'space' },
    { text: state, rank: 5, part: 'right', ink: 'accent', key: 'space' },
    { text: rate, rank: 1, part: 'right', ink: 'accent', key: 'backspace' },
  ]
}

const ARROWS = { '1': '▲', '0': '─', '-1': '▼' } as const

function spotTexts(picture: Picture): HeaderText[] {
  const headline = spotHeadline(picture)
  if (!headline) return [{ text: 'no spot yet', rank: 1, part: 'middle', ink: 'dim' }]
  const { spot, points, share, direction } = headline
  const ink = direction >= 0 ? 'buyer' : 'seller'
  return [
    { text: spot, rank: 0, part: 'middle', ink: 'text', isBold: true },
    { text: `${ARROWS[direction]} ${points}`, rank: 4, part: 'middle', ink },
    { text: share, rank: 5, part: 'middle', ink },
  ]
}

/** Status of the data, gamma levels where no panel shows them, and settings of the view. */
function statusTexts(picture: Picture, columns: number, isLong: boolean): HeaderText[] {
  const { view, moment, day } = picture
  const { facts, warnings } = dataStatus(picture, !isLong)
  const gamma = columns < GEX_FROM_COLUMNS && moment.gex ? gammaWords(moment.gex, day) : ''
  const settings: [text: string, rank: number, key: string][] = [
    [(isLong ? LAYER_NAMES : SHORT_LAYER_NAMES)[view.layer], 2, 'tab'],
    [view.anchor === 'spot' ? 'own spot' : isLong ? 'newest spot' : '', 8, 'a'],
    [`${view.columnSeconds} s/col`, 3, '>'],
    [cutText('black', view.lowCut), 4, '='],
    [cutText('white', view.highCut), 4, '='],
    [view.minLots > 0 ? `trades ≥ ${view.minLots}` : '', 5, 'f'],
  ]
  return [
    ...warnings.map((text): HeaderText => ({ text, rank: 0, part: 'left', ink: 'warning' })),
    { text: gamma, rank: 1, part: 'left', ink: 'accent' },
    ...facts.map((text, at): HeaderText => ({ text, rank: 6 + at, part: 'left', ink: 'dim' })),
    ...settings.map(
      ([text, rank, key]): HeaderText => ({ text, rank, part: 'right', ink: 'dim', key }),
    ),
  ]
}

function cutText(end: string, steps: number): string {
  return steps === 0 ? '' : `${end} ${signed(steps)}`
}

/** The key that a click at a column of one of the two rows presses; undefined beside the texts. */
export function headerKeyAt(
  { rows }: TerminalHeaderProps,
  row: number,
  column: number,
  columns: number,
): string | undefined {
  const texts = rows[row] ?? []
  const lefts = PARTS.map((part) => texts.filter((text) => text.part === part))
  const widths = lefts.map((part) =>
    part.reduce((sum, { text }) => sum + [...text].length + GAP, part.length > 0 ? -GAP : 0),
  )
  // As justified: the free columns are divided between the three parts.
  const free = columns - MARGIN_COLUMNS - widths.reduce((sum, width) => sum + width, 0)
  let from = MARGIN_COLUMNS >> 1
  for (const [at, part] of lefts.entries()) {
    for (const { text, key } of part) {
      const end = from + [...text].length
      if (column >= from && column < end) return key
      from = end + GAP
    }
    from += (part.length > 0 ? -GAP : 0) + (at === 0 ? Math.floor(free / 2) : Math.ceil(free / 2))
  }
  return undefined
}

const PARTS = ['left', 'middle', 'right'] as const

/** Two rows: time and price; data status and display settings. */
export function Header({ rows }: TerminalHeaderProps, theme: Theme): ReactNode {
  return (
    <Box flexDirection="column" paddingX={1}>
      {rows.map((texts) => (
        <Box key={texts[0]?.text} justifyContent="space-between">
          {PARTS.map((part) => (
            <Box key={part} gap={GAP} flexShrink={0}>
              {texts
                .filter((text) => text.part === part)
                .map(({ text, ink, isBold = false }) => (
                  <Paint key={text} bold={isBold} colour={theme[ink]}>
                    {text}
                  </Paint>
                ))}
            </Box>
          ))}
        </Box>
      ))}
    </Box>
  )
}
