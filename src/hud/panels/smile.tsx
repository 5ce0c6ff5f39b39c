import type { ReactNode } from 'react'
import { percentText, smileBlocks } from '../../player/smile-text.ts'
import type { HudPicture } from '../picture.ts'

const INKS = { P25: 'bid', ATM: 'added', C25: 'ask' } as const
const NAMES = { P25: '25-delta put', ATM: 'at the money', C25: '25-delta call' } as const

/** The smile of each expiration; bars have one scale, so that ATM shows the term structure. */
export function Smile({ picture }: { readonly picture: HudPicture }): ReactNode {
  const { smile } = picture.moment
  return (
    <section className="smile" aria-label="Smile and term structure">
      <h3>smile, per year</h3>
      <p>{smile ? `realised so far ${percentText(smile.realized)}` : 'none in this second'}</p>
      {smile &&
        smileBlocks(smile).map(({ title, facts, bars }) => (
          <div key={title}>
            <p>
              <b>{title}</b> {facts}
            </p>
            {bars.map(({ name, share, text }) => (
              <div key={name} className="meter-row" title={NAMES[name]}>
                <span>{name}</span>
                <span className={`meter ${INKS[name]}`} aria-hidden="true">
                  <i style={{ transform: `scaleX(${Number.isNaN(share) ? 0 : share})` }} />
                </span>
                <b>{text}</b>
              </div>
            ))}
          </div>
        ))}
    </section>
  )
}
