import type { ReactNode } from 'react'
import { emptyGexNote } from '../../player/empty-gex.ts'
import { Drawing } from '../drawings/drawing.tsx'
import { drawGexBars } from '../drawings/gex-bars.ts'
import { drawHedge } from '../drawings/hedge-curve.ts'
import { drawLadder } from '../drawings/ladder.ts'
import { drawLines } from '../drawings/lines.ts'
import { drawPressure } from '../drawings/pressure-lane.ts'
import { drawPriceAxis } from '../drawings/price-axis.ts'
import { drawTimeAxis } from '../drawings/time-axis.ts'
import type { HudPicture } from '../picture.ts'

/** The panels on the heatmap's price axis beside it, and on its time axis below. */
export function AxisPanels({ picture }: { readonly picture: HudPicture }): ReactNode {
  const { theme, panels } = picture.view
  const hasHedge = panels.hedge && picture.day.surfaces.includes('hedge_profile')
  return (
    <>
      <Drawing
        className="price-axis"
        label="Prices, and ticks from spot"
        theme={theme}
        draw={(sheet) => drawPriceAxis(sheet, picture)}
      />
      <Drawing
        className="ladder"
        label="Book of the newest second by price, and the session’s volume"
        theme={theme}
        draw={(sheet) => drawLadder(sheet, picture)}
      />
      {hasHedge && (
        <Drawing
          className="hedge"
          label="What dealers must trade at each price, and the depth up to there"
          theme={theme}
          draw={(sheet) => drawHedge(sheet, picture)}
        />
      )}
      <Drawing
        className="gex"
        label={['Gamma exposure by strike', ...emptyGexNote(picture.day, picture.newest)].join(' ')}
        theme={theme}
        draw={(sheet) => drawGexBars(sheet, picture)}
      />
      <Drawing
        className="time-axis"
        label="The exchange’s clock"
        theme={theme}
        draw={(sheet) => drawTimeAxis(sheet, picture)}
      />
      <Drawing
        className="lines"
        label={`Spot and cumulative delta${hasHedge ? ', and the pressure of hedging' : ''}`}
        theme={theme}
        draw={(sheet) => {
          const { height } = sheet
          const lines = hasHedge ? (height * 2) / 3 : height
          drawLines(sheet, picture, lines)
          if (hasHedge) drawPressure(sheet, picture, lines, height - lines)
        }}
      />
    </>
  )
}
