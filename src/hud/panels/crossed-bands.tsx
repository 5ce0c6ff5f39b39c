import type { ReactNode } from 'react'
import type { HudPicture } from '../picture.ts'

/** Dim bands where the book is crossed before the first trade. */
export function CrossedBands({ picture }: { readonly picture: HudPicture }): ReactNode {
  const { viewport, crossed } = picture
  return crossed.map(({ first, last, text }) => {
    const left = Math.max(viewport.secondToX(first - 1), 0)
    const right = Math.min(viewport.secondToX(last), viewport.width)
    return right <= left ? null : (
      <p key={first} className="crossed" style={{ left, width: right - left }}>
        {text}
      </p>
    )
  })
}
