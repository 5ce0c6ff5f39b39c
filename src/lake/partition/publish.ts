import type { Lake } from '../paths.ts'
import { manifestKey, publishedKey, storedKey } from './keys.ts'
import type { StageDay } from './stage-day.ts'
import { readStageManifest } from './stored.ts'

/**
 * Publishes the parts of a day's manifest for programs that do not read manifests. If another run
 * commits meanwhile, its parts are published: the last one to finish publishes the final state.
 *
 * @param onPublished called after each part
 */
export async function publishDay(
  lake: Lake,
  day: StageDay,
  onPublished: () => void | Promise<void> = () => {},
): Promise<void> {
  const { store } = lake
  for (;;) {
    const stored = await readStageManifest(lake, day)
    if (!stored) return
    // Nothing is shown that a power cut may take back: of what was read, or of what replaced it.
    await store.sync(manifestKey(day))
    const { symbol, dt } = day
    for (const { dataset, files } of stored.manifest.tables) {
      if (!lake.datasets.has(dataset)) continue
      for (const file of files) {
        const partition = { dataset, symbol, dt }
        await store.publish(storedKey(lake, partition, file), publishedKey(lake, partition, file))
        await onPublished()
      }
    }
    const now = await store.head(manifestKey(day))
    if (now?.etag === stored.etag) return
  }
}
