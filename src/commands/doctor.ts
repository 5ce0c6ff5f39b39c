import { BaseCommand } from '../cli/base-command.ts'
import { formatExamination } from '../cli/doctor-view.ts'
import { prose } from '../cli/prose.ts'
import { type Config, NO_CONFIG } from '../config/config-file.ts'
import { examine } from '../doctor/report.ts'
import { EXIT, Failure } from '../failure.ts'
import { terminalCapabilities } from '../tui/capabilities.ts'

export default class Doctor extends BaseCommand {
  static override summary = 'Check the installation, the lake and the settings.'
  static override description =
    prose`Checks Node, the terminal, the lake with its partitions, locks and disk, and the optional components;
lists every setting with its source. Changes nothing. Exit code 1 if a check fails.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --lake /data/lake --json',
  ]

  async run() {
    const { flags, metadata } = await this.parse(Doctor)
    const { env, stdout, platform, arch } = process
    const depth = stdout.isTTY ? stdout.getColorDepth() : undefined
    const capabilities = terminalCapabilities({ env, depth, noColor: flags['no-color'] })
    const examination = await examine({
      lake: this.lakeOf(flags),
      runtime: {
        version: process.versions.node,
        path: process.execPath,
        startedBy: env.SPYMASTER_STARTED_BY,
        platform: `${platform} ${arch}`,
      },
      terminal: {
        isTty: stdout.isTTY === true,
        columns: stdout.columns,
        rows: stdout.rows,
        capabilities,
        term: env.TERM,
      },
      configuration: () => super.configuration(),
      env,
      given: metadata.flags.lake?.setFromDefault ? {} : { lake: flags.lake },
    })
    this.log(formatExamination(examination, capabilities.utf8, this.terminalColumns))
    if (!examination.healthy) process.exitCode = EXIT.checkFailed
    return examination
  }

  /** An invalid configuration becomes a finding of the report instead of ending the command. */
  protected override configuration(): Promise<Config> {
    return super.configuration().catch((error: unknown) => {
      if (error instanceof Failure) return NO_CONFIG
      throw error
    })
  }
}
