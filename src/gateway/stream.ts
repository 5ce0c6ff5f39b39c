import type { Clock } from '../clock.ts'
import { Failure } from '../failure.ts'
import { NANOSECONDS_PER_DAY, utcDate } from '../market/time.ts'
import { Announcements } from './announcements.ts'
import type { SessionFaults } from './faults.ts'
import type { RequestQueue, StreamRequest } from './mailbox.ts'
import type { MarketTime } from './market-time.ts'
import { MergedRecords } from './merged-records.ts'
import { ERROR_CODE, errorRecord, SYSTEM_CODE, systemRecord } from './notices.ts'
import { RecordSender } from './record-sender.ts'
import { RequestHandler } from './request-handler.ts'
import type { Login } from './requests.ts'
import type { ServedFiles } from './served-files.ts'
import { sessionMetadata } from './session-metadata.ts'
import { SlowReader } from './slow-reader.ts'
import { MBO_BYTES, snapshotBooks } from './snapshot.ts'
import { Subscriptions } from './subscriptions.ts'
import type { Transmission } from './transmission.ts'

/** Records taken at a time, and bytes that are sent at once. */
const MAX_RUN_ROWS = 1024
const FLUSH_BYTES = 64 * 1024
const MS_PER_SECOND = 1000

/** What sessions share: the files, and the day that is being played. */
export interface Playback {
  readonly served: ServedFiles
  readonly atEnd: 'close' | 'hold' | 'loop'
  readonly time: MarketTime
  /** A session has come to the end of a day; the day that comes after it. */
  after(time: MarketTime): MarketTime
}

/** How a stream ended. */
export type StreamEnd = 'files at their end' | 'client gone' | 'cut' | 'error'

export interface StreamParts {
  readonly playback: Playback
  readonly login: Login
  readonly clock: Clock
  readonly mailbox: RequestQueue
  readonly transmission: Transmission
  readonly faults: SessionFaults
}

/** The binary half of a session: what is sent from its start to its end. */
export class SessionStream {
  readonly #parts: StreamParts
  readonly #subscriptions: Subscriptions
  readonly #announcements: Announcements
  readonly #requests: RequestHandler
  readonly #slowReader: SlowReader
  readonly #sender: RecordSender
  #records: MergedRecords
  #time: MarketTime
  /** What comes before this is history: sent as far as a replay was asked for. */
  #join: bigint
  #isLive = false
  #hasFailed = false

  constructor(parts: StreamParts) {
    const { playback, transmission, login, faults } = parts
    const { outgoing } = transmission
    const { served, time } = playback
    const subscriptions = new Subscriptions(served.instruments)
    const announcements = new Announcements(outgoing)
    const slowReader = new SlowReader(login.slowReader)
    this.#parts = parts
    this.#subscriptions = subscriptions
    this.#announcements = announcements
    this.#slowReader = slowReader
    this.#requests = new RequestHandler(subscriptions, outgoing, faults.plan.error8)
    this.#sender = new RecordSender({ subscriptions, announcements, slowReader, outgoing })
    this.#records = new MergedRecords(served.files)
    this.#time = time
    this.#join = time.join()
  }

  /** Records of the files that were sent. */
  get sent(): number {
    return this.#sender.sent
  }

  /** @throws Failure where a file is damaged; the client has been told then */
  async run(): Promise<StreamEnd> {
    const { login, mailbox, playback, transmission } = this.#parts
    try {
      transmission.outgoing.addRaw(sessionMetadata(playback.served.dataset, login.tsOut))
      await this.#handle(mailbox.takeAll())
      const end = await this.#play()
      if (end !== 'cut') await transmission.end()
      return end
    } catch (error) {
      const why = error instanceof Failure ? ': a file cannot be read' : ''
      const message = `Internal error${why}`
      this.#say(errorRecord(ERROR_CODE.internal, message, this.#time.now()))
      await transmission.end()
      throw error
    } finally {
      transmission.close()
      await this.#records.close()
    }
  }

  async #play(): Promise<StreamEnd> {
    const { faults, mailbox, transmission } = this.#parts
    for (;;) {
      if (this.#hasFailed) return 'error'
      if (mailbox.isClosed) return 'client gone'
      await this.#handle(withoutReplay(mailbox.takeAll()))
      await this.#records.ready()
      const time = this.#records.nextTime
      const cut = faults.due('cut')
      if (!this.#isLive && (time === undefined || time >= this.#join)) await this.#goLive()
      else if (time === undefined) {
        if (await this.#isOver()) return 'files at their end'
      } else if (!this.#isLive) await this.#send(time, this.#join - 1n)
      else if (cut !== undefined && time >= cut && this.#time.msUntil(cut) > 0) {
        // Nothing is sent before it: it is waited for, or it would come at once.
        this.#catchUp()
        await this.#wait(this.#time.msUntil(cut))
      } else if (cut !== undefined && time >= cut) {
        // The day goes on meanwhile, so that a quiet stretch has an end for who comes back.
        this.#time.passed(cut)
        await transmission.cut()
        return 'cut'
      } else await this.#playLive(time)
    }
  }

  /** Sends the next records, or waits for their time. */
  async #playLive(time: bigint): Promise<void> {
    const { clock, faults, mailbox, transmission } = this.#parts
    if (faults.comes('late', time)) {
      await transmission.flush()
      await mailbox.sleep(clock, faults.holdMs())
    }
    if (faults.comes('slow', time)) transmission.slowDown()
    const delayMs = this.#time.msUntil(time)
    if (delayMs > 0) {
      this.#catchUp()
      await this.#wait(delayMs)
      return
    }
    // As fast as it goes nobody is ever behind, but where the link was made slow.
    if (!this.#time.isPaced && !transmission.isSlowed) this.#catchUp()
    const warning = this.#slowReader.behind(transmission.waitedMs, this.#time.now())
    if (warning) this.#say(warning)
    const reach = this.#time.reach()
    const cut = faults.due('cut')
    await this.#send(time, cut !== undefined && cut <= reach ? cut - 1n : reach)
  }

  #catchUp(): void {
    this.#parts.transmission.waitedMs = 0
    for (const record of this.#slowReader.caughtUp(this.#time.now())) this.#say(record)
  }

  /** Sends records up to a time, no later than the end of the UTC day of the first. */
  async #send(time: bigint, until: bigint): Promise<void> {
    const endOfDay = (time / NANOSECONDS_PER_DAY + 1n) * NANOSECONDS_PER_DAY - 1n
    const run = this.#records.take(until < endOfDay ? until : endOfDay, MAX_RUN_ROWS)
    if (!run) return
    // Who only looks instruments up does not move the day on for others.
    if (this.#isLive && !this.#subscriptions.areDefinitions)
      this.#time.passed(run.batch.times[run.to - 1])
    this.#sender.add(run, utcDate(time) ?? '', this.#time.now(), this.#isLive)
    await this.#flushIfFull()
  }

  async #flushIfFull(): Promise<void> {
    const { transmission } = this.#parts
    if (transmission.outgoing.length >= FLUSH_BYTES) await transmission.flush()
  }

  /** Switches to live: replays are complete, and snapshots are of the present. */
  async #goLive(): Promise<void> {
    for (const schema of this.#subscriptions.replays) {
      const message = `Finished ${schema} replay`
      this.#say(systemRecord(SYSTEM_CODE.replayCompleted, message, this.#time.now()))
    }
    this.#subscriptions.endReplays()
    await this.#sendSnapshots()
    this.#isLive = true
    this.#parts.faults.begin(this.#join)
  }

  async #sendSnapshots(): Promise<void> {
    if (!this.#subscriptions.wantsSnapshot) return
    const { playback, transmission } = this.#parts
    const { files } = playback.served
    const now = this.#time.now()
    const wanted = this.#subscriptions.snapshotsOn(this.#date())
    for (const records of await snapshotBooks(files, this.#records.taken, wanted, now)) {
      transmission.outgoing.addRecords(records, MBO_BYTES, now)
      await this.#flushIfFull()
    }
    this.#subscriptions.endSnapshots()
  }

  async #handle(letters: readonly StreamRequest[]): Promise<void> {
    if (letters.length === 0) return
    const [date, now] = [this.#date(), this.#time.now()]
    for (const letter of letters) {
      this.#hasFailed = !this.#requests.handle(letter, date, now)
      if (this.#hasFailed) return
    }
    this.#announcements.announceAll(this.#subscriptions, date, now)
    if (this.#isLive) await this.#sendSnapshots()
    await this.#parts.transmission.flush()
  }

  /** Whether the session ends with the files. */
  async #isOver(): Promise<boolean> {
    const { playback } = this.#parts
    const { atEnd, served } = playback
    if (atEnd === 'hold') {
      await this.#wait(Number.POSITIVE_INFINITY)
      return false
    }
    const next = playback.after(this.#time)
    if (atEnd === 'close') return true
    await this.#records.close()
    this.#records = new MergedRecords(served.files)
    this.#time = next
    this.#join = next.join()
    this.#isLive = false
    return false
  }

  /** Sends what waits, then waits for a time or a request, and says so when nothing else was sent. */
  async #wait(delayMs: number): Promise<void> {
    const { clock, login, mailbox, transmission } = this.#parts
    await transmission.flush()
    const heartbeatMs = login.heartbeatSeconds * MS_PER_SECOND
    await mailbox.wait(clock, Math.ceil(Math.min(delayMs, heartbeatMs - transmission.idleMs)))
    if (transmission.idleMs < heartbeatMs) return
    this.#say(systemRecord(SYSTEM_CODE.heartbeat, 'Heartbeat', this.#time.now()))
    await transmission.flush()
  }

  #say(record: Uint8Array): void {
    this.#parts.transmission.outgoing.add(record, this.#time.now())
  }

  /** The UTC date by which symbols are resolved. */
  #date(): string {
    return utcDate(this.#time.now()) ?? ''
  }
}

/** What is subscribed to after the start has no replay. */
function withoutReplay(letters: readonly StreamRequest[]): StreamRequest[] {
  return letters.map((letter) =>
    letter.type === 'subscribe' ? { ...letter, start: undefined } : letter,
  )
}
