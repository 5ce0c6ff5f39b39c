import type { RunEvent } from '../../../src/pipeline/run.ts'
import { isExcused, type Process, text, type World } from '../world.ts'

/** Holds against a run of the pipeline what failed in it other than by what was done to it. */
export function reportFailures(process: Process, world: World) {
  const failed = new Set<string>()
  return (event: RunEvent): void => {
    if (event.type !== 'failed') return
    const { failure, node } = event
    failed.add(node.key)
    world.log(process.name, `${node.key} failed: ${failure.message}`)
    // A stage that could do with one of several inputs fails where all of them did.
    const isFollowing = node.needs.some(({ key }) => failed.has(key))
    if (!isExcused(failure) && !isFollowing)
      world.violate(`${node.key} failed of itself: ${text(failure)}`)
    if (failure.detail.code === 'busy')
      world.judge.refused(process, { ...node, stage: node.stage.name })
  }
}
