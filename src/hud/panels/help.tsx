import type { ReactNode } from 'react'
import { GLOSSARY } from '../../player/glossary.ts'
import type { Keys } from '../../player/key-choices.ts'
import { type HelpLine, SIGNS } from '../../player/keys.ts'
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

export interface HelpProps {
  readonly keys: Keys
  /** Whether keys of a single character can be switched off here; the server may have done so. */
  readonly hasSwitch: boolean
  readonly areCharactersOff: boolean
  readonly onCharacters: (areOff: boolean) => void
  readonly onClose: () => void
}

type ShownLine = Pick<HelpLine, 'group' | 'shown' | 'does'>

/** All keys from the key map, pointer gestures, and the screen's words. */
export function Help(props: HelpProps): ReactNode {
  const { keys, hasSwitch, areCharactersOff, onCharacters, onClose } = props
  return (
    <Dialog title="Keys" onClose={onClose}>
      {hasSwitch && (
        <label className="key-switch">
          <input
            type="checkbox"
            checked={!areCharactersOff}
            onChange={({ target }) => onCharacters(!target.checked)}
          />{' '}
          keys of a single character
        </label>
      )}
      <div className="keys">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {keys.help
                .filter((line) => line.group === group && isOurs(line))
                .map((line) => (
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

function isOurs({ shown }: ShownLine): boolean {
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
