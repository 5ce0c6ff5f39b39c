import { type ReactNode, useEffect, useRef, useState } from 'react'
import { PageRecording } from '../page/page-recording.ts'
import { saveBlob } from '../page/save.ts'
import { useHud } from '../page/use-hud.ts'
import type { HudPicture } from '../picture.ts'

/** Starts a recording of the page, and saves it as WebM. */
export function RecordButton({ picture }: { readonly picture: HudPicture | undefined }): ReactNode {
  const hud = useHud()
  const recording = useRef<PageRecording>(undefined)
  const [isRecording, setRecording] = useState(false)
  // One that is left running with the page is thrown away.
  useEffect(() => () => void recording.current?.stop(), [])
  const toggle = async () => {
    if (!recording.current) {
      recording.current = new PageRecording(hud)
      setRecording(true)
      return
    }
    const video = await recording.current.stop()
    recording.current = undefined
    setRecording(false)
    if (picture) saveBlob(video, picture.day, picture.second, 'webm')
  }
  return (
    <button
      type="button"
      disabled={!picture || !('MediaRecorder' in globalThis)}
      aria-pressed={isRecording}
      onClick={toggle}
      title="Record the page as WebM; press again to save it"
    >
      {isRecording ? 'stop' : 'record'}
    </button>
  )
}
