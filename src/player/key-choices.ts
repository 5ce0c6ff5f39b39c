import { didYouMean } from '../words/nearest.ts'
import { type Action, actionOf, type HelpLine, KEY_MAP, type KeyBinding } from './keys.ts'

/** The user's changes of the key map. */
export interface KeyChoices {
  /** Keys by action, separated by spaces, in place of its own: "ctrl+n"; "none" for no key. */
  readonly keys: Readonly<Record<string, string>>
  /** Whether keys of a single character act; off for those who speak or type by accident. */
  readonly hasCharacterKeys: boolean
}

export const OWN_KEYS: KeyChoices = { keys: {}, hasCharacterKeys: true }

const NO_KEY = 'none'
const BINDINGS = KEY_MAP.flatMap<KeyBinding<Action>>(({ bindings }) => bindings)
const ACTIONS = new Set<string>(BINDINGS.map(({ action }) => action))
/** Keys of more than one character, by their names. */
const NAMED_KEYS = new Set(
  BINDINGS.flatMap(({ keys }) => keys.filter((key) => [...key].length > 1)),
)

/** What is wrong with the keys of an action, as a clause; undefined if they are valid. */
export function keyFault(action: string, keys: string): string | undefined {
  if (!ACTIONS.has(action)) {
    return ['there is no such action', didYouMean(action, ACTIONS)].filter(Boolean).join('; ')
  }
  const wrong = keys.split(' ').find((key) => key !== NO_KEY && !isKey(key))
  if (keys.trim() === '' || wrong !== undefined)
    return `${wrong ? `"${wrong}" is no key` : 'a key is missing'}: write a character, ctrl+ and a letter, ${NO_KEY}, or one of ${[...NAMED_KEYS].join(', ')}`
  return undefined
}

function isKey(key: string): boolean {
  return [...key].length === 1 || /^ctrl\+[a-z]$/.test(key) || NAMED_KEYS.has(key)
}

/** The key map as the user has it. */
export class Keys {
  readonly #choices: KeyChoices
  /** The actions of the keys that the user has chosen. */
  readonly #chosen: ReadonlyMap<string, Action>

  constructor(choices: KeyChoices = OWN_KEYS) {
    this.#choices = choices
    this.#chosen = new Map(
      BINDINGS.flatMap(({ action }) =>
        this.#keysChosen(action).map((key) => [key, action] as const),
      ),
    )
  }

  /** The action of a key; undefined for an unbound key. */
  actionOf(key: string): Action | undefined {
    const chosen = this.#chosen.get(key)
    if (chosen) return chosen
    if (!this.#choices.hasCharacterKeys && [...key].length === 1) return undefined
    const action = actionOf(key)
    return action !== undefined && Object.hasOwn(this.#choices.keys, action) ? undefined : action
  }

  /** The help, with the keys as the user has them; a line without any key is left out. */
  get help(): readonly Omit<HelpLine, 'bindings'>[] {
    const isOwn = this.#choices.hasCharacterKeys && this.#chosen.size === 0
    if (isOwn && Object.keys(this.#choices.keys).length === 0) return KEY_MAP
    return KEY_MAP.flatMap(({ group, shown, does, bindings }) => {
      const own = bindings.flatMap<string>(({ keys }) => keys)
      const keys = bindings.flatMap<string>(({ action, keys }) => [
        ...this.#keysChosen(action),
        ...keys.filter((key) => this.actionOf(key) === action),
      ])
      const now = [...new Set(keys)]
      if (now.length === 0) return []
      const isSame = now.length === own.length && now.every((key) => own.includes(key))
      return [{ group, shown: isSame ? shown : now.join(' '), does }]
    })
  }

  #keysChosen(action: Action): readonly string[] {
    const text = this.#choices.keys[action]
    return text === undefined ? [] : text.split(' ').filter((key) => key !== NO_KEY)
  }
}
