import type { Config } from '../config/config-file.ts'
import type { TextsByName } from '../config/kind.ts'
import { resolveSetting } from '../config/resolve-setting.ts'
import { SETTINGS } from '../config/settings.ts'
import type { KeyChoices } from '../player/key-choices.ts'
import type { ServeOptions } from '../serve/server.ts'
import { configuredSignals } from './alert-rules.ts'

/** The keys of the screens that the environment or the configuration chooses. */
export function configuredKeys(
  env: Readonly<Record<string, string | undefined>>,
  config: Config,
): KeyChoices {
  const { value: keys = {} } = resolveSetting(SETTINGS.keys, env, config)
  const { value: characters } = resolveSetting(SETTINGS.characterKeys, env, config)
  return { keys: keys as TextsByName, hasCharacterKeys: characters !== 'off' }
}

/** What the environment or the configuration says about a server's page and its clients' conditions. */
export function configuredPage(
  env: Readonly<Record<string, string | undefined>>,
  config: Config,
): Required<Pick<ServeOptions, 'settings' | 'signals'>> {
  const { keys, hasCharacterKeys } = configuredKeys(env, config)
  return {
    settings: { keys, character_keys: hasCharacterKeys },
    signals: configuredSignals(env, config),
  }
}
