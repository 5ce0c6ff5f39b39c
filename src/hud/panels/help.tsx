import type { ReactNode } from 'react'
import { GLOSSARY } from '../../player/glossary.ts'
import { type HelpLine, KEY_MAP, SIGNS } from '../../player/keys.ts'
import { Dialog } from './dialog.tsx'
import { Icon, type IconName } from './icon.tsx'

const GROUPS: readonly HelpLine['group'][] = ['Time', 'Picture', 'Reading', 'Screen']

/** Differences from the terminal: Tab moves the focus, and a page cannot quit. */
const BROWSER_TEXTS: Readonly<Record<string, string | undefined>> = {
  s: 'save the page as a PNG',
  'q Esc': undefined,
  Tab: undefined,
}

/** The font has no horizontal arrows. */
const ARROWS: Readonly<Record<string, IconName>> = {
  '←': 'left',
  '→': 'right',
}

const POINTER: readonly (readonly [what: string, does: string])[] = [
  ['drag', 'through time and price'],
  ['wheel', 'zoom time; Shift: prices; Ctrl: both'],
  ['double click', 'fit'],
  ['timeline', 'drag, click or wheel to go there'],
]

/** All keys from the key map, pointer gestures, and the screen's words. */
export function Help({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className="keys">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {KEY_MAP.filter((line) => line.group === group && isOurs(line)).map((line) => (
                <Line
                  key={line.shown}
                  keys={line.shown}
                  does={BROWSER_TEXTS[line.shown] ?? line.does}
                />
              ))}
            </dl>
          </section>
        ))}
        <Terms title="Signs" terms={SIGNS} />
        <Terms title="Pointer" terms={POINTER} />
        <Terms title="Words" terms={GLOSSARY} />
      </div>
    </Dialog>
  )
}

interface TermsProps {
  readonly title: string
  readonly terms: readonly (readonly [term: string, meaning: string])[]
}

function Terms({ title, terms }: TermsProps): ReactNode {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {terms.map(([term, meaning]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function isOurs({ shown }: HelpLine): boolean {
  return !(shown in BROWSER_TEXTS) || BROWSER_TEXTS[shown] !== undefined
}

interface LineProps {
  readonly keys: string
  readonly does: string
}

function Line({ keys, does }: LineProps): ReactNode {
  return (
    <div>
      <dt>
        {keys.split(' ').map((key) => (
          <kbd key={key}>{key in ARROWS ? <Icon name={ARROWS[key]} /> : key}</kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  )
}
