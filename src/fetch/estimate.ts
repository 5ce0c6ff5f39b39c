import { Failure } from '../failure.ts'
import type { DayCondition } from './condition.ts'
import type { HistoricalApi } from './historical-api.ts'
import { delivers, type Job } from './job.ts'
import type { FetchPlan } from './plan.ts'
import { type PricedRequest, type PricingApi, priceRequest, totalCost } from './pricing.ts'

export type EstimateApi = PricingApi & Pick<HistoricalApi, 'getDatasetCondition' | 'listJobs'>

export interface EstimatedRequest extends PricedRequest {
  /** The account's job that delivers it already; it is not paid for again. */
  readonly job: Job | undefined
}

export interface Estimate {
  readonly requests: readonly EstimatedRequest[]
  /** US dollars still to be paid. */
  readonly cost: number
  /** The days that are needed and not without issues: degraded. */
  readonly degraded: readonly DayCondition[]
}

/**
 * What a plan costs, and whether its days are there. Nothing is bought.
 *
 * @throws Failure `input` where a day is not available, or nothing has a record
 */
export async function estimateCost(api: EstimateApi, plan: FetchPlan): Promise<Estimate> {
  const { dataset, days } = plan
  const known = await api.getDatasetCondition(dataset, days[0], days[days.length - 1])
  const needed = known.filter(({ date }) => days.includes(date))
  const absent = needed.filter(
    ({ condition }) => condition === 'pending' || condition === 'missing',
  )
  if (absent.length > 0) throw unavailable(dataset, absent)
  const jobs = await api.listJobs()
  const requests: EstimatedRequest[] = []
  for (const request of plan.requests) {
    const priced = await priceRequest(api, request)
    requests.push({ ...priced, job: jobs.find((job) => delivers(job, request)) })
  }
  if (requests.every(({ records }) => records === 0)) {
    throw new Failure({
      code: 'input',
      what: 'there is not one record of what was asked for',
      where: dataset,
      fix: 'choose other dates or symbols',
    })
  }
  return {
    requests,
    cost: totalCost(requests.filter(({ job }) => !job)),
    degraded: needed.filter(({ condition }) => condition === 'degraded'),
  }
}

function unavailable(dataset: string, absent: readonly DayCondition[]): Failure {
  const pending = absent.some(({ condition }) => condition === 'pending')
  return new Failure({
    code: 'input',
    what: 'days are not available',
    where: dataset,
    found: absent.map(({ date, condition }) => `${date} ${condition}`).join(', '),
    fix: pending ? 'try again later, or choose other dates' : 'choose other dates',
  })
}
