import type { Contract } from '../contracts/contract.ts'
import { LruMap } from '../lru-map.ts'
import type { SurfaceName } from '../seconds/second.ts'
import type { PayloadForm } from '../wire/batch.ts'

/** Forms that are kept, of as many clients as choose differently. */
const MAX_CACHED_FORMS = 64

/** What a client has chosen of the payloads. Clients of one form share encoded seconds. */
export interface StreamForm extends PayloadForm {
  /** The same of equal forms, and of no others. */
  readonly key: string
}

/**
 * The form of a choice.
 *
 * @param columns narrowed contracts, by surface; of a surface that is not here, all its columns
 */
export function formOf(
  schemaOnce: boolean,
  columns: ReadonlyMap<SurfaceName, Contract> = new Map(),
): StreamForm {
  const choices = Array.from(columns, ([surface, { fields }]) => {
    return `${surface}:${fields.map(({ name }) => name).join()}`
  })
  const key = `${schemaOnce ? 'once' : 'each'} ${choices.sort().join(';')}`
  const known = forms.get(key)
  if (known) return known
  const form = { key, schemaOnce, contracts: columns }
  forms.set(key, form)
  return form
}

/** Equal forms are one, so that a narrowed contract's schema is made once. */
const forms = new LruMap<string, StreamForm>({ max: MAX_CACHED_FORMS })
