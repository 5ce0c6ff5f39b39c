import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What a command of a page said and how it ended. */
export interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | undefined
}

export type Shell = (command: string) => Promise<Ended>

/** Opens a shell in a folder, where `spymaster` is this checkout's build and has no settings. */
export function openShell(folder: string): Shell {
  const bin = join(folder, '.bin')
  mkdirSync(bin, { recursive: true })
  const launcher = join(bin, 'spymaster')
  writeFileSync(launcher, `#!/bin/sh\nexec ${ROOT}node_modules/.bin/node ${ROOT}bin/run.js "$@"\n`)
  chmodSync(launcher, 0o755)
  const env = {
    HOME: folder,
    PATH: `${bin}:${process.env.PATH}`,
    XDG_CONFIG_HOME: join(folder, 'none'),
    NODE_OPTIONS: '',
    SPYMASTER_LAKE: undefined,
  }
  return async (command) => {
    const { stdout, stderr, exitCode } = await execa('bash', ['-c', command], {
      cwd: folder,
      env,
      reject: false,
    })
    return { stdout, stderr, exitCode }
  }
}

/** Commands that pages show and do not run, and why: other tests run them. */
const ONLY_SHOWN: readonly (readonly [RegExp, string])[] = [
  [/^(npm|pip) /, 'installs packages'],
  [/^spymaster (serve|gateway)/, 'serves until it is stopped'],
  [/^spymaster fetch|^export DATABENTO_API_KEY/, 'needs a key and a network'],
  [/^(DATABENTO_API_KEY=\S+ )?spymaster live/, 'needs a gateway'],
  [/^spymaster lake upgrade/, 'needs a lake of 0.1'],
  [/--watch/, 'watches until it is stopped'],
  [/ws:\/\//, 'needs a server'],
  [/^spymaster verify stream/, 'takes thirty seconds'],
  [/s3:\/\/|redis:\/\//, 'needs a server'],
  [/^spymaster lake publish/, 'needs an extension of DuckDB'],
  [/^spymaster tui replay(?!.*--frames)/, 'needs a terminal'],
  [/^spymaster similar --symbol ES/, 'needs several days'],
  [/--events [1-9]\d{6}/, 'makes millions of events'],
]

/** Why a command is shown and not run; undefined of one that is run. */
export function reasonNotToRun(command: string): string | undefined {
  return ONLY_SHOWN.find(([pattern]) => pattern.test(command))?.[1]
}

/** A command of a page. */
export interface ShownCommand {
  readonly command: string
  /** What the page shows that it prints; undefined where it shows nothing. */
  readonly output: string | undefined
}

/**
 * The commands of a page, in order. A block marked `sh` has a command a line; in one marked
 * `console` commands begin with "$ ", and what they print follows. A command goes on to the next
 * line inside double quotes and after a backslash.
 */
export function commandsOf(page: string): ShownCommand[] {
  return partsOf(page).flatMap((part) => (typeof part === 'string' ? [] : [part]))
}

/** The page with what its commands print now in place of what it shows. */
export async function withOutputs(
  page: string,
  run: (command: string) => Promise<string | undefined>,
): Promise<string> {
  const lines: string[] = []
  for (const part of partsOf(page)) {
    if (typeof part === 'string') {
      lines.push(part)
      continue
    }
    const { command, output } = part
    const printed = await run(command)
    lines.push(output === undefined ? command : `$ ${command}`)
    if (output !== undefined) lines.push(printed === undefined ? output : tidy(printed))
  }
  return lines.join('\n')
}

/** Output as a page shows it: without spaces at the ends of lines. */
export function tidy(output: string): string {
  return output.replaceAll(/[ \t]+$/gm, '').trimEnd()
}

/** The page's lines, with commands and their outputs taken together. */
function partsOf(page: string): (string | ShownCommand)[] {
  const parts: (string | ShownCommand)[] = []
  const lines = page.split('\n')
  let block: string | undefined
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]
    const fence = /^```(\w*)/.exec(line)
    if (fence) block = block === undefined ? fence[1] : undefined
    const isCommand =
      !fence && (block === 'sh' ? /^[^#\s]/.test(line) : block === 'console' && /^\$ /.test(line))
    if (!isCommand) {
      parts.push(line)
      continue
    }
    let command = block === 'console' ? line.slice(2) : line
    while (isOpen(command) && at + 1 < lines.length) command += `\n${lines[++at]}`
    if (block === 'sh') {
      parts.push({ command, output: undefined })
      continue
    }
    const output: string[] = []
    while (at + 1 < lines.length && !/^(\$ |```)/.test(lines[at + 1])) output.push(lines[++at])
    parts.push({ command, output: output.join('\n') })
  }
  return parts
}

function isOpen(command: string): boolean {
  return command.split('"').length % 2 === 0 || command.endsWith('\\')
}
