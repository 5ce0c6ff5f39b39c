/** The panels around the heatmap. */
export const PANEL_NAMES = [
  'ladder',
  'profile',
  'gamma',
  'hedge',
  'lines',
  'prints',
  'smile',
] as const
export type PanelName = (typeof PANEL_NAMES)[number]

/** Which panels are shown. */
export type Panels = Readonly<Record<PanelName, boolean>>

const panels = (...shown: PanelName[]): Panels => ({
  ladder: shown.includes('ladder'),
  profile: shown.includes('profile'),
  gamma: shown.includes('gamma'),
  hedge: shown.includes('hedge'),
  lines: shown.includes('lines'),
  prints: shown.includes('prints'),
  smile: shown.includes('smile'),
})

/** Layouts by name, in the order in which a key goes through them. */
export const PANELS = {
  all: panels('ladder', 'profile', 'gamma', 'hedge', 'lines'),
  trading: panels('ladder', 'profile', 'lines', 'prints'),
  gamma: panels('gamma', 'hedge', 'lines'),
  book: panels('ladder', 'profile'),
} as const satisfies Readonly<Record<string, Panels>>

export type LayoutName = keyof typeof PANELS

export const LAYOUT_NAMES = Object.keys(PANELS) as readonly LayoutName[]

/** The name of a layout; undefined for a choice of the user's own. */
export function layoutOf(shown: Panels): LayoutName | undefined {
  return LAYOUT_NAMES.find((name) =>
    PANEL_NAMES.every((panel) => PANELS[name][panel] === shown[panel]),
  )
}

/**
 * The panels of a value that was stored; undefined where it is damaged. A panel that it lacks is as
 * in the first layout.
 */
export function panelsFrom(stored: unknown): Panels | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined
  const found = stored as Readonly<Record<string, unknown>>
  const isShown = (name: PanelName) => {
    const value = found[name]
    return typeof value === 'boolean' ? value : PANELS.all[name]
  }
  return panels(...PANEL_NAMES.filter(isShown))
}

/** The panels after an action: one switched, or the next layout. */
export function panelsAfter(shown: Panels, action: 'next-layout' | `panel-${PanelName}`): Panels {
  if (action === 'next-layout') {
    const name = layoutOf(shown)
    const next = name === undefined ? 0 : LAYOUT_NAMES.indexOf(name) + 1
    return PANELS[LAYOUT_NAMES[next % LAYOUT_NAMES.length]]
  }
  const panel = PANEL_NAMES.find((name) => action === `panel-${name}`)
  return panel ? { ...shown, [panel]: !shown[panel] } : shown
}
