import { Flags } from '@oclif/core'
import { parseAge } from '../../cli/age.ts'
import { BaseCommand } from '../../cli/base-command.ts'
import { bytes, count } from '../../cli/columns.ts'
import { prose } from '../../cli/prose.ts'
import { collectLake } from '../../lake/care/collect.ts'

export default class Gc extends BaseCommand {
  static override summary = 'Remove what no manifest refers to.'
  static override description =
    prose`Parts of replaced or removed days, what killed runs have left, files that no manifest names, and, on
S3, large uploads that were never completed. What a run in progress has stored stays, whatever its age.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --lake s3://desk/lake',
    '<%= config.bin %> <%= command.id %> --older-than 1h',
  ]
  static override flags = {
    'older-than': Flags.string({
      description: 'only what was written so long ago: 90m, 12h, 1d; readers may still read it',
      default: '1d',
    }),
  }

  async run() {
    const { flags } = await this.parse(Gc)
    const ageMs = parseAge(flags['older-than'], '--older-than')
    const collected = await collectLake(this.lakeOf(flags), ageMs)
    const { parts, published, uploads } = collected
    this.log(
      `removed ${count(parts)} parts (${bytes(collected.bytes)}), ${count(published)} published files and ${count(uploads)} unfinished uploads`,
    )
    return collected
  }
}
