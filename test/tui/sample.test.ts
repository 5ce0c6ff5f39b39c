import { describe, expect, test } from 'vitest'
import { parseDayPosition } from '../../src/player/go-to.ts'
import { Player } from '../../src/player/player.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { frames } from '../../src/tui/frames.ts'
import { LONG_SAMPLES, samplePath } from '../setup/samples.ts'
import { ingestFiles, runStages, temporaryLake } from '../stages/made-lake.ts'

const SAMPLE = samplePath('esh4-glbx-mdp3-20231225.mbo.dbn.zst')

describe('a real evening of ESH4, replayed', LONG_SAMPLES, () => {
  test('the crossed pre-open, the auction, and the hour after it', async () => {
    const lake = temporaryLake()
    await ingestFiles(lake, [SAMPLE], { symbol: 'ESH4' })
    await runStages(lake, { symbol: 'ESH4', dates: { kind: 'list', dates: ['2023-12-25'] } })
    const source = await LakeSeconds.open(lake, 'ESH4', '2023-12-25')
    const { firstEndSecond, lastEndSecond } = source.day
    const player = new Player(source)
    const capabilities = { depth: 1, utf8: true } as const
    const shown = async (at: string) => {
      player.clock.seek(0, parseDayPosition(at, firstEndSecond, lastEndSecond) as number)
      const request = { frames: 1, columns: 120, rows: 40, capabilities, plain: true }
      for await (const frame of frames(player, request)) return frame
      throw new Error('no frame')
    }
    const preOpen = await shown('17:45:00')
    expect(preOpen).toContain('book crossed: not valid')
    expect(preOpen).toContain('No trade yet')
    expect(preOpen).toContain('The book is crossed')

    const auction = await shown('18:00:20')
    expect(auction).toContain('book valid')
    expect(auction).toContain('calibration same-day: looks ahead')
    const picture = player.picture(60, 60, 0)
    const opening = picture?.columns.find((column) => column && column.ticks > 0)
    const traded = opening?.fill.reduce((sum, lots) => sum + lots, 0) ?? 0
    const hidden = opening?.hidden.reduce((sum, lots) => sum + lots, 0) ?? 0
    expect(opening?.last).toBe(Date.UTC(2023, 11, 25, 23, 0, 1) / 1000)
    expect(traded + hidden).toBeGreaterThan(0)
    expect(opening?.isValid).toBe(false)

    const later = await shown('18:59:59')
    expect(later).toContain('book valid')
    expect(later).not.toContain('not valid')
    expect(later).toMatch(/high|VWAP/)
    await player.close()
  })
})
