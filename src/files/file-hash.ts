import { createHash } from 'node:crypto'
import { openFile } from './open-file.ts'

/**
 * sha256 of a file's bytes, hex.
 *
 * @throws Failure `input` where it is not a file or cannot be read
 */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  const file = await openFile(path)
  for await (const chunk of file.createReadStream({ highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}
