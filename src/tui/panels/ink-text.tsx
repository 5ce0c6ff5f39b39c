import { Text } from 'ink'
import type { ReactNode } from 'react'
import type { Colour } from '../../player/colour.ts'
import { DEFAULT_COLOUR } from '../painter/cells.ts'

interface PaintProps {
  readonly colour?: Colour | undefined
  readonly background?: Colour | undefined
  readonly bold?: boolean
  readonly children: string
}

/**
 * Coloured text. The escape sequences are written here, since Ink's colour library adapts to the
 * process's terminal, while this text is parsed into cells first.
 */
export function Paint({ colour, background, bold = false, children }: PaintProps): ReactNode {
  const on = [
    ...(bold ? ['1'] : []),
    ...(isExplicit(colour) ? [`38;2;${channels(colour)}`] : []),
    ...(isExplicit(background) ? [`48;2;${channels(background)}`] : []),
  ]
  const off = [
    ...(bold ? ['22'] : []),
    ...(isExplicit(colour) ? ['39'] : []),
    ...(isExplicit(background) ? ['49'] : []),
  ]
  const text =
    on.length > 0 ? `\u001b[${on.join(';')}m${children}\u001b[${off.join(';')}m` : children
  return <Text wrap="truncate">{text}</Text>
}

function isExplicit(colour: Colour | undefined): colour is Colour {
  return colour !== undefined && colour !== DEFAULT_COLOUR
}

function channels(colour: Colour): string {
  return `${colour >> 16};${(colour >> 8) & 255};${colour & 255}`
}
