import { type Hook, ux } from '@oclif/core'
import { EXIT, printable } from '../failure.ts'
import { hasUtf8 } from '../tui/capabilities.ts'
import { didYouMean } from '../words/nearest.ts'
import { terminalText } from './terminal-text.ts'

/** Reports an unknown command and suggests the nearest one. */
const hook: Hook.CommandNotFound = async ({ id, config }) => {
  const given = id.replaceAll(':', ' ')
  const known = config.commandIDs.map((command) => command.replaceAll(':', ' '))
  const meant = suggestionFor(given.split(' '), known) ?? 'see: spymaster --help.'
  const told = `Error: spymaster has no command "${printable(given, '')}"; ${meant}`
  ux.stderr('%s', terminalText(told, hasUtf8(process.env)))
  process.exit(EXIT.usage)
}

/** Arguments arrive as part of the unknown name, so each prefix of the words is compared. */
function suggestionFor(words: readonly string[], known: readonly string[]): string | undefined {
  for (let length = 1; length <= words.length; length++) {
    const given = words.slice(0, length).join(' ')
    // The name of a topic is no typing error: what follows it is.
    if (known.some((name) => name.startsWith(`${given} `))) continue
    const ofLength = known.filter((name) => name.split(' ').length === length)
    const meant = didYouMean(given, ofLength)
    if (meant !== undefined) return meant
  }
  return undefined
}

export default hook
