import { MAX_CONDITION_CHARACTERS, MAX_CONDITIONS } from '../../wire/messages.ts'

const STORED = 'spymaster.alerts'

/** The conditions of alerts that this browser keeps. */
export function storedConditions(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isCondition).slice(0, MAX_CONDITIONS) : []
  } catch {
    return []
  }
}

export function storeConditions(conditions: readonly string[]): void {
  localStorage.setItem(STORED, JSON.stringify(conditions))
}

function isCondition(text: unknown): text is string {
  return typeof text === 'string' && text !== '' && text.length <= MAX_CONDITION_CHARACTERS
}
