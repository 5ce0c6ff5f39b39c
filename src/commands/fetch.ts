import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { confirm, mayAsk } from '../cli/confirm.ts'
import { databentoKey } from '../cli/databento-key.ts'
import { estimateJson, FetchView, formatEstimate } from '../cli/fetch-view.ts'
import { datesFlag } from '../cli/flags.ts'
import { prose } from '../cli/prose.ts'
import { settingFlags } from '../cli/setting-flags.ts'
import { systemClock } from '../clock.ts'
import { EXIT, Failure } from '../failure.ts'
import { formatRequest } from '../fetch/data-request.ts'
import { type Estimate, estimateCost } from '../fetch/estimate.ts'
import { type FetchedJob, fetchJob } from '../fetch/fetch-job.ts'
import { parseGateway } from '../fetch/gateway-url.ts'
import { HistoricalApi } from '../fetch/historical-api.ts'
import { HttpClient } from '../fetch/http-client.ts'
import { planFetch } from '../fetch/plan.ts'
import { assertCost, formatCost } from '../fetch/pricing.ts'
import { orderJob } from '../fetch/purchase.ts'
import { parseDates } from '../market/dates.ts'

const DEFAULT_SCHEMAS = 'mbo,definition,statistics'

export default class Fetch extends BaseCommand {
  static override summary = 'Buy and download DBN files from Databento into the lake.'
  static override description =
    prose`Prices the request, asks before anything is bought, orders batch jobs split by day, waits for
them and downloads their files into raw/ of the lake, checked by size and hash. What was interrupted
goes on where it stopped when it is run again; what the account has ordered before is not bought again.

The API key comes from DATABENTO_API_KEY or the configuration file. HTTPS_PROXY and NO_PROXY are
respected. docs/live.md has the details.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --symbol ES --dates 2026-01-05:2026-01-09 --estimate',
    '<%= config.bin %> <%= command.id %> --symbol ES,E1B.OPT --dates 2026-01-06 --yes --max-cost 20',
    '<%= config.bin %> <%= command.id %> --job GLBX-20260107-5DEFXVTMSM',
  ]
  static override flags = {
    symbol: Flags.string({
      description:
        'roots (ES: all its futures), contracts (ESH6) or parents (E1B.OPT), comma-separated',
    }),
    dates: datesFlag,
    session: {
      ...settingFlags.session,
      description: 'whose hours decide which UTC days a trading date needs; default: globex',
    },
    options: Flags.boolean({
      description: "each root's own options too: ES.OPT, which has no weekly ones",
    }),
    schemas: Flags.string({
      description: 'what to get, comma-separated',
      default: DEFAULT_SCHEMAS,
    }),
    dataset: Flags.string({ description: "Databento's code of the dataset", default: 'GLBX.MDP3' }),
    estimate: Flags.boolean({ description: 'print the price and end', exclusive: ['yes'] }),
    yes: Flags.boolean({ description: 'buy without asking, up to --max-cost' }),
    'max-cost': Flags.custom<number>({
      description: 'US dollars that may be spent at most',
      default: 5,
      parse: async (text) => parseDollars(text),
    })(),
    job: Flags.string({
      description: 'download an existing job of this id; may be given again',
      multiple: true,
      exclusive: ['symbol', 'dates', 'options', 'estimate', 'yes'],
    }),
    gateway: settingFlags.gateway,
  }

  protected override readonly afterInterruption =
    'run it again to go on: what was ordered and downloaded is kept'

  async run() {
    const { flags } = await this.parse(Fetch)
    const gateway = parseGateway(flags.gateway)
    const plan = flags.job ? undefined : planFetch(choiceFrom(flags))
    const key = databentoKey(process.env, await this.configuration())
    const { signal } = this
    const view = new FetchView({ quiet: flags.quiet, line: (text) => this.logToStderr(text) })
    const { report } = view
    const retries = {
      clock: systemClock,
      signal,
      onRetry: (error: Error, delayMs: number) => report({ type: 'retry', error, delayMs }),
    }
    const userAgent = `spymaster/${this.config.version}`
    const http = new HttpClient({ gateway, key, userAgent, env: process.env, ...retries })
    try {
      const api = new HistoricalApi(http, gateway, retries)
      const estimate = plan && (await estimateCost(api, plan))
      if (estimate && flags.estimate) {
        this.log(formatEstimate(estimate))
        return estimateJson(estimate)
      }
      if (estimate) view.line(formatEstimate(estimate))
      if (estimate && !(await this.#mayBuy(estimate, flags))) {
        this.logToStderr('Nothing was bought.')
        process.exitCode = EXIT.interrupted
        return estimateJson(estimate)
      }
      const lake = await this.openLake(flags)
      const folder = this.rawFolder(
        lake,
        'fetch into a lake in a folder, then: spymaster pipeline run --raw FOLDER --lake s3://…',
      )
      const jobs = [...(flags.job ?? [])]
      for (const { request, records } of estimate?.requests ?? []) {
        if (records === 0) {
          view.line(`${formatRequest(request)} is left out: it has no records`)
          continue
        }
        const { job, isNew } = await orderJob(api, request, retries)
        view.line(`${formatRequest(request)}: ${isNew ? 'ordered as' : 'is in'} ${job.id}`)
        jobs.push(job.id)
      }
      const fetched: FetchedJob[] = []
      for (const id of new Set(jobs)) {
        fetched.push(await fetchJob(id, { ...retries, api, http, folder, report }))
      }
      view.end()
      for (const { folder: path, files } of fetched) this.log(`${path}: ${files.length} files`)
      return { ...(estimate && estimateJson(estimate)), jobs: fetched }
    } finally {
      view.end()
      http.close()
    }
  }

  /** @throws Failure where it costs too much, or nobody can be asked */
  async #mayBuy(
    { cost, requests }: Estimate,
    flags: { readonly yes: boolean; readonly 'max-cost': number },
  ): Promise<boolean> {
    assertCost(cost, flags['max-cost'])
    if (flags.yes || requests.every(({ job, records }) => job || records === 0)) return true
    if (!mayAsk()) {
      throw new Failure({
        code: 'usage',
        what: `it costs ${formatCost(cost)}, and there is no terminal to ask on`,
        where: '--yes',
        fix: 'pass --yes to buy it',
      })
    }
    return confirm(`Buy it for ${formatCost(cost)}?`, this.signal)
  }
}

function parseDollars(text: string): number {
  const dollars = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (Number.isFinite(dollars)) return dollars
  throw new Failure({
    code: 'usage',
    what: 'the amount is invalid',
    where: '--max-cost',
    expected: 'US dollars like 5 or 0.50',
    found: text,
  })
}

function choiceFrom(flags: {
  readonly symbol?: string | undefined
  readonly dates?: string | undefined
  readonly session?: string | undefined
  readonly dataset: string
  readonly options: boolean
  readonly schemas: string
}) {
  const { symbol, dates, session = 'globex', dataset, options } = flags
  if (symbol === undefined || dates === undefined) {
    throw new Failure({
      code: 'usage',
      what: `missing: ${symbol === undefined ? '--symbol' : '--dates'}`,
      fix: 'pass --symbol and --dates, or --job',
    })
  }
  const schemas = [...new Set(flags.schemas.split(',').map((each) => each.trim()))]
  return { symbol, dates: parseDates(dates), session, dataset, options, schemas }
}
