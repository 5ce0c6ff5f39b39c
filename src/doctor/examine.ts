import type { Config } from '../config/config-file.ts'
import type { SettingValue } from '../config/kind.ts'
import type { Lake } from '../lake/paths.ts'
import type { Finding } from './finding.ts'
import { examineLake } from './lake-health.ts'
import { examineParts } from './parts.ts'
import { examineRuntime, type Runtime } from './runtime.ts'
import { examineSettings, type SettingInForce } from './settings-in-force.ts'
import { examineTerminal, type TerminalHints } from './terminal.ts'

/** What is looked at. */
export interface Surroundings {
  readonly lake: Lake
  readonly runtime: Runtime
  readonly terminal: TerminalHints
  /** Gives the configuration, or throws what is wrong with it. */
  readonly configuration: () => Promise<Config>
  readonly env: Readonly<Record<string, string | undefined>>
  /** What flags say, by setting. */
  readonly given: Readonly<Record<string, SettingValue>>
}

export interface Examination {
  /** No finding is a fault. */
  readonly healthy: boolean
  readonly findings: readonly Finding[]
  readonly settings: readonly SettingInForce[]
}

/** Looks whether everything works; changes nothing. */
export async function examine(surroundings: Surroundings): Promise<Examination> {
  const { lake, runtime, terminal, configuration, env, given } = surroundings
  const { finding, inForce, options } = await examineSettings(configuration, env, given)
  const findings = [
    examineRuntime(runtime),
    examineTerminal(terminal),
    finding,
    ...(await examineLake(lake, options)),
    ...(await examineParts()),
  ]
  return {
    healthy: findings.every(({ state }) => state !== 'fault'),
    findings,
    settings: inForce,
  }
}
