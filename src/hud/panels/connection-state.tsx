import type { ReactNode } from 'react'
import type { Connection, HudSnapshot } from '../picture.ts'

const WORDS: Readonly<Record<Connection['phase'], string>> = {
  idle: 'not connected',
  connecting: 'connecting',
  loading: 'loading',
  live: 'live',
  paused: 'paused',
  ended: 'end of day',
  retrying: 'reconnecting',
  refused: 'refused',
}

/** The connection's phase, and the batches dropped on a slow link. */
export function ConnectionState({ snapshot }: { readonly snapshot: HudSnapshot }): ReactNode {
  const { connection, dropped, picture } = snapshot
  const lost = dropped > 0 ? `${dropped} dropped` : 'none dropped'
  return (
    <div className="pair connection" data-phase={connection.phase}>
      <span className="state">
        <i className="lamp" aria-hidden="true" />
        <span data-testid="phase">{WORDS[connection.phase]}</span>
      </span>
      <span
        className={dropped > 0 ? 'small warning' : 'small'}
        title="Seconds that the link was too slow for"
        data-testid="dropped"
      >
        {picture && lost}
      </span>
    </div>
  )
}
