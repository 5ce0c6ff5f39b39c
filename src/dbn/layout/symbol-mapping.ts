import type { RecordRows } from './field.ts'

/** SymbolMappingMsg: maps a symbol to an instrument, sent in live sessions. */
export const SYMBOL_MAPPING: RecordRows = {
  rtype: 0x16,
  sizes: [80, 176, 176],
  doc: 'A symbol and the instrument it names.',
  rows: [
    {
      name: 'stype_in',
      at: ['', 'u8@16', 'u8@16'],
      hasUndefined: true,
      doc: 'Symbology of the input symbol; 255 = undefined.',
    },
    {
      name: 'stype_in_symbol',
      at: ['c22@16', 'c71@17', 'c71@17'],
      doc: 'The symbol as it was asked for.',
    },
    {
      name: 'stype_out',
      at: ['', 'u8@88', 'u8@88'],
      hasUndefined: true,
      doc: 'Symbology of the output symbol; 255 = undefined.',
    },
    {
      name: 'stype_out_symbol',
      at: ['c22@38', 'c71@89', 'c71@89'],
      doc: 'The symbol it resolved to.',
    },
    {
      name: 'start_ts',
      at: ['time@64', 'time@160', 'time@160'],
      doc: 'From when the mapping holds, ns since the epoch, UTC; -1 = undefined.',
    },
    {
      name: 'end_ts',
      at: ['time@72', 'time@168', 'time@168'],
      doc: 'Until when the mapping holds (exclusive), ns since the epoch, UTC; -1 = undefined.',
    },
  ],
  reserved: [['4@60'], [], []],
}
