import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PAGE = readFileSync(`${ROOT}docs/security.md`, 'utf8')
const named = [...new Set([...PAGE.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path))]

it('the page of what is trusted names its proofs', () => expect(named.length).toBeGreaterThan(20))

it.each(named)('%s is there', (path) => expect(existsSync(`${ROOT}${path}`)).toBe(true))
