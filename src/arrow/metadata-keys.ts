/** Keys of Arrow metadata, of a schema and of its fields. Browsers import this too. */

/** Of a schema: the contract's key. */
export const CONTRACT = 'contract'
/** Of a field: the letters a column may hold, in code order. Avro's letters have no commas. */
export const LETTERS = 'letters'
/** Of a field: the kind, where the type and the letters do not say it. */
export const KIND = 'kind'
/** Of a documented schema and its fields: what it means. */
export const DOC = 'doc'
/** Of a documented field: what its numbers count; left out of pure numbers, truths and texts. */
export const UNIT = 'unit'
/** Of a documented field: the value that stands for none; left out where every row has one. */
export const SENTINEL = 'sentinel'
