/** Writes the goldens anew, to be read before they are committed: `npm run goldens`. */

import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DATES, FOLDER, goldenTexts } from './goldens.ts'

const texts = await goldenTexts('v1', DATES)
for (const file of await readdir(FOLDER)) if (file.endsWith('.txt')) await rm(join(FOLDER, file))
for (const [dataset, text] of texts) await writeFile(join(FOLDER, `${dataset}.txt`), text)
