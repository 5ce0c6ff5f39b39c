import { type Clock, systemClock } from '../clock.ts'
import { printable } from '../failure.ts'
import { formatPartition } from '../lake/paths.ts'
import type { RunEvent } from '../pipeline/run.ts'
import type { WatchEvent } from '../pipeline/watch.ts'
import { type IngestEvent, shortened } from '../stages/bronze/ingest.ts'
import { ADD_DEFINITIONS } from '../stages/bronze/routing.ts'
import { qualityNotes } from '../stages/quality-notes.ts'
import type { Progress } from '../stages/stage.ts'
import { hasUtf8 } from '../tui/capabilities.ts'
import { count } from './columns.ts'
import { terminalText } from './terminal-text.ts'

const REDRAW_MS = 100
const BAR_CELLS = 24

/**
 * Shows a run on stderr: one line per finished step, and on a terminal a bar with rate and time
 * left. With quiet it leaves out that progress, but still reports what affects the result: failures,
 * what was left out, partial days, notes.
 */
export class ProgressView {
  readonly #out: NodeJS.WriteStream
  readonly #hasBar: boolean
  readonly #isQuiet: boolean
  readonly #clock: Clock
  #started: number
  #drawn = 0
  #hasDrawn = false

  constructor({
    quiet,
    out = process.stderr,
    clock = systemClock,
  }: {
    quiet: boolean
    out?: NodeJS.WriteStream
    clock?: Clock
  }) {
    this.#out = out
    this.#clock = clock
    this.#started = clock.now()
    this.#isQuiet = quiet
    this.#hasBar = !quiet && out.isTTY === true && !process.env.CI && process.env.TERM !== 'dumb'
  }

  readonly report = (event: WatchEvent): void => {
    if (event.type === 'ingest') this.#ingest(event.event)
    else if (event.type === 'run') this.#run(event.event)
    else if (isProgress(event)) this.#progressLine(eventText(event))
    else this.#line(eventText(event))
  }

  /** Clears the bar. */
  end(): void {
    if (this.#hasDrawn) this.#out.write('\r\x1b[2K')
    this.#hasDrawn = false
  }

  #ingest(event: IngestEvent): void {
    if (event.type === 'progress') {
      this.#bar(`ingest ${oneLine(event.file)}`, { done: event.records, total: 0, unit: 'records' })
    } else if (event.type === 'known') {
      this.#progressLine(`${oneLine(event.file)} is in the lake already`)
      this.#started = this.#clock.now()
    } else if (event.type === 'left-out') {
      for (const [what, records] of Object.entries(event.counts)) {
        this.#line(`left out ${count(records)} ${what}`)
      }
      const dates = event.datesWithoutDefinitions
      if (dates.length > 0) {
        this.#line(`definitions are missing of ${shortened(dates)}: ${ADD_DEFINITIONS}`)
      }
      this.#started = this.#clock.now()
    } else if (event.type === 'repeated') {
      this.#line(`${oneLine(event.file)} is the same file as ${oneLine(event.as)}: it counts once`)
    } else if (event.type === 'unused') {
      const { files, found } = event
      this.#line(`${formatFiles(files)}: nothing of what was asked for (found ${found})`)
    } else if (event.type === 'unresolved') {
      const { notFound, partly } = event
      const parts = [
        ...(notFound.length > 0 ? [`the vendor did not find ${shortened(notFound)}`] : []),
        ...(partly.length > 0 ? [`found ${shortened(partly)} on some of its dates only`] : []),
      ]
      this.#line(oneLine(`${event.file}: ${parts.join(', and ')}`))
    } else if (event.type === 'passed-over') {
      this.#line(`skipped ${formatFiles(event.files)}: ${event.why}`)
    } else {
      const name = formatPartition(event.partition)
      this.#progressLine(`${name}: ${count(event.rows)} rows`)
      this.#notes(name, event.notes)
    }
  }

  #run(event: RunEvent): void {
    const { node } = event
    const name = node.key
    if (event.type === 'start') {
      this.#started = this.#clock.now()
      this.#bar(name, { done: 0, total: 1, unit: 'records' })
    } else if (event.type === 'progress') this.#bar(name, event.progress)
    else if (event.type === 'fresh') this.#progressLine(`${name}: fresh`)
    else if (event.type === 'failed') this.#line(`${name}: failed: ${event.failure.message}`)
    else if (event.type === 'stopped') this.#line(`${name}: not run, for ${event.by} failed`)
    else if (event.type === 'done') {
      const tables = Object.entries(event.written).map(
        ([dataset, { rows }]) => `${dataset.split('.').at(-1)} ${count(rows)} rows`,
      )
      this.#progressLine(`${name}: ${tables.join(', ')} in ${event.seconds.toFixed(1)} s`)
      // Of all tables of a stage the counts are the same.
      const [first] = Object.values(event.written)
      this.#notes(name, [...node.resolved.notes, ...qualityNotes(first?.quality ?? {})])
    }
  }

  #bar(name: string, { done, total, unit }: Progress): void {
    const now = this.#clock.now()
    if (!this.#hasBar || (this.#hasDrawn && now - this.#drawn < REDRAW_MS)) return
    this.#drawn = now
    this.#hasDrawn = true
    const seconds = (now - this.#started) / 1000
    const rate = seconds > 0.2 ? done / seconds : 0
    const parts = [name]
    if (total > 0) {
      const cells = Math.round((BAR_CELLS * done) / total)
      parts.push(`${'█'.repeat(cells)}${'░'.repeat(BAR_CELLS - cells)}`)
    }
    parts.push(`${count(done)} ${unit}`)
    if (rate > 0) parts.push(`${count(Math.round(rate))}/s`)
    if (rate > 0 && total > done) parts.push(`${Math.ceil((total - done) / rate)} s left`)
    const width = Math.max(20, (this.#out.columns ?? 80) - 1)
    this.#out.write(`\r\x1b[2K${this.#safe(parts.join('  ').slice(0, width))}`)
  }

  /** What is to be known of something; it stands under its own line, where that is shown. */
  #notes(name: string, notes: readonly string[]): void {
    for (const note of notes) this.#line(`${this.#isQuiet ? `${name}:` : ' '} note: ${note}`)
  }

  #progressLine(text: string): void {
    if (!this.#isQuiet) this.#line(text)
  }

  #line(text: string): void {
    this.end()
    this.#out.write(`${this.#safe(text)}\n`)
  }

  /** File names come from outside and may hold control characters. */
  #safe(text: string): string {
    return terminalText(text, hasUtf8(process.env))
  }
}

/** The names of a few files, or the number of many. */
function formatFiles(files: readonly string[]): string {
  const MAX_NAMED = 4
  if (files.length > MAX_NAMED) return `${files.length} files`
  return files.map(oneLine).join(', ')
}

/** A file's name as one line: line ends in it are escaped too. */
function oneLine(file: string): string {
  return printable(file, '')
}

/** Does an event report progress only, and nothing about the result? */
function isProgress({ type }: WatchEvent): boolean {
  return type === 'watching' || type === 'growing'
}

/** The line of an event that has no bar. */
function eventText(event: Exclude<WatchEvent, { type: 'ingest' | 'run' }>): string {
  switch (event.type) {
    case 'lacking':
      return event.what
    case 'partial': {
      const { symbol, dt, session, missing } = event.day
      return `${symbol} ${dt} is partial: of session ${session}, ${missing.join('; ')}`
    }
    case 'absent':
      return `${event.absent.what} is left out: ${event.absent.failure.message}`
    case 'fault':
      return `${event.fault.symbol} on ${event.fault.dt}: left out: ${event.fault.failure.message}`
    case 'front': {
      const { root, dt, symbol, volumes } = event.front
      const all = Object.entries(volumes).map(([name, lots]) => `${name} ${count(lots)}`)
      return `${root} on ${dt} is ${symbol} (lots traded: ${all.join(', ')})`
    }
    case 'watching':
      return `watching ${oneLine(event.folder)}; Ctrl-C ends it`
    case 'gone':
      return `${oneLine(event.folder)} is gone; waiting for it`
    case 'growing':
      return `${oneLine(event.file)} has come; waiting until it is whole`
    case 'refused':
      return `left as it is: ${event.failure.message}`
  }
}
