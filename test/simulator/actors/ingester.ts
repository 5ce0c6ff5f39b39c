import { acquireLease } from '../../../src/lake/partition/lease.ts'
import { recoverLake } from '../../../src/lake/partition/recover.ts'
import { openPartition } from '../../../src/lake/partition/write.ts'
import { contentsOf, rowsOf, TICKS } from '../stand-in-stages.ts'
import { SYMBOL, tickCommit } from '../undisturbed.ts'
import type { Actor, Process, World } from '../world.ts'
import { DATES, pause } from './script.ts'

/** Few, so that a day at times becomes again what it was before. */
const GENERATIONS = 3

/** Writes bronze days, again and again with other content. */
export function ingester(rounds: number): Actor {
  let left = rounds
  return {
    name: 'ingester',
    host: 'desk',
    live: async (process, world) => {
      while (left > 0) {
        left--
        await ingest(process, world)
        await pause(process, world)
      }
    },
  }
}

async function ingest({ lake }: Process, world: World): Promise<void> {
  const { random } = world
  const dt = DATES[random.below(DATES.length)]
  const generation = 1 + random.below(GENERATIONS)
  const quantities = [1, 2, 3].map((row) => generation * 100 + row)
  await recoverLake(lake)
  const partition = { dataset: TICKS, symbol: SYMBOL, dt }
  const release = await acquireLease(lake, partition, 1_000)
  try {
    const writer = await openPartition(lake, partition)
    try {
      await writer.writeRowGroup(rowsOf(quantities))
      const manifest = await writer.commit(tickCommit(quantities))
      const day = { stage: 'bronze/ticks', symbol: SYMBOL, dt }
      world.judge.acknowledged(day, contentsOf(new Map([[TICKS, manifest]])))
    } finally {
      await writer.abort()
    }
  } finally {
    await release()
  }
}
