import { describe, expect, test } from 'vitest'
import { NO_TICK } from '../../src/player/day-line.ts'
import { dataStatus, spotHeadline } from '../../src/player/headline.ts'
import { Player } from '../../src/player/player.ts'
import { MadeSource, OPEN_SECOND } from './made-source.ts'

async function pictureOf(firstSpot: number) {
  const player = new Player(new MadeSource({ firstSpot }), OPEN_SECOND + 100)
  await player.resolve(60, 40, 0)
  const picture = player.picture(60, 40, 0)
  await player.close()
  if (!picture) throw new Error('no picture')
  return picture
}

describe('the change of spot', () => {
  test('in points and percent of the prior close', async () => {
    const { points, share, direction } = spotHeadline(await pictureOf(27_800)) ?? {}
    expect([points, direction]).toEqual(['1.75', 1])
    expect(share).toBe('+0.03 %')
  })

  test.each([8, 0, -400])(
    'of a prior close at 0 or below there is no percent: spot %d',
    async (at) => {
      const { points, share, direction } = spotHeadline(await pictureOf(at)) ?? {}
      expect([points, share, direction]).toEqual(['1.75', '', 1])
    },
  )
})

describe('a book is crossed', () => {
  const warningsOf = async (bid: number, ask: number) => {
    const picture = await pictureOf(0)
    const { newest, line, second } = picture
    if (!newest) throw new Error('no column')
    line.bookValid[line.index(second)] = 0
    return dataStatus({ ...picture, newest: { ...newest, bid, ask } }, true).warnings
  }

  test('where the bid is not below the ask, at any price', async () => {
    expect(await warningsOf(-3, -4)).toContain('book crossed')
    expect(await warningsOf(0, -1)).toContain('book crossed')
    expect(await warningsOf(-4, -3)).toContain('book not valid')
  })

  test('not where a side is empty', async () => {
    expect(await warningsOf(-3, NO_TICK)).toContain('book not valid')
    expect(await warningsOf(NO_TICK, -3)).toContain('book not valid')
  })
})
