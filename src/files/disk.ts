import { access, constants, statfs } from 'node:fs/promises'

/** May files be made in a folder? */
export function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  )
}

/** Bytes that are free on the disk of a folder; undefined where that cannot be said. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  const disk = await statfs(folder).catch(() => undefined)
  return disk && disk.bavail * disk.bsize
}
