import type { Workload } from './workload.ts'

/**
 * Everything that is measured, in the order in which a day goes through it. A process loads only
 * the workload that it runs: the memory of the rest is not in its peak.
 */
export const WORKLOADS = [
  {
    name: 'synth',
    warmUps: 0,
    startsAnew: true,
    prepare: async (day) => (await import('./workloads/synth.ts')).prepareSynth(day),
  },
  {
    name: 'decode',
    warmUps: 1,
    startsAnew: false,
    prepare: async (day) => (await import('./workloads/decode.ts')).prepareDecode(day),
  },
  {
    name: 'book',
    holds: "the day's columns",
    warmUps: 1,
    startsAnew: false,
    prepare: async (day) => (await import('./workloads/book.ts')).prepareBook(day),
  },
  {
    name: 'lake',
    holds: 'the rows',
    warmUps: 1,
    startsAnew: false,
    prepare: async (day) => (await import('./workloads/lake.ts')).prepareLake(day),
  },
  {
    name: 'pipeline',
    warmUps: 0,
    startsAnew: true,
    prepare: async (day) => (await import('./workloads/pipeline.ts')).preparePipeline(day),
  },
  {
    name: 'session',
    warmUps: 0,
    startsAnew: true,
    prepare: async (day) => (await import('./workloads/session.ts')).prepareSession(day),
  },
  {
    name: 'seek',
    warmUps: 1,
    startsAnew: false,
    prepare: async (day) => (await import('./workloads/seek.ts')).prepareSeek(day),
  },
  {
    name: 'options',
    warmUps: 0,
    startsAnew: true,
    prepare: async (day) => (await import('./workloads/options.ts')).prepareOptions(day),
  },
  {
    name: 'terminal',
    warmUps: 0,
    startsAnew: false,
    prepare: async () => (await import('./workloads/terminal.ts')).prepareTerminal(),
  },
  {
    name: 'serve',
    warmUps: 0,
    startsAnew: false,
    prepare: async (day) => (await import('./workloads/serve.ts')).prepareServe(day),
  },
  {
    name: 'live',
    holds: "the day's columns",
    warmUps: 0,
    startsAnew: true,
    prepare: async (day) => (await import('./workloads/live.ts')).prepareLive(day),
  },
  {
    name: 'live-day',
    warmUps: 0,
    startsAnew: true,
    prepare: async (day) => (await import('./workloads/live-day.ts')).prepareLiveDay(day),
  },
  {
    name: 'live-lateness',
    warmUps: 0,
    startsAnew: true,
    prepare: async (day) => (await import('./workloads/live-lateness.ts')).prepareLiveLateness(day),
  },
  {
    name: 'hud',
    warmUps: 0,
    startsAnew: false,
    prepare: async () => (await import('./workloads/hud.ts')).prepareHud(),
  },
] as const satisfies readonly Workload[]

export type WorkloadName = (typeof WORKLOADS)[number]['name']

/** @throws Error if there is none of that name */
export function workloadNamed(name: WorkloadName): Workload {
  const found = WORKLOADS.find((workload) => workload.name === name)
  if (!found) throw new Error(`no workload ${name}`)
  return found
}
