import { type Hook, ux } from '@oclif/core'
import { EXIT, printable } from '../failure.ts'
import { hasUtf8 } from '../tui/abilities.ts'
import { didYouMean } from '../words/nearest.ts'
import { terminalText } from './terminal-text.ts'

/** Says which command was probably meant. */
const hook: Hook.CommandNotFound = async ({ id, config }) => {
  const asked = id.replaceAll(':', ' ')
  const known = config.commandIDs.map((command) => command.replaceAll(':', ' '))
  const meant = meantBy(asked.split(' '), known) ?? 'see: spymaster --help.'
  const told = `Error: spymaster has no command "${printable(asked, '')}"; ${meant}`
  ux.stderr('%s', terminalText(told, hasUtf8(process.env)))
  process.exit(EXIT.usage)
}

/** What follows a command's name is asked for with it: the first words alone may be meant. */
function meantBy(words: readonly string[], known: readonly string[]): string | undefined {
  for (let length = 1; length <= words.length; length++) {
    const ofLength = known.filter((name) => name.split(' ').length === length)
    const meant = didYouMean(words.slice(0, length).join(' '), ofLength)
    if (meant !== undefined) return meant
  }
  return undefined
}

export default hook
