/** What of a keyboard's event says which key it is; `KeyboardEvent` has it. */
export interface Key {
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
  Backspace: 'backspace',
  Escape: 'escape',
}

/**
 * A key by the name that the key map knows it by; undefined where it is the browser's: with Ctrl,
 * Alt or the system's key, and Tab, which goes from control to control.
 */
export function keyName(event: Key): string | undefined {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event
  // AltGr types [ and { on many keyboards, and says Ctrl and Alt.
  const types = event.getModifierState('AltGraph')
  if (metaKey || ((ctrlKey || altKey) && !types)) return undefined
  const name = NAMES[key]
  if (name === undefined) return key.length === 1 ? key : undefined
  const isArrow = key.startsWith('Arrow')
  return shiftKey && isArrow ? `shift+${name}` : name
}

/** What has keys of its own: whatever is typed into, and of buttons the keys that press them. */
const TYPED = 'input, select, textarea, [contenteditable]'
const PRESSED = 'button, a, summary'

/** Does the element that has the focus need this key itself? */
export function isTaken(target: EventTarget | null, key: string): boolean {
  // What is typed just after a dialog was closed is still sent to its field.
  if (!(target instanceof Element) || target.closest('dialog:not([open])')) return false
  if (target.closest(TYPED)) return true
  return (key === 'space' || key === 'enter') && target.closest(PRESSED) !== null
}
