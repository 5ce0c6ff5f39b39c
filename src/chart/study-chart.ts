import { hex } from '../player/colour.ts'
import { PALETTES, type Palette } from '../player/palette.ts'
import type { Interval } from '../study/effect.ts'
import { headlineOf } from '../study/sentence.ts'
import type { StudyResult } from '../study/study.ts'
import { element, formatLength, label } from './markup.ts'

const WIDTH = 1100
const TOP = 56
const ROW_HEIGHT = 118
const BOTTOM = 44
const NAMES_WIDTH = 210
const MARGIN = 24
const SIZE = 13
const LINE_GAP = 24
const FONTS = "'DejaVu Sans',Verdana,sans-serif"
const MAX_HEADLINE_LETTERS = 130

/**
 * The intervals of studies around 0, in ticks: the effect, that of the sessions with each session as
 * a dot, and what a trade makes after costs.
 */
export function studySvg(results: readonly StudyResult[], theme: keyof typeof PALETTES): string {
  const palette = PALETTES[theme]
  const height = TOP + results.length * ROW_HEIGHT + BOTTOM
  const scale = scaleOf(results)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="${FONTS}">`,
    element('rect', { width: WIDTH, height, fill: hex(palette.background) }),
    label(MARGIN, 32, 'Does it predict, and would it pay? Ticks with 95 % intervals', {
      fill: palette.text,
      size: 17,
      isBold: true,
    }),
    axis(scale, height, palette),
    ...results.map((result, row) => study(result, TOP + row * ROW_HEIGHT, scale, palette)),
    '</svg>',
  ].join('\n')
}

interface Scale {
  readonly step: number
  readonly low: number
  readonly high: number
  x(ticks: number): number
}

function scaleOf(results: readonly StudyResult[]): Scale {
  const ends = results.flatMap(({ effect, sessionInterval, payoff }) =>
    [effect, sessionInterval, payoff].flatMap((each) => (each ? [each.low, each.high] : [])),
  )
  const dots = results.flatMap(({ sessionInterval }) => [
    ...(sessionInterval?.bySession.values() ?? []),
  ])
  const reach = Math.max(0.5, ...[...ends, ...dots].map(Math.abs))
  const power = 10 ** Math.floor(Math.log10(reach))
  const step = reach / power < 2 ? power / 2 : power
  const most = Math.ceil(reach / step) * step
  const [low, high] = [-most, most]
  const left = MARGIN + NAMES_WIDTH
  const width = WIDTH - left - MARGIN
  return { step, low, high, x: (ticks) => left + ((ticks - low) / (high - low)) * width }
}

function axis({ step, low, high, x }: Scale, height: number, { faint, dim }: Palette): string {
  const bottom = height - BOTTOM
  const parts: string[] = []
  for (let mark = Math.round(low / step); mark <= Math.round(high / step); mark++) {
    const at = x(mark * step)
    parts.push(
      element('path', {
        d: `M${formatLength(at)} ${TOP}V${bottom}`,
        stroke: hex(mark === 0 ? dim : faint),
        'stroke-width': mark === 0 ? 1.5 : 0.75,
      }),
      label(at, bottom + 20, `${Number((mark * step).toPrecision(3))}`, {
        fill: dim,
        size: SIZE,
        anchor: 'middle',
      }),
    )
  }
  return parts.join('\n')
}

function study(result: StudyResult, top: number, scale: Scale, palette: Palette): string {
  const { effect, sessionInterval, payoff } = result
  const lines = [
    { name: 'moves (clustered)', interval: effect, colour: palette.accent },
    { name: 'moves, by session', interval: sessionInterval, colour: palette.spot },
    { name: 'a trade after costs', interval: payoff, colour: palette.buyer },
  ]
  return [
    label(MARGIN, top + 18, cut(headlineOf(result)), { fill: palette.text, size: SIZE }),
    ...lines.map(({ name, interval, colour }, line) => {
      const y = top + 44 + line * LINE_GAP
      return [
        label(MARGIN, y + 4, name, { fill: palette.dim, size: SIZE }),
        interval ? whisker(interval, y, scale, hex(colour)) : '',
      ].join('\n')
    }),
    ...[...(sessionInterval?.bySession.values() ?? [])].map((ticks) =>
      element('circle', {
        cx: scale.x(ticks),
        cy: top + 44 + LINE_GAP,
        r: 3.5,
        fill: 'none',
        stroke: hex(palette.text),
      }),
    ),
  ].join('\n')
}

function whisker({ low, estimate, high }: Interval, y: number, { x }: Scale, colour: string) {
  const [left, right] = [formatLength(x(low)), formatLength(x(high))]
  return [
    element('path', {
      d: `M${left} ${y}H${right}M${left} ${y - 5}v10M${right} ${y - 5}v10`,
      stroke: colour,
      'stroke-width': 2,
      fill: 'none',
    }),
    element('circle', { cx: x(estimate), cy: y, r: 5, fill: colour }),
  ].join('\n')
}

function cut(text: string): string {
  const letters = [...text]
  return letters.length <= MAX_HEADLINE_LETTERS
    ? text
    : `${letters.slice(0, MAX_HEADLINE_LETTERS - 1).join('')}…`
}
