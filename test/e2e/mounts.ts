import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onlyIf } from '../setup/only-if.ts'

/** A file system of its own, of a size; it must be taken away with {@link unmount}. */
export function mount(path: string, size: string): void {
  mkdirSync(path, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'spymaster-test', path])
}

export function unmount(path: string): void {
  execFileSync('umount', [path])
}

/** May this process mount at all? Root in most containers may not. */
function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const path = mkdtempSync(join(tmpdir(), 'spymaster-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'spymaster-test', path], {
      stdio: 'ignore',
    })
    unmount(path)
    return true
  } catch {
    return false
  } finally {
    rmSync(path, { recursive: true })
  }
}

/** Options of a test that mounts. */
export const MOUNTS = onlyIf(mayMount(), 'this process may not mount a file system')
