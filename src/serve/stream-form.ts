import type { Contract } from '../contracts/contract.ts'
import { LruMap } from '../lru-map.ts'
import type { SurfaceName } from '../seconds/second.ts'
import type { PayloadForm } from '../wire/batch.ts'

/** Maximum number of cached forms. */
const MAX_CACHED_FORMS = 64

/** A client's choice of payload format. Clients with equal forms share encoded seconds. */
export interface StreamForm extends PayloadForm {
  /** The surfaces sent besides those of every stream. */
  readonly more: readonly SurfaceName[]
  /** Equal for equal forms only. */
  readonly key: string
}

/**
 * The form for a client's choice.
 *
 * @param columns narrowed contracts by surface; a surface without an entry has all its columns
 * @param more surfaces sent besides those of every stream
 */
export function formOf(
  schemaOnce: boolean,
  columns: ReadonlyMap<SurfaceName, Contract> = new Map(),
  more: readonly SurfaceName[] = [],
): StreamForm {
  const choices = Array.from(columns, ([surface, { fields }]) => {
    return `${surface}:${fields.map(({ name }) => name).join()}`
  })
  const key = `${schemaOnce ? 'once' : 'each'} ${choices.sort().join(';')} ${more.join()}`
  const known = forms.get(key)
  if (known) return known
  const form = { key, schemaOnce, contracts: columns, more }
  forms.set(key, form)
  return form
}

/** Cached, so that the schema of a narrowed contract is encoded once. */
const forms = new LruMap<string, StreamForm>({ max: MAX_CACHED_FORMS })
