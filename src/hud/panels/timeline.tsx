import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from 'react'
import { systemClock, type Timer } from '../../clock.ts'
import { clockText } from '../../player/clock-text.ts'
import { eventText } from '../../player/event-text.ts'
import type { NotableEvent } from '../../player/notable-events.ts'
import { Drawing } from '../drawings/drawing.tsx'
import { drawTimeline, timelineSecond, timelineX } from '../drawings/timeline.ts'
import { useHud } from '../page/use-hud.ts'
import type { HudPicture } from '../picture.ts'

/** Minimum time between seeks while dragging, since each one reads a second. */
const SEEK_MS = 120
/** Largest distance of the pointer from an event, CSS pixels. */
const NEAR_PX = 6
/** Seconds per wheel notch, and per PageUp and PageDown. */
const NOTCH_S = 10
const PAGE_S = 600

/** A slider over the whole day, with the day drawn on it. */
export function Timeline({ picture }: { readonly picture: HudPicture }): ReactNode {
  const hud = useHud()
  const slider = useRef<HTMLDivElement>(null)
  const [dragged, setDragged] = useState<number>()
  const [pointed, setPointed] = useState<number>()
  const seekSoon = useSeek()
  const { day, second, view } = picture
  const present = useRef(second)
  present.current = dragged ?? second
  useEffect(() => {
    const element = slider.current
    if (!element) return
    const wheel = (event: WheelEvent) => {
      event.preventDefault()
      const direction = Math.sign(event.deltaY || event.deltaX)
      hud.seek(present.current + direction * NOTCH_S)
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [hud])

  const secondAt = ({ clientX, currentTarget }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    return timelineSecond(picture, clientX - left, width)
  }
  const drag = (event: PointerEvent) => {
    const wanted = secondAt(event)
    setDragged(wanted)
    seekSoon(wanted)
  }
  const press = (event: PointerEvent) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag(event)
  }
  const move = (event: PointerEvent) => {
    setPointed(secondAt(event))
    if (dragged !== undefined) drag(event)
  }
  const release = () => {
    if (dragged !== undefined) hud.seek(dragged)
    setDragged(undefined)
  }
  const turn = (event: KeyboardEvent) => {
    const seconds = { PageUp: PAGE_S, PageDown: -PAGE_S }[event.key]
    if (seconds !== undefined) hud.seek(second + seconds)
    else if (event.key === 'Home') hud.seek(day.firstEndSecond)
    else if (event.key === 'End') hud.seekNewest()
    else return
    event.preventDefault()
  }
  return (
    <div
      ref={slider}
      className="timeline"
      role="slider"
      tabIndex={0}
      aria-label="Time of day"
      aria-valuemin={day.firstEndSecond}
      aria-valuemax={day.lastEndSecond}
      aria-valuenow={second}
      aria-valuetext={clockText(second)}
      onPointerDown={press}
      onPointerMove={move}
      onPointerUp={release}
      onPointerCancel={release}
      onPointerLeave={() => setPointed(undefined)}
      onKeyDown={turn}
    >
      <Drawing
        label={`The day: ${picture.events.length} events so far`}
        theme={view.theme}
        draw={(sheet) => drawTimeline(sheet, picture, dragged)}
      />
      {pointed !== undefined && (
        <Tip picture={picture} pointed={pointed} width={slider.current?.clientWidth ?? 0} />
      )}
    </div>
  )
}

interface TipProps {
  readonly picture: HudPicture
  readonly pointed: number
  readonly width: number
}

/** The time at the pointer, and a notable event near it. */
function Tip({ picture, pointed, width }: TipProps): ReactNode {
  const x = timelineX(picture, pointed, width)
  const near = nearest(picture.events, pointed)
  const isNear = near && Math.abs(timelineX(picture, near.second, width) - x) <= NEAR_PX
  const text = isNear ? eventText(near, picture.day) : clockText(pointed)
  const share = width === 0 ? 0 : x / width
  // Keeps the tip within the page at both ends.
  const style = { left: `${share * 100}%`, transform: `translateX(${-share * 100}%)` }
  return (
    <span className="tip" style={style} role="presentation">
      {text}
    </span>
  )
}

function nearest(events: readonly NotableEvent[], second: number): NotableEvent | undefined {
  let found: NotableEvent | undefined
  for (const event of events) {
    const isNearer = !found || Math.abs(event.second - second) < Math.abs(found.second - second)
    if (isNearer) found = event
  }
  return found
}

/** A rate-limited seek that always reaches the last requested second. */
function useSeek(): (second: number) => void {
  const hud = useHud()
  const wanted = useRef<number>(undefined)
  const timer = useRef<Timer>(undefined)
  useEffect(() => () => timer.current?.cancel(), [])
  const go = () => {
    timer.current = undefined
    if (wanted.current === undefined) return
    hud.seek(wanted.current)
    wanted.current = undefined
    timer.current = systemClock.timeout(SEEK_MS, go)
  }
  return (second) => {
    wanted.current = second
    if (timer.current === undefined) go()
  }
}
