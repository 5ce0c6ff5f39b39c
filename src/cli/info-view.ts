import type { DbnDescription, DescribedMapping } from '../dbn/describe.ts'
import { bytes, count, formatColumns } from './columns.ts'
import { csvLine } from './csv.ts'

/** Mappings printed without --mappings. */
const MAX_MAPPINGS = 12
/** Symbols printed of each list. */
const MAX_SYMBOLS = 12

/** A file's description, one line per property, and its symbol mappings. */
export function formatInfo(info: DbnDescription, showsAllMappings: boolean): string {
  const { metadata, mappings } = info
  const lines: [name: string, value: string][] = [
    ['file', `${info.file}, ${bytes(info.bytes)}, sha256 ${info.sha256}`],
    ['container', formatContainer(info)],
  ]
  if (metadata) {
    const { version, dataset, schema, start, end, limit, stypeIn, stypeOut, tsOut } = metadata
    const sent = tsOut ? ', with ts_out' : ''
    lines.push(
      ['format', `DBN version ${version}, ${dataset}, schema ${schema}${sent}`],
      [
        'asked',
        `${start ?? 'undefined'} to ${end ?? 'undefined'}, ${stypeIn} to ${stypeOut}, ${limit === undefined ? 'no limit' : `limit ${limit} records`}`,
      ],
      ['symbols', formatList(metadata.symbols) || 'none asked for'],
    )
    if (metadata.partial.length > 0) lines.push(['partial', formatList(metadata.partial)])
    if (metadata.notFound.length > 0) lines.push(['not found', formatList(metadata.notFound)])
  } else lines.push(['format', 'DBN records without metadata'])
  for (const { kind, records, clock, first, last } of info.kinds) {
    const times =
      first === undefined
        ? 'without a time'
        : `${clock === 'ts_recv' ? 'received' : 'of'} ${first} to ${last}`
    lines.push(['records', `${count(records)} ${kind}, ${times}`])
  }
  for (const { type, records } of info.unknown) {
    lines.push(['records', `${count(records)} ${type}, which DBN does not name`])
  }
  if (info.truncatedAtByte !== undefined)
    lines.push(['cut', `at byte ${count(info.truncatedAtByte)}`])
  const shown = showsAllMappings ? mappings : mappings.slice(0, MAX_MAPPINGS)
  const more = mappings.length - shown.length
  return [
    ...lines.map(([name, value]) => `${name.padEnd(10)} ${value}`),
    ...(shown.length > 0 ? ['', formatMappings(info, shown)] : []),
    ...(more > 0 ? [`… ${count(more)} more; --mappings prints all.`] : []),
  ].join('\n')
}

/** One line per file and record type. */
export function infoCsv(infos: readonly DbnDescription[]): string {
  const header = [
    ...['file', 'bytes', 'sha256', 'version', 'dataset', 'schema', 'ts_out'],
    ...['kind', 'records', 'clock', 'first', 'last'],
  ]
  const rows = infos.flatMap(({ file, bytes: size, sha256, metadata, kinds, unknown }) => {
    const common = [file, size, sha256, metadata?.version, metadata?.dataset, metadata?.schema]
    const start = [...common, metadata && String(metadata.tsOut)]
    return [
      ...kinds.map(({ kind, records, clock, first, last }) => [
        ...start,
        ...[kind, records, clock, first, last],
      ]),
      ...unknown.map(({ type, records }) => [...start, type, records, ...UNKNOWN_TIMES]),
    ]
  })
  return [header, ...rows].map(csvLine).join('\n')
}

const UNKNOWN_TIMES = [undefined, undefined, undefined]

/** One line per mapping. */
export function mappingsCsv(infos: readonly DbnDescription[]): string {
  const header = ['file', 'input', 'output', 'from', 'until']
  const rows = infos.flatMap(({ file, mappings }) =>
    mappings.map(({ input, output, from, until }) => [file, input, output, from, until]),
  )
  return [header, ...rows].map(csvLine).join('\n')
}

function formatMappings(
  { metadata }: DbnDescription,
  mappings: readonly DescribedMapping[],
): string {
  const name = (stype: string | undefined, other: string) =>
    stype === undefined || stype === 'none' ? other : stype
  return formatColumns(
    mappings.map(({ input, output, from, until }) => [
      input,
      output,
      from ?? 'undefined',
      until ?? 'undefined',
    ]),
    [
      name(metadata?.stypeIn, 'symbol'),
      name(metadata?.stypeOut, 'instrument_id'),
      'from',
      'until (exclusive)',
    ],
  )
}

function formatContainer({ frames }: DbnDescription): string {
  if (!frames) return 'plain, without a checksum: damage may go unnoticed'
  const { frames: all, withoutChecksum } = frames
  const zstd = `zstd, ${count(all)} ${all === 1 ? 'frame' : 'frames'}`
  if (withoutChecksum === 0) return `${zstd}, with checksums`
  if (withoutChecksum === all) return `${zstd}, without checksums: damage may go unnoticed`
  return `${zstd}, ${count(withoutChecksum)} of them without a checksum: damage may go unnoticed`
}

function formatList(symbols: readonly string[]): string {
  const more = symbols.length - MAX_SYMBOLS
  return `${symbols.slice(0, MAX_SYMBOLS).join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`
}
