import { expect, test } from 'vitest'
import { isEquities } from '../../src/market/databento-datasets.ts'

test('datasets of equities, and of options on them', () => {
  expect(['XNAS.ITCH', 'OPRA.PILLAR', 'EQUS.MINI', 'DBEQ.BASIC'].every(isEquities)).toBe(true)
  expect(['GLBX.MDP3', 'IFEU.IMPACT', 'XEUR.EOBI', 'XCBF.PITCH', ''].some(isEquities)).toBe(false)
})
