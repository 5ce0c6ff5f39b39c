import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { onlyIf } from '../setup/only-if.ts'

const PAGE = readFileSync(new URL('../../docs/scale.md', import.meta.url), 'utf8')
const PYTHON = 'python3'
const hasPython = spawnSync(PYTHON, ['--version']).status === 0

/** The page's blocks of a language, as they stand. */
function blocks(language: string): string[] {
  const found = PAGE.matchAll(/^```(\w*)\n(.*?)^```/gms)
  return [...found].filter(([, name]) => name === language).map(([, , text]) => text)
}

function check(command: string, args: readonly string[], input: string): void {
  const { status, stderr } = spawnSync(command, args, { input, encoding: 'utf8' })
  expect(status, `${stderr}\n${input}`).toBe(0)
}

describe('the examples of docs/scale.md', () => {
  it('are valid in the shell', () => {
    const scripts = [...blocks(''), ...blocks('bash')]
    expect(scripts.length).toBeGreaterThan(3)
    for (const script of scripts) check('bash', ['-n'], script)
  })

  it('are valid Python', onlyIf(hasPython, `${PYTHON} is not installed`), () => {
    const programs = blocks('python')
    expect(programs.map((program) => program.includes('needs'))).toEqual([false, true, true])
    for (const program of programs)
      check(PYTHON, ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], program)
  })

  it('have a job as Kubernetes wants it', () => {
    const [text] = blocks('yaml')
    // Passed kubernetes-validate --strict against 1.37.
    expect(parse(text)).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'spymaster-workers' },
      spec: {
        completionMode: 'Indexed',
        completions: 20,
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ image: 'spymaster', args: expect.arrayContaining(['worker', '600']) }],
          },
        },
      },
    })
  })
})
