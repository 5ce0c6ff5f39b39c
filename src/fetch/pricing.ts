import { Failure } from '../failure.ts'
import type { DataRequest } from './data-request.ts'
import type { HistoricalApi } from './historical-api.ts'

/** What a request costs and brings. */
export interface PricedRequest {
  readonly request: DataRequest
  /** US dollars. */
  readonly cost: number
  /** Of the records, uncompressed: what is billed. */
  readonly bytes: number
  readonly records: number
}

export type PricingApi = Pick<HistoricalApi, 'getCost' | 'getBillableSize' | 'getRecordCount'>

export async function priceRequest(api: PricingApi, request: DataRequest): Promise<PricedRequest> {
  return {
    request,
    cost: await api.getCost(request),
    bytes: await api.getBillableSize(request),
    records: await api.getRecordCount(request),
  }
}

/** US dollars of all requests, without what binary fractions add: to a millionth. */
export function totalCost(priced: readonly PricedRequest[]): number {
  return Math.round(priced.reduce((sum, { cost }) => sum + cost, 0) * 1e6) / 1e6
}

/** "$1.50"; of less than a cent as many digits as show what it is. */
export function formatCost(dollars: number): string {
  if (dollars === 0 || dollars >= 0.01) return `$${dollars.toFixed(2)}`
  return `$${dollars.toPrecision(1)}`
}

/**
 * @param maxCost US dollars
 * @throws Failure `input` where requests cost more
 */
export function assertCost(cost: number, maxCost: number): void {
  if (cost <= maxCost) return
  throw new Failure({
    code: 'input',
    what: 'the request costs more than allowed',
    where: '--max-cost',
    expected: `at most ${formatCost(maxCost)}`,
    found: formatCost(cost),
    fix: `pass --max-cost ${Math.ceil(cost)}, or fewer dates or schemas`,
  })
}
