import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { Failure } from '../src/failure.ts'
import { timed } from './workload.ts'

/** The reference of all that begins with a file: nothing reads it faster than this. */
export const ZSTD_REFERENCE = 'zstd -dc'

/** The version of the `zstd` program: "1.5.5". */
export function zstdVersion(): string {
  const { stdout } = spawnSync('zstd', ['--version'], { encoding: 'utf8' })
  const version = /v(\d+(\.\d+)+)/.exec(stdout ?? '')?.[1]
  if (version) return version
  throw new Failure({
    code: 'input',
    what: 'there is no zstd program, beside which everything is measured',
    where: 'PATH',
    fix: 'install it with: apt-get install zstd, or brew install zstd, or winget install Meta.Zstandard',
  })
}

/** Seconds that `zstd -dc` takes to decompress a file to nowhere. */
export async function zstdSeconds(path: string): Promise<number> {
  const { seconds } = await timed(async () => {
    const child = spawn('zstd', ['-dcq', path], { stdio: ['ignore', 'ignore', 'inherit'] })
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`zstd -dc ${path} ended with code ${code}`)
  })
  return seconds
}
