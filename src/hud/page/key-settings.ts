import { type KeyChoices, keyFault } from '../../player/key-choices.ts'
import type { PageSettings } from '../../wire/page-settings.ts'

const STORED = 'spymaster.character-keys'

/** The keys that the server's configuration and this browser's switch choose. */
export function keyChoices(settings: PageSettings, isStoredOff: boolean): KeyChoices {
  // A newer server may know other actions.
  const keys = Object.entries(settings.keys).filter(
    ([action, chosen]) => keyFault(action, chosen) === undefined,
  )
  return {
    keys: Object.fromEntries(keys),
    hasCharacterKeys: settings.character_keys && !isStoredOff,
  }
}

/** Whether this browser's user has switched keys of a single character off. */
export function areCharacterKeysOff(): boolean {
  return localStorage.getItem(STORED) === 'off'
}

export function storeCharacterKeys(areOff: boolean): void {
  if (areOff) localStorage.setItem(STORED, 'off')
  else localStorage.removeItem(STORED)
}
