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
 * Text in a colour of ours. The sequences are written here, not by Ink's colour library: that one
 * looks at the process's terminal, and what is rendered goes into cells first.
 */
export function Paint({ colour, background, bold = false, children }: PaintProps): ReactNode {
  const on = [
    ...(bold ? ['1'] : []),
    ...(isOwn(colour) ? [`38;2;${channels(colour)}`] : []),
    ...(isOwn(background) ? [`48;2;${channels(background)}`] : []),
  ]
  const off = [
    ...(bold ? ['22'] : []),
    ...(isOwn(colour) ? ['39'] : []),
    ...(isOwn(background) ? ['49'] : []),
  ]
  const text =
    on.length > 0 ? `\u001b[${on.join(';')}m${children}\u001b[${off.join(';')}m` : children
  return <Text wrap="truncate">{text}</Text>
}

function isOwn(colour: Colour | undefined): colour is Colour {
  return colour !== undefined && colour !== DEFAULT_COLOUR
}

function channels(colour: Colour): string {
  return `${colour >> 16};${(colour >> 8) & 255};${colour & 255}`
}
