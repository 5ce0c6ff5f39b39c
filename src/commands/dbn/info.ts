import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { dbnSource } from '../../cli/dbn-source.ts'
import { formatInfo, infoCsv, mappingsCsv } from '../../cli/info-view.ts'
import { prose } from '../../cli/prose.ts'
import { type DbnDescription, describeDbn } from '../../dbn/describe.ts'
import { Failure } from '../../failure.ts'

export default class Info extends BaseCommand {
  static override summary = 'Describe DBN files of any schema.'
  static override description =
    prose`Prints the container and its checksums, the request, records by type with their times, and which
symbol maps to which instrument on which dates (the first twelve; --mappings prints all). --csv prints
one line per file and record type, with --mappings one line per mapping. A file that cannot be read is
reported, the others are still described, and the exit code is 3.`
  static override strict = false
  static override examples = [
    '<%= config.bin %> <%= command.id %> glbx-mdp3-20260106.mbo.dbn.zst',
    '<%= config.bin %> <%= command.id %> *.dbn.zst --csv',
    '<%= config.bin %> <%= command.id %> glbx-mdp3-20260106.definition.dbn.zst --mappings --csv',
    'cat glbx-mdp3-20260106.trades.dbn.zst | <%= config.bin %> <%= command.id %> - --json',
  ]
  static override args = {
    file: Args.string({
      description: 'DBN files, or - for stdin',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    csv: Flags.boolean({ description: 'print CSV' }),
    mappings: Flags.boolean({ description: 'print every mapping of a symbol to an instrument' }),
  }

  async run() {
    const { argv, flags } = await this.parse(Info)
    const files: DbnDescription[] = []
    const failures: Failure[] = []
    for (const argument of argv.map(String)) {
      const { name, input } = dbnSource(argument)
      try {
        const info = await describeDbn(name, input)
        if (!flags.csv) {
          if (files.length > 0) this.log()
          this.log(formatInfo(info, flags.mappings))
        }
        files.push(info)
      } catch (error) {
        if (!(error instanceof Failure) || argv.length === 1) throw error
        this.logToStderr(`Error: ${error.message}`)
        failures.push(error)
      }
    }
    if (flags.csv) this.logData(flags.mappings ? mappingsCsv(files) : infoCsv(files))
    if (failures.length > 0) process.exitCode = failures[0].exitCode
    return { files, errors: failures.map(({ message, detail }) => ({ message, ...detail })) }
  }
}
