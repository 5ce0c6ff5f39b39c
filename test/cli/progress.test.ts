import { afterEach, describe, expect, it, vi } from 'vitest'
import { ProgressView } from '../../src/cli/progress.ts'
import { Failure } from '../../src/failure.ts'
import type { PipelineEvent } from '../../src/pipeline/pipeline.ts'
import type { Node } from '../../src/pipeline/survey.ts'

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
  it('off a terminal is one plain line a thing done', () => {
    const { out, text } = screen(false)
    const view = new ProgressView({ quiet: false, out })
    for (const event of [progress, progress, done]) view.report(event)
    view.end()
    expect(text()).toBe(LINES)
  })

  it('with --quiet is nothing', () => {
    const { out, text } = screen(true)
    const view = new ProgressView({ quiet: true, out })
    for (const event of [progress, done]) view.report(event)
    view.end()
    expect(text()).toBe('')
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
