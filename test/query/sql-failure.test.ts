import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { sqlFailure } from '../../src/query/sql-failure.ts'

const VIEWS = [
  'wall_surface_1s',
  'future_mbo.mbo',
  'future_option_mbo.mbo',
  'bronze.future_mbo.mbo',
]
const told = (message: string) => sqlFailure(new Error(message), VIEWS)

describe('what the database says', () => {
  it.each([
    [
      'Catalog Error: Table with name wall_surface does not exist!\nDid you mean "pg_class"?\n\nLINE 1: from wall_surface\n             ^',
      'the query, line 1, column 6: unknown table wall_surface; did you mean "wall_surface_1s"?',
    ],
    [
      'Catalog Error: Table with name mbo does not exist!\n\nLINE 1: from mbo\n             ^',
      'the query, line 1, column 6: unknown table mbo; did you mean future_mbo.mbo or future_option_mbo.mbo?',
    ],
    [
      'Catalog Error: Table with name bronze.future_mbo.mbo does not exist!',
      'the query: unknown table bronze.future_mbo.mbo; write bronze.future_mbo.mbo without the quotes.',
    ],
    [
      'nameListToString NOT IMPLEMENTED.',
      'the query: a table is named by its dataset, without a database before it; see: spymaster lake sql "show all tables".',
    ],
    [
      'Catalog Error: Table with name passwd does not exist!',
      'the query: unknown table passwd; see: spymaster lake sql "show all tables".',
    ],
    [
      'Binder Error: Referenced column "pric" not found in FROM clause!\nCandidate bindings: "w.price_int", "rel_ticks"\n\nLINE 2: ...where pric > 1\n                 ^',
      'the query, line 2: unknown column pric; see: spymaster lake sql "describe TABLE".',
    ],
    [
      'Binder Error: Referenced column "price_nt" not found in FROM clause!\nCandidate bindings: "w.price_int", "rel_ticks"',
      'the query: unknown column price_nt; did you mean "price_int"?',
    ],
    [
      'Failed to extract statements: Parser Error: syntax error at or near "selct"\n\nLINE 1: selct 1\n        ^',
      'the query, line 1, column 1: syntax error at or near "selct".',
    ],
    [
      'Permission Error: Cannot access file "/etc/passwd" - file system operations are disabled by configuration',
      'the query: a query reads the tables of the lake and nothing else.',
    ],
    [
      'Out of Memory Error: failed to allocate data of size 1.0 GiB',
      'the query: the query needs more memory than it may have; select fewer columns or rows, or group them.',
    ],
    [
      'Catalog Error: Table Function with name pandas_scan does not exist!\nDid you mean "parquet_scan"?\n\nLINE 1: from pandas_scan(1)\n             ^',
      'the query, line 1, column 6: unknown table function pandas_scan.',
    ],
    [
      'Catalog Error: Scalar Function with name decompress does not exist!',
      'the query: unknown scalar function decompress.',
    ],
  ])('%j is one sentence', (message, sentence) => {
    const failure = told(message)
    expect(failure).toBeInstanceOf(Failure)
    expect((failure as Failure).message).toBe(sentence)
    expect((failure as Failure).exitCode).toBe(2)
  })

  it('of a file is bad input', () => {
    const failure = told(
      'IO Error: Cannot open file "/lake/part-00000.parquet": No such file',
    ) as Failure
    expect(failure.exitCode).toBe(3)
    expect(failure.message).toMatch(/a run may just have replaced it; run the query again/)
  })

  it('of a device that fails names the file and the reason', () => {
    const failure = told(
      'IO Error: Could not read from file "/lake/part-00000.parquet": Input/output error\n\nLINE 1: …',
    ) as Failure
    expect(failure.exitCode).toBe(3)
    expect(failure.message).toBe(
      '/lake/part-00000.parquet: a file of the lake could not be read: Input/output error; see the system log, check the disk and run it again.',
    )
  })

  it('of nonsense in a file is bad input too', () => {
    const failure = told(
      'Invalid Error: TProtocolException: Invalid data\n\nLINE 1: from x',
    ) as Failure
    expect(failure.exitCode).toBe(3)
    expect(failure.message).toMatch(
      /^a file of the lake is damaged: .*Invalid data; see: spymaster verify integrity\.$/,
    )
  })

  it('and what is a sentence already, or no error, stays', () => {
    const failure = new Failure({ code: 'busy', what: 'x' })
    expect(sqlFailure(failure, VIEWS)).toBe(failure)
    expect(sqlFailure('text', VIEWS)).toBe('text')
  })
})
