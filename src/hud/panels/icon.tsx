import type { ReactNode } from 'react'

/** SVG paths in a 16 × 16 box. */
const PATHS = {
  mark: 'M2 2h12v2H2zM2 5h8v2H2zM2 9h5v2H2zM2 12h10v2H2z',
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  back: 'M8.5 2.5v11L3 8zM14 2.5v11L8.5 8z',
  on: 'M7.5 2.5v11L13 8zM2 2.5v11L7.5 8z',
  step: 'M4 2.5v11L10 8zM11 3h2v10h-2z',
  previous: 'M14 3v10L8 8zM4 4.8L6.8 8 4 11.2 1.2 8z',
  next: 'M2 3v10l6-5zM12 4.8L14.8 8 12 11.2 9.2 8z',
  up: 'M8 4l5 8H3z',
  down: 'M8 12l5-8H3z',
  flat: 'M3 7h10v2H3z',
  plus: 'M7 3h2v4h4v2H9v4H7V9H3V7h4z',
  minus: 'M3 7h10v2H3z',
  fit: 'M2 2h5v2H4v3H2zM9 2h5v5h-2V4H9zM2 9h2v3h3v2H2zM12 9h2v5H9v-2h3z',
  save: 'M7 2h2v6h3l-4 4-4-4h3zM3 13h10v1.5H3z',
  theme: 'M8 2a6 6 0 1 0 0 12zM9 2.1v11.8A6 6 0 0 0 9 2.1z',
  help: 'M6 6a2 2 0 1 1 2.9 1.8C8 8.3 7.3 8.8 7.3 10v.3h1.6V10c0-.4.3-.6.9-.9A3.6 3.6 0 1 0 4.4 6zM7.2 11.6h1.8v1.8H7.2z',
  left: 'M7 3.5L2.5 8 7 12.5V9h6.5V7H7z',
  right: 'M9 3.5L13.5 8 9 12.5V9H2.5V7H9z',
} as const

export type IconName = keyof typeof PATHS

/** A decorative icon; screen readers read the text beside it. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
