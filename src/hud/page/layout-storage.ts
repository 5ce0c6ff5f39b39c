import { type Panels, panelsFrom } from '../../player/panels.ts'

/** The panels whose size the user can drag: widths, and the height of the lines. */
export const PANES = ['ladder', 'hedge', 'prints', 'smile', 'gex', 'lines'] as const
export type PaneName = (typeof PANES)[number]

/** Sizes in CSS pixels; a pane without one has that of the page. */
export type PaneSizes = Readonly<Partial<Record<PaneName, number>>>

const PANELS_KEY = 'spymaster.panels'
const SIZES_KEY = 'spymaster.panes'

/** The panels as this browser has left them. */
export function storedPanels(): Panels | undefined {
  return panelsFrom(stored(PANELS_KEY))
}

export function storePanels(panels: Panels): void {
  localStorage.setItem(PANELS_KEY, JSON.stringify(panels))
}

export function storedSizes(): PaneSizes {
  const sizes = stored(SIZES_KEY)
  if (typeof sizes !== 'object' || sizes === null) return {}
  const entries = PANES.map((name) => [name, (sizes as Record<string, unknown>)[name]] as const)
  return Object.fromEntries(entries.filter(([, size]) => typeof size === 'number' && size > 0))
}

export function storeSizes(sizes: PaneSizes): void {
  localStorage.setItem(SIZES_KEY, JSON.stringify(sizes))
}

function stored(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}
