import type { Field } from '../src/contracts/contract.ts'
import { KINDS } from '../src/contracts/kinds.ts'
import type { Dataset } from '../src/lake/datasets.ts'
import { sentinelOf, unitOf } from '../src/table/unit.ts'

/** Every table of the lake with its columns, from the contracts, as one page of Markdown. */
export function tablesPage(datasets: ReadonlyMap<string, Dataset>): string {
  const all = [...datasets]
  const lines = [
    '# Tables',
    '',
    'Made from the contracts in [`src/contracts`](../src/contracts) by `npm run docs`. The same texts are in',
    'the files themselves (Parquet: `doc.NAME` and `spymaster.contract` in the footer; Arrow: `doc`, `unit` and',
    '`sentinel` of a field), over HTTP at `/v1/hud/contracts`, and in `spymaster lake show TABLE`.',
    '[What the numbers mean](numbers.md) explains those that a trader looks at.',
    '',
    '- A second is named by its **end**, `window_end_ts_ns`. An event is in the second of its `ts_event`.',
    '- `…_price_int` are int64 in 1e-9 currency units, `…_ts_ns` int64 nanoseconds since the Unix epoch, UTC.',
    '- *None* is what stands for no value in memory and on the wire. In Parquet, Arrow files and SQL an int64',
    '  price without a value is NULL; NaN stays NaN. Without an entry, every row has a value.',
    '- In SQL a table also has `symbol` and `dt`, a time `…_utc` and `…_exchange`, a price `…_points`.',
    '',
    '| table | rows |',
    '|---|---|',
    ...all.map(([key, { doc }]) => `| [\`${key}\`](#${anchorOf(key)}) | ${firstOf(doc)} |`),
    ...all.flatMap(([key, dataset]) => ['', ...sectionOf(key, dataset)]),
    '',
  ]
  return lines.join('\n')
}

function sectionOf(key: string, { doc, contract, path, stage, sort }: Dataset): string[] {
  return [
    `## ${key}`,
    '',
    doc,
    '',
    `Made by \`${stage}\`, sorted by ${sort.map((name) => `\`${name}\``).join(', ')}, in`,
    `\`${path}/part-*.parquet\`.`,
    '',
    '| column | type | unit | none | meaning |',
    '|---|---|---|---|---|',
    ...contract.fields.map(rowOf),
    ...contract.derived.map(
      ({ name, doc }) =>
        `| \`${name}\` | timestamp | µs since the Unix epoch, UTC |  | ${cell(doc)} |`,
    ),
  ]
}

/** What `known_at` of a contract says, as a sentence. */
const KNOWN_AT: Readonly<Record<string, string>> = {
  calibration: '*Looks ahead if the calibration is of the same day*',
  next_record: '*Looks ahead to the next record*',
}

function rowOf(field: Field): string {
  const { name, doc, knownAt } = field
  const none = sentinelOf(field)
  const cells = [
    `\`${name}\``,
    typeOf(field),
    unitOf(field) ?? '',
    none === undefined ? '' : `\`${none}\``,
    cell(knownAt === undefined ? doc : `${doc}. ${KNOWN_AT[knownAt] ?? `Known at ${knownAt}`}`),
  ]
  return `| ${cells.join(' | ')} |`
}

/** The SQL type in lower case; of letters, those that there are. */
function typeOf({ kind, letters }: Field): string {
  if (letters.length > 0) return letters.map((each) => `\`${each}\``).join(' ')
  return KINDS[kind].sql.toLowerCase()
}

/** The first sentence, or clause, of what a row is. */
function firstOf(doc: string): string {
  return cell(doc.split(/[.;:] /)[0].replace(/\.$/, ''))
}

function anchorOf(key: string): string {
  return key.replaceAll('.', '')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
}
