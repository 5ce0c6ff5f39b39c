/** The part of `KeyboardEvent` that identifies a key. */
export interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  getModifierState(name: string): boolean
}

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'space',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'home',
  End: 'end',
  Backspace: 'backspace',
  Escape: 'escape',
  Enter: 'enter',
}

/**
 * A key's name in the key map; undefined for keys of the browser: with Alt or Meta, with Ctrl and
 * anything but a letter, and Tab.
 */
export function keyName(event: KeyPress): string | undefined {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event
  // AltGr, which types [ and { on many keyboards, reports Ctrl and Alt.
  const types = event.getModifierState('AltGraph')
  // A letter with Ctrl alone can be chosen in the configuration.
  if (ctrlKey && !metaKey && !altKey && !shiftKey && /^[a-z]$/.test(key)) return `ctrl+${key}`
  if (metaKey || ((ctrlKey || altKey) && !types)) return undefined
  const name = NAMES[key]
  if (name === undefined) return key.length === 1 ? key : undefined
  const isArrow = key.startsWith('Arrow')
  return shiftKey && isArrow ? `shift+${name}` : name
}

/** Elements that need keys themselves: input fields, and buttons for Space and Enter. */
const TEXT_FIELDS = 'input:not([type=checkbox]), select, textarea, [contenteditable]'
const BUTTONS = 'button, a, summary, input'

/** Whether the focused element needs this key itself. */
export function needsKey(target: EventTarget | null, key: string): boolean {
  // Keys typed just after closing a dialog still go to its input field.
  if (!(target instanceof Element) || target.closest('dialog:not([open])')) return false
  if (target.closest(TEXT_FIELDS)) return true
  return (key === 'space' || key === 'enter') && target.closest(BUTTONS) !== null
}
