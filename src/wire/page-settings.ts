/** What the configuration of a server says about its page. */
export interface PageSettings {
  /** Keys by action, separated by spaces, in place of its own; "none" for no key. */
  readonly keys: Readonly<Record<string, string>>
  /** Whether keys of a single character act. */
  readonly character_keys: boolean
}

export const OWN_SETTINGS: PageSettings = { keys: {}, character_keys: true }
