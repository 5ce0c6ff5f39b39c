import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { HudStretch } from '../hud-result.ts'
import type { Lap, Rounds } from '../workload.ts'

const SECONDS = 10
const FRAME_SECONDS = 1 / 60

/**
 * The browser's screen with 1,800 columns of 241 ticks while a day plays: the pointer moves in every
 * frame, then the picture. A lap's seconds are JavaScript's in a frame; the reference is what 60
 * frames a second leave for everything.
 */
export async function prepareHud(): Promise<Rounds> {
  return {
    async round() {
      return (await drawInBrowser(SECONDS)).flatMap(lapsOf)
    },
    close: async () => {},
  }
}

function lapsOf({ movement, script, frames, seconds }: HudStretch): Lap[] {
  const drawn = {
    items: frames,
    unit: 'frames',
    reference: '60 frames/s',
    referenceSeconds: FRAME_SECONDS,
  }
  const name = `hud, ${movement} moved`
  return [
    { ...drawn, name: `${name}, script, median`, seconds: script.median / 1000 },
    { ...drawn, name: `${name}, script, p99`, seconds: script.p99 / 1000, asked: '≤ 0.004 s' },
    { ...drawn, name: `${name}, drawn in software`, seconds: seconds / frames },
  ]
}

async function drawInBrowser(seconds: number): Promise<HudStretch[]> {
  const script = fileURLToPath(new URL('../hud/draw.ts', import.meta.url))
  const child = spawn(process.execPath, [script, `${seconds}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (code !== 0) throw new Error(`${script} ended with code ${code}`)
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HudStretch)
}
