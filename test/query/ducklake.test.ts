import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listPartitions } from '../../src/lake/partition/list.ts'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { publishCatalog } from '../../src/query/ducklake.ts'
import { S3_PYTHON, S3Server } from '../s3/s3-server.ts'
import { LONG } from '../setup/long.ts'
import { onlyIf } from '../setup/only-if.ts'
import { dayRecords, NEXT_DAY, writeDbn } from '../stages/made-day.ts'
import {
  columnOf,
  ingestFiles,
  lakeHashes,
  manifestOf,
  mbo,
  runStages,
  temporaryFolder,
  temporaryLake,
  WALL,
} from '../stages/made-lake.ts'

/** Prints the paths of the extensions' files. */
const FIND = `
import glob, os, duckdb_extension_ducklake, duckdb_extension_httpfs
for module in (duckdb_extension_ducklake, duckdb_extension_httpfs):
    print(glob.glob(os.path.dirname(module.__file__) + '/extensions/v1.5.5/*.duckdb_extension')[0])
`
const found = spawnSync(S3_PYTHON || 'none', ['-c', FIND], { encoding: 'utf8' })
const [ducklake = '', httpfs = ''] = found.status === 0 ? found.stdout.trim().split('\n') : []
const NONE = 'SPYMASTER_S3_PYTHON names no Python with DuckDB and its extensions'

/** Rows by table, and sums of a column, as an outside DuckDB reads them in a catalog. */
const READ = `
import duckdb, json, os, sys
catalog, *extensions = sys.argv[1:]
con = duckdb.connect()
for file in extensions:
    con.execute(f"load '{file}'")
endpoint = os.environ.get('AWS_ENDPOINT_URL', '').removeprefix('http://')
if endpoint:
    con.execute(f"create secret (type s3, key_id 'test', secret 'test', region 'us-east-1', "
                f"endpoint '{endpoint}', use_ssl false, url_style 'path')")
con.execute(f"attach 'ducklake:{catalog}' as lake (read_only)")
tables = con.execute("select table_schema, table_name from information_schema.tables "
                     "where table_catalog = 'lake'").fetchall()
rows = {f'{s}.{t}': con.execute(f'select count(*) from lake.{s}.{t}').fetchone()[0] for s, t in tables}
sums = con.execute('select symbol, dt::varchar, count(*), sum(depth_qty_end)::bigint '
                   'from lake.silver_future_mbo.wall_surface_1s group by all order by all').fetchall()
print(json.dumps({'rows': rows, 'sums': sums}))
`

interface Read {
  readonly rows: Readonly<Record<string, number>>
  readonly sums: readonly (readonly [string, string, number, number])[]
}

function readOutside(catalog: string, endpoint: string): Read {
  const env = { ...process.env, AWS_ENDPOINT_URL: endpoint }
  const args = ['-c', READ, catalog, ducklake, httpfs]
  const { status, stdout, stderr } = spawnSync(S3_PYTHON, args, { encoding: 'utf8', env })
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout) as Read
}

async function addDay(lake: Lake, date?: string): Promise<void> {
  const file = join(temporaryFolder(), `${date ?? 'es'}.mbo.dbn.zst`)
  const day = date === undefined ? {} : { date }
  await writeDbn(file, dayRecords({ seconds: 10, instruments: ['ESH6'], ...day }), day)
  await ingestFiles(lake, [file])
  await runStages(lake)
}

/** What the manifests and the program's own reader say of the same tables. */
async function readInside(lake: Lake): Promise<Read> {
  const rows: Record<string, number> = {}
  for (const { key } of lake.datasets.values()) rows[tableName(key)] = 0
  const sums: (readonly [string, string, number, number])[] = []
  for (const partition of await listPartitions(lake)) {
    const manifest = await manifestOf(lake, partition)
    rows[tableName(partition.dataset)] += manifest.rows
    if (partition.dataset !== WALL) continue
    const depths = (await columnOf(lake, partition, 'depth_qty_end')).map(Number)
    const sum = depths.reduce((total, depth) => total + depth, 0)
    sums.push([partition.symbol, partition.dt, manifest.rows, sum])
  }
  return { rows, sums }
}

/** "silver.future_mbo.wall_surface_1s" is the table wall_surface_1s of silver_future_mbo. */
function tableName(dataset: string): string {
  const [layer, product, name] = dataset.split('.')
  return `${layer}_${product}.${name}`
}

describe('a DuckLake catalog', onlyIf(httpfs !== '', NONE), () => {
  let server: S3Server
  beforeAll(async () => {
    server = await S3Server.start()
  })
  afterAll(() => server?.stop())

  it('of a folder has the rows and sums of the lake, also after another day', async () => {
    const lake = temporaryLake()
    await addDay(lake)
    const catalog = join(temporaryFolder(), 'lake.ducklake')
    const before = lakeHashes(lake)
    const published = await publishCatalog(lake, { catalog, extensions: [ducklake] })
    expect(published.leftOut).toEqual([])
    expect(lakeHashes(lake)).toEqual(before)
    expect(readOutside(catalog, '')).toEqual(await readInside(lake))
    await addDay(lake, NEXT_DAY)
    await publishCatalog(lake, { catalog, extensions: [ducklake] })
    const { rows, sums } = readOutside(catalog, '')
    expect({ rows, sums }).toEqual(await readInside(lake))
    expect(sums).toHaveLength(2)
    expect(rows[tableName(mbo().dataset)]).toBeGreaterThan(0)
  })

  it('of a lake on S3 has them, read where they are', LONG, async () => {
    const { endpoint } = server
    const lake = openLake(await server.lakeUrl(), undefined, { endpoint })
    await addDay(lake)
    const catalog = join(temporaryFolder(), 's3.ducklake')
    await publishCatalog(lake, { catalog, extensions: [ducklake, httpfs] })
    expect(readOutside(catalog, endpoint)).toEqual(await readInside(lake))
  })
})
