import { type Hook, ux } from '@oclif/core'
import { EXIT } from '../failure.ts'
import { didYouMean } from '../words/nearest.ts'

/** Says which command was probably meant. */
const hook: Hook.CommandNotFound = async ({ id, config }) => {
  const asked = id.replaceAll(':', ' ')
  const known = config.commandIDs.map((command) => command.replaceAll(':', ' '))
  const meant = didYouMean(asked, known) ?? 'see: spymaster --help.'
  ux.stderr(`Error: spymaster has no command "${asked}"; ${meant}`)
  process.exit(EXIT.usage)
}

export default hook
