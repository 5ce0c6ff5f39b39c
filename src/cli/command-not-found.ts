import { type Hook, ux } from '@oclif/core'
import { EXIT } from '../failure.ts'
import { didYouMean } from '../words/nearest.ts'

/** Says which command was probably meant. */
const hook: Hook.CommandNotFound = async ({ id, config }) => {
  const asked = id.replaceAll(':', ' ')
  const known = config.commandIDs.map((command) => command.replaceAll(':', ' '))
  const meant = meantBy(asked.split(' '), known) ?? 'see: spymaster --help.'
  ux.stderr(`Error: spymaster has no command "${asked}"; ${meant}`)
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
