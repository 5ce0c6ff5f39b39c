import { AnswerFields } from './answer-fields.ts'

/** What the vendor says of a dataset's UTC day. */
export interface DayCondition {
  readonly date: string
  /** `available`, `degraded`, `pending` or `missing`. */
  readonly condition: string
  readonly lastModified: string | undefined
}

/**
 * Reads an entry of `metadata.get_dataset_condition`.
 *
 * @throws AnswerError
 */
export function parseCondition(value: unknown): DayCondition {
  const fields = new AnswerFields('the condition', value)
  return {
    date: fields.text('date'),
    condition: fields.text('condition'),
    lastModified: fields.optionalText('last_modified_date'),
  }
}

/** The vendor's `condition.json`. */
export function conditionJson(conditions: readonly DayCondition[]): string {
  const days = conditions.map(({ date, condition, lastModified }) => ({
    date,
    condition,
    last_modified_date: lastModified ?? null,
  }))
  return `${JSON.stringify(days, undefined, 2)}\n`
}
