declare const kind: unique symbol

/**
 * A number of one kind: a value that is known to be of another kind is refused in its place, so that
 * neighbouring arguments cannot be swapped. Plain numbers, sums and literals fit every kind. Nothing
 * of this is left at run time.
 */
export type Branded<Kind extends string> = number & { readonly [kind]?: Kind }

/** A typed array whose elements are of one kind. */
export type ArrayOf<Element extends number, Elements> = Elements & { [index: number]: Element }

/** Contracts: how much of something there is. */
export type Lots = Branded<'Lots'>
