import { Args } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { bytes, count } from '../../cli/columns.ts'
import { describeDbn } from '../../dbn/describe.ts'

export default class Info extends BaseCommand {
  static override summary = 'Say what is in a DBN file.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> glbx-mdp3-20260106.mbo.dbn.zst',
    '<%= config.bin %> <%= command.id %> glbx-mdp3-20260106.definition.dbn.zst --json',
  ]
  static override args = { file: Args.string({ description: 'DBN file', required: true }) }

  async run() {
    const { args } = await this.parse(Info)
    const info = await describeDbn(args.file)
    const { metadata } = info
    const line = (name: string, value: string) => this.log(`${name.padEnd(10)} ${value}`)
    line('file', `${info.file}, ${bytes(info.bytes)}, sha256 ${info.sha256}`)
    if (metadata) {
      line(
        'format',
        `DBN version ${metadata.version}, ${metadata.dataset}, schema ${metadata.schema}`,
      )
      line(
        'asked',
        `${metadata.start} to ${metadata.end}, ${metadata.stypeIn} to ${metadata.stypeOut}`,
      )
      line('symbols', symbolsOf(metadata.symbols, info.mappings))
    } else line('format', 'DBN records without metadata')
    for (const { kind, records, first, last } of info.kinds) {
      line('records', `${count(records)} ${kind}, received ${first} to ${last}`)
    }
    for (const { type, records } of info.skipped) {
      line('records', `${count(records)} ${type}, not decoded`)
    }
    if (info.truncatedAtByte !== undefined) line('cut', `at byte ${count(info.truncatedAtByte)}`)
    return info
  }
}

const MOST_SYMBOLS = 12

function symbolsOf(asked: readonly string[], mappings: readonly string[]): string {
  const shown = mappings.slice(0, MOST_SYMBOLS).join(', ')
  const more = mappings.length - MOST_SYMBOLS
  return `${asked.join(', ') || 'none asked for'}; ${count(mappings.length)} mapped${shown && `: ${shown}`}${more > 0 ? ` and ${count(more)} more` : ''}`
}
