import { BaseCommand } from '../cli/base-command.ts'
import { formatExamination } from '../cli/doctor-view.ts'
import { prose } from '../cli/prose.ts'
import { type Config, NO_CONFIG } from '../config/config-file.ts'
import { examine } from '../doctor/examine.ts'
import { EXIT, Failure } from '../failure.ts'
import { openLake } from '../lake/paths.ts'
import { abilitiesOf } from '../tui/abilities.ts'

export default class Doctor extends BaseCommand {
  static override summary = 'Look whether everything here works, and what is in force.'
  static override description =
    prose`Node, the terminal, the lake with its partitions, locks and disk, the parts that some commands
need, and every setting with who settles it. Nothing is changed. Exit code 1 if anything is wrong.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --lake /data/lake --json',
  ]

  async run() {
    const { flags, metadata } = await this.parse(Doctor)
    const { env, stdout, platform, arch } = process
    const depth = stdout.isTTY ? stdout.getColorDepth() : undefined
    const abilities = abilitiesOf({ env, depth, noColor: flags['no-color'] })
    const examination = await examine({
      lake: openLake(flags.lake),
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
        abilities,
        term: env.TERM,
      },
      configuration: () => super.configuration(),
      env,
      given: metadata.flags.lake?.setFromDefault ? {} : { lake: flags.lake },
    })
    this.log(formatExamination(examination, abilities.utf8))
    if (!examination.healthy) process.exitCode = EXIT.checkFailed
    return examination
  }

  /** A configuration that makes no sense is something to tell, not to stumble over. */
  protected override configuration(): Promise<Config> {
    return super.configuration().catch((error: unknown) => {
      if (error instanceof Failure) return NO_CONFIG
      throw error
    })
  }
}
