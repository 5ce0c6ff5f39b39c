import { ACTION } from '../../book/codes.ts'
import type { DbnItem } from '../../dbn/decoder.ts'
import type { FileEnd } from '../../dbn/file.ts'
import { Failure } from '../../failure.ts'

/** DBN's publisher id of a record that has none. */
const NO_PUBLISHER = 0

/**
 * A file's items, checked to have the orders of one publisher: GLBX.MDP3 has one, and the books of
 * two markets under one instrument id would become one book. Trades are not checked: ICE has a
 * publisher of its own for those made off the market.
 *
 * @throws Failure `input` at the first order of another publisher
 */
export async function* withOnePublisher(
  items: AsyncIterable<DbnItem | FileEnd>,
  where: string,
): AsyncGenerator<DbnItem | FileEnd> {
  let known: number | undefined
  for await (const item of items) {
    if (item.type === 'records' && item.layout.kind === 'mbo') {
      const publishers = item.table.column('publisher_id', 'uint16')
      const actions = item.table.column('action', 'char')
      for (let row = 0; row < item.table.length; row++) {
        const publisher = publishers[row]
        if (publisher === known || actions[row] === ACTION.trade) continue
        if (publisher === NO_PUBLISHER) continue
        if (known !== undefined) throw twoPublishers(where, known, publisher)
        known = publisher
      }
    }
    yield item
  }
}

function twoPublishers(where: string, one: number, other: number): Failure {
  return new Failure({
    code: 'input',
    what: 'it has orders of two publishers, whose books must not be mixed',
    where,
    expected: 'orders of one publisher (GLBX.MDP3 is 1)',
    found: `publishers ${one} and ${other}`,
    fix: 'download the orders of each market as a file of its own',
  })
}
