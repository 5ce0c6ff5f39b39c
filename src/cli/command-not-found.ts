import { type Hook, ux } from '@oclif/core'
import { closest } from 'fastest-levenshtein'
import { EXIT } from '../failure.ts'

/** Says which command was probably meant. */
const hook: Hook.CommandNotFound = async ({ id, config }) => {
  const asked = id.replaceAll(':', ' ')
  const known = config.commandIDs.map((command) => command.replaceAll(':', ' '))
  ux.stderr(
    `Error: spymaster has no command "${asked}"; did you mean "${closest(asked, known)}"? See: spymaster --help.`,
  )
  process.exit(EXIT.usage)
}

export default hook
