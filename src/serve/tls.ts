import { createServer as createHttpServer, type Server, type ServerOptions } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { Failure } from '../failure.ts'
import { readText } from '../files/user-files.ts'

/** Files in PEM form: a certificate, with those that vouch for it, and its key. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

/** How long a client may take to agree on the encryption. */
const HANDSHAKE_TIMEOUT_MS = 5000

/**
 * Creates an HTTP server, encrypted where there are files for it.
 *
 * @throws Failure `usage` where a file cannot be read, or is no certificate or not its key
 */
export async function createServer(
  options: ServerOptions,
  files: TlsFiles | undefined,
): Promise<Server> {
  if (!files) return createHttpServer(options)
  const [cert, key] = await Promise.all([
    readPem(files.cert, '--tls-cert'),
    readPem(files.key, '--tls-key'),
  ])
  try {
    const tls = {
      cert,
      key,
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    } as const
    return createHttpsServer({ ...options, ...tls })
  } catch (error) {
    throw new Failure({
      code: 'usage',
      what: 'these are not a certificate and its key in PEM form',
      where: `--tls-cert ${files.cert} --tls-key ${files.key}`,
      found: error instanceof Error ? error.message : String(error),
    })
  }
}

async function readPem(path: string, flag: string): Promise<string> {
  const where = `${flag} ${path}`
  const text = await readText(path).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error
    const { what, found = 'nothing' } = error.detail
    throw new Failure({ code: 'usage', what, where, found }, { cause: error })
  })
  if (text !== undefined) return text
  throw new Failure({ code: 'usage', what: 'the file cannot be read', where })
}
