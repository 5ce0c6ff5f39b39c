import { afterEach, describe, expect, it, vi } from 'vitest'
import { ProgressView } from '../../src/cli/progress.ts'
import { Failure } from '../../src/failure.ts'
import type { PipelineEvent } from '../../src/pipeline/pipeline.ts'
import type { Node } from '../../src/pipeline/survey.ts'
import type { WatchEvent } from '../../src/pipeline/watch.ts'

const node = {
  key: 'silver/futures-book ESH6 2026-01-06',
  resolved: { parameters: {}, reads: [], notes: ['tick size from table by root'] },
} as unknown as Node

/** Stands for stderr: remembers what is written. */
function screen(isTTY: boolean) {
  let text = ''
  const out = {
    isTTY,
    columns: 60,
    write: (piece: string) => {
      text += piece
      return true
    },
  } as unknown as NodeJS.WriteStream
  return { out, text: () => text }
}

const progress: PipelineEvent = {
  type: 'run',
  event: { type: 'progress', node, progress: { done: 50, total: 100, unit: 'records' } },
}
const done: PipelineEvent = {
  type: 'run',
  event: {
    type: 'done',
    node,
    written: { 'silver.future_mbo.wall_surface_1s': { rows: 1234, quality: {} } },
    seconds: 1.26,
  },
}
const LINES = `${node.key}: wall_surface_1s 1,234 rows in 1.3 s\n  note: tick size from table by root\n`

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('progress', () => {
  it.each([true, false])('notes late records, quiet or not: %s', (quiet) => {
    const { out, text } = screen(false)
    const written = { rows: 9, quality: { records: 1000, late_records: 4 } }
    const event = { type: 'done', node, written: { a: written, b: written }, seconds: 1 } as const
    new ProgressView({ quiet, out }).report({ type: 'run', event })
    const note = 'note: 4 records (0.4 %) came after their second, and count in a later one\n'
    expect(text().split(note)).toHaveLength(2)
  })

  it('off a terminal is one plain line a thing done', () => {
    const { out, text } = screen(false)
    const view = new ProgressView({ quiet: false, out })
    for (const event of [progress, progress, done]) view.report(event)
    view.end()
    expect(text()).toBe(LINES)
  })

  it('with --quiet is nothing but what is to be known of the result', () => {
    const { out, text } = screen(true)
    const view = new ProgressView({ quiet: true, out })
    const partition = { dataset: 'bronze.future_mbo.mbo', symbol: 'ESH6', dt: '2026-01-06' }
    const written = { type: 'written', partition, rows: 5, quality: {} } as const
    const known = { type: 'known', file: 'a.dbn' } as const
    const leftOut = { 'records of spreads': 2 }
    const events: WatchEvent[] = [
      progress,
      { type: 'watching', folder: 'raw' },
      { type: 'growing', file: 'a.dbn' },
      { type: 'run', event: { type: 'fresh', node } },
      { type: 'ingest', event: known },
      { type: 'ingest', event: { ...written, notes: [] } },
      { type: 'ingest', event: { ...written, notes: ['a.dbn was cut at byte 9'] } },
      {
        type: 'ingest',
        event: { type: 'left-out', counts: leftOut, datesWithoutDefinitions: [] },
      },
      {
        type: 'partial',
        day: { symbol: 'ESH6', dt: '2026-01-06', session: 'rth', missing: ['an hour'] },
      },
      { type: 'lacking', what: 'no option orders' },
      done,
    ]
    for (const event of events) view.report(event)
    view.end()
    expect(text().split('\n')).toEqual([
      'bronze.future_mbo.mbo ESH6 2026-01-06: note: a.dbn was cut at byte 9',
      'left out 2 records of spreads',
      'ESH6 2026-01-06 is partial: of session rth, an hour',
      'no option orders',
      `${node.key}: note: tick size from table by root`,
      '',
    ])
  })

  it('spells out the control characters of names, the ends of lines too', () => {
    const { out, text } = screen(false)
    const view = new ProgressView({ quiet: false, out })
    const file = 'a\n\x1b[2J.dbn'
    const events: WatchEvent[] = [
      { type: 'growing', file },
      { type: 'watching', folder: file },
      { type: 'gone', folder: file },
      { type: 'ingest', event: { type: 'known', file } },
      { type: 'ingest', event: { type: 'repeated', file, as: file } },
    ]
    for (const event of events) view.report(event)
    const spelled = 'a\\x0a\\x1b[2J.dbn'
    expect(text().split('\n')).toEqual([
      `${spelled} has come; waiting until it is whole`,
      `watching ${spelled}; Ctrl-C ends it`,
      `${spelled} is gone; waiting for it`,
      `${spelled} is in the lake already`,
      `${spelled} is the same file as ${spelled}: it counts once`,
      '',
    ])
  })

  it('on a terminal is a bar that is no wider than it, and gone in the end', () => {
    vi.stubEnv('CI', '')
    vi.stubEnv('TERM', 'xterm-256color')
    const { out, text } = screen(true)
    const view = new ProgressView({ quiet: false, out })
    view.report(progress)
    const [, bar] = text().split('\r\x1b[2K')
    expect(bar).toContain(node.key)
    expect([...bar].length).toBeLessThan(60)
    expect(bar).not.toContain('\n')
    view.report(done)
    view.report(progress)
    view.end()
    expect(text()).toContain(LINES)
    expect(text().endsWith('\r\x1b[2K')).toBe(true)
  })

  it.each([
    ['CI', '1'],
    ['TERM', 'dumb'],
  ])('is plain with %s=%s', (name, value) => {
    vi.stubEnv('CI', '')
    vi.stubEnv(name, value)
    const { out, text } = screen(true)
    const view = new ProgressView({ quiet: false, out })
    view.report(progress)
    view.report(done)
    expect(text()).toBe(LINES)
  })

  it('names what failed and what was not run for it', () => {
    const { out, text } = screen(false)
    const view = new ProgressView({ quiet: false, out })
    const failure = new Failure({ code: 'input', what: 'no record lies in the session' })
    view.report({ type: 'run', event: { type: 'failed', node, failure } })
    view.report({ type: 'run', event: { type: 'stopped', node, by: 'silver/other' } })
    expect(text()).toBe(
      `${node.key}: failed: no record lies in the session.\n${node.key}: not run, for silver/other failed\n`,
    )
  })
})
