/**
 * Loaded into a program before it begins: one call of the file system fails, as it does on a bad
 * disk. FAULT_CODE is the error, FAULT_CALL the function ("link", "handle.sync"), FAULT_UNDER the
 * folder that is meant; FAULT_SKIP calls succeed before.
 */

import fs, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { constants } from 'node:os'

const { FAULT_CODE = '', FAULT_CALL = '', FAULT_UNDER = '', FAULT_SKIP = '0' } = process.env
const HANDLE = 'handle.'

let left = Number(FAULT_SKIP)

/** Fails once: with the call whose turn it is. */
function failOnTurn(path: unknown): void {
  if (!String(path).startsWith(FAULT_UNDER) || left-- !== 0) return
  const errno = -constants.errno[FAULT_CODE as keyof typeof constants.errno]
  const text = `${FAULT_CODE}: a fault, ${FAULT_CALL} '${path}'`
  throw Object.assign(new Error(text), { code: FAULT_CODE, errno, syscall: FAULT_CALL, path })
}

type Call = (...args: unknown[]) => Promise<unknown>
const calls = fs as unknown as Record<string, Call>

if (FAULT_CALL.startsWith(HANDLE)) {
  const name = FAULT_CALL.slice(HANDLE.length)
  const open = calls.open
  calls.open = async (path, ...args) => {
    const handle = (await open(path, ...args)) as FileHandle & Record<string, Call>
    const call = handle[name].bind(handle)
    Object.assign(handle, {
      [name]: async (...given: unknown[]) => {
        failOnTurn(path)
        return call(...given)
      },
    })
    return handle
  }
} else {
  const call = calls[FAULT_CALL]
  calls[FAULT_CALL] = async (path, ...args) => {
    failOnTurn(path)
    return call(path, ...args)
  }
}
syncBuiltinESMExports()
