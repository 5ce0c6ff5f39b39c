import type { Config } from '../config/config-file.ts'
import type { SettingValue } from '../config/kind.ts'
import type { Lake } from '../lake/paths.ts'
import { examineComponents } from './components.ts'
import { type EffectiveSetting, examineSettings } from './effective-settings.ts'
import type { DoctorFinding } from './finding.ts'
import { examineLake } from './lake-health.ts'
import { examineRuntime, type NodeRuntime } from './runtime.ts'
import { examineTerminal, type TerminalFacts } from './terminal.ts'

/** Everything the doctor examines. */
export interface DoctorContext {
  readonly lake: Lake
  readonly runtime: NodeRuntime
  readonly terminal: TerminalFacts
  /** Reads the configuration; throws a Failure where it is invalid. */
  readonly configuration: () => Promise<Config>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Values given as flags, by setting key. */
  readonly given: Readonly<Record<string, SettingValue>>
}

export interface DoctorReport {
  /** No finding is a fault. */
  readonly healthy: boolean
  readonly findings: readonly DoctorFinding[]
  readonly settings: readonly EffectiveSetting[]
}

/** Runs every examination; changes nothing. */
export async function examine(surroundings: DoctorContext): Promise<DoctorReport> {
  const { lake, runtime, terminal, configuration, env, given } = surroundings
  const { finding, effective: inForce, options } = await examineSettings(configuration, env, given)
  const findings = [
    examineRuntime(runtime),
    examineTerminal(terminal),
    finding,
    ...(await examineLake(lake, options)),
    ...(await examineComponents()),
  ]
  return {
    healthy: findings.every(({ state }) => state !== 'fault'),
    findings,
    settings: inForce,
  }
}
