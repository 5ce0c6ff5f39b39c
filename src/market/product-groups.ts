/** Products of CME Group with the same hours and holidays. */
export type ProductGroup =
  | 'equity'
  | 'energy'
  | 'metals'
  | 'rates'
  | 'fx'
  | 'grains'
  | 'livestock'
  | 'crypto'

const ROOTS: Readonly<Record<ProductGroup, readonly string[]>> = {
  equity: ['ES', 'MES', 'NQ', 'MNQ', 'RTY', 'M2K', 'YM', 'MYM', 'EMD', 'NKD', 'NIY'],
  energy: ['CL', 'MCL', 'QM', 'NG', 'QG', 'HO', 'RB', 'BZ'],
  metals: ['GC', 'MGC', 'SI', 'SIL', 'HG', 'MHG', 'PL', 'PA'],
  rates: ['ZT', 'Z3N', 'ZF', 'ZN', 'TN', 'ZB', 'UB', 'ZQ', 'SR1', 'SR3'],
  fx: ['6A', '6B', '6C', '6E', '6J', '6L', '6M', '6N', '6S', 'M6A', 'M6B', 'M6E'],
  grains: ['ZC', 'ZS', 'ZW', 'KE', 'ZL', 'ZM', 'ZO'],
  livestock: ['HE', 'LE', 'GF'],
  crypto: ['BTC', 'MBT', 'ETH', 'MET'],
}

const GROUPS: ReadonlyMap<string, ProductGroup> = new Map(
  (Object.keys(ROOTS) as ProductGroup[]).flatMap((group) =>
    ROOTS[group].map((root) => [root, group] as const),
  ),
)

/** The group of a root, "energy" for CL; undefined for an unknown root. */
export function productGroup(root: string): ProductGroup | undefined {
  return GROUPS.get(root)
}
