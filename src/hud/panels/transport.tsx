import type { ReactNode } from 'react'
import type { Action } from '../../player/keys.ts'
import type { HudPicture } from '../picture.ts'
import { Icon, type IconName } from './icon.tsx'

export interface ControlsProps {
  readonly picture: HudPicture | undefined
  readonly act: (action: Action) => void
}

export interface TransportProps extends ControlsProps {
  /** Whether a narrow page shows ladder, gamma and settings. */
  readonly isDrawerOpen: boolean
  readonly onDrawer: () => void
}

/** Playback controls and speed. */
export function Transport({ picture, act, isDrawerOpen, onDrawer }: TransportProps): ReactNode {
  const isPlaying = picture?.isPlaying ?? false
  const press = (action: Action, icon: IconName, name: string, key: string) => (
    <button
      type="button"
      disabled={!picture}
      onClick={() => act(action)}
      title={`${name} (${key})`}
    >
      <Icon name={icon} />
      <span className="unseen">{name}</span>
    </button>
  )
  return (
    <fieldset className="transport" aria-label="Playing">
      {press('previous-event', 'previous', 'Previous event', 'N')}
      {press('back-5s', 'back', '5 seconds back', '←')}
      <button
        type="button"
        className="play"
        disabled={!picture}
        onClick={() => act('pause')}
        title={`${isPlaying ? 'Pause' : 'Play'} (Space)`}
      >
        <Icon name={isPlaying ? 'pause' : 'play'} />
        <span className="unseen">{isPlaying ? 'Pause' : 'Play'}</span>
      </button>
      {press('step', 'step', 'One second, then pause', '.')}
      {press('forward-5s', 'on', '5 seconds on', '→')}
      {press('next-event', 'next', 'Next event', 'n')}
      <span className="speed">
        {press('half-speed', 'minus', 'Half the speed', '{')}
        <button
          type="button"
          className="value"
          disabled={!picture}
          onClick={() => act('normal-speed')}
          title="Speed; press for 1× (Backspace)"
        >
          <span className="unseen">Speed </span>
          <span data-testid="speed">{`${Number((picture?.speed ?? 1).toFixed(2))}×`}</span>
        </button>
        {press('double-speed', 'plus', 'Twice the speed', '}')}
      </span>
      <button
        type="button"
        disabled={!picture}
        onClick={() => act('go-to')}
        title="Go to a time (g)"
      >
        go to
      </button>
      <button
        type="button"
        disabled={!picture}
        onClick={() => act('events')}
        title="List of events (e)"
      >
        events
      </button>
      <button
        type="button"
        disabled={!picture}
        onClick={() => act('alert')}
        title="Alerts on conditions (A)"
      >
        alerts
      </button>
      <button
        type="button"
        className="drawer"
        disabled={!picture}
        aria-expanded={isDrawerOpen}
        onClick={onDrawer}
      >
        book
      </button>
    </fieldset>
  )
}
