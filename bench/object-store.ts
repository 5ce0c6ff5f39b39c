import { Agent, request } from 'node:http'
import { S3Store } from '../src/lake/store/s3/s3-store.ts'

/**
 * Rates of a lake's parts on a server of S3, against plain HTTP to the same server: medians of
 * requests that alternate, so that other load meets both. Run with AWS_ENDPOINT_URL and credentials:
 *
 *     node bench/object-store.ts BUCKET
 */
const ROUNDS = 15
/** Requests under way at a time: a stage writes several tables, and a plan runs several stages. */
const AT_ONCE = 4
const PART_BYTES = 16 << 20

const [bucket] = process.argv.slice(2)
const endpoint = process.env.AWS_ENDPOINT_URL
if (bucket === undefined || endpoint === undefined)
  throw new Error('AWS_ENDPOINT_URL=http://… node bench/object-store.ts BUCKET')

const agent = new Agent({ keepAlive: true })
const store = new S3Store(`s3://${bucket}/bench`, { endpoint })
const bytes = new Uint8Array(PART_BYTES).fill(7)

const uploads = await compare(
  (index) => send('PUT', `bench/plain-${index}`, bytes),
  (index) => upload(`part-${index}`),
)
// A reader of many row groups opens a part once; of a part of one row group this is half of it.
const readers = await Promise.all(
  Array.from({ length: AT_ONCE }, (_, index) => store.open(`part-${index}`)),
)
const reads = await compare(
  (index) => send('GET', `bench/plain-${index}`),
  async (index) => readers[index]?.read(0, PART_BYTES),
)
console.log(`PUT ${uploads}\nGET ${reads}`)
agent.destroy()

async function upload(key: string): Promise<void> {
  const part = await store.upload()
  await part.write(bytes)
  await part.finish()
  await part.store(key)
}

/** A request without the signature that tests' servers do not check. */
async function send(method: string, key: string, body?: Uint8Array): Promise<void> {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x'
  await new Promise<void>((resolve, reject) => {
    const headers = { authorization, 'content-length': body?.length ?? 0 }
    const sent = request(`${endpoint}/${bucket}/${key}`, { method, agent, headers }, (answer) => {
      answer.on('data', () => {})
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve()
        else reject(new Error(`${method} ${key}: ${answer.statusCode}`))
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

type Work = (index: number) => Promise<unknown>

async function compare(plain: Work, own: Work): Promise<string> {
  const times = { plain: [] as number[], own: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    times.plain.push(await millisecondsOf(plain))
    times.own.push(await millisecondsOf(own))
  }
  const [expected, found] = [median(times.plain), median(times.own)]
  const rate = (milliseconds: number) =>
    `${Math.round((AT_ONCE * PART_BYTES) / 1e3 / milliseconds)} MB/s`
  return `${rate(found)}, plain HTTP ${rate(expected)}: ${(expected / found).toFixed(2)}`
}

async function millisecondsOf(work: Work): Promise<number> {
  const start = performance.now()
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => work(index)))
  return performance.now() - start
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}
