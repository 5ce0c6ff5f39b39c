/** The screens' words, each in half a line; docs/numbers.md has their formulas and pictures. */
export const GLOSSARY = [
  ['wall', 'lots that rest at a price'],
  ['pull', 'lots that left untraded'],
  ['vacuum', '0–1, how hard depth is pulled'],
  ['above below', '0–1, ease of a move that way'],
  ['step back', '> 0: depth moved off spot'],
  ['thin out', '> 0: more pulled than added'],
  ['upward', '> 0: room is made upward'],
  ['OFI', 'lots, flow at the best quotes'],
  ['GEX', '$ of delta per point, per point'],
  ['call wall', 'strike with most call gamma'],
  ['put wall', 'strike with most put gamma'],
  ['zero gamma', 'price at which GEX sums to 0'],
  ['pressure', 'hedging against the depth'],
  ['formulas', 'docs/numbers.md'],
] as const
