/**
 * Loaded into a program before it begins: opening the file BLOCKED blocks for good, as on a network
 * file system that has gone, since the named pipe PIPE is opened instead.
 */

import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

const { BLOCKED = '', PIPE = '' } = process.env
const { open } = fs

fs.open = (path, ...args) => {
  if (path !== BLOCKED) return open(path, ...args)
  process.stderr.write('blocked\n')
  return open(PIPE, ...args)
}
syncBuiltinESMExports()
