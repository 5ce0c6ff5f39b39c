import { CHUNK_COLUMNS } from './chunk.ts'
import { LINE_COLUMNS } from './day-line.ts'
import { MOMENT_COLUMNS } from './moment.ts'

/** All that a picture and its panels are made of, by surface: what is asked of a stream. */
export const PICTURE_COLUMNS = {
  ...CHUNK_COLUMNS,
  snap: LINE_COLUMNS.snap,
  physics: [...new Set([...LINE_COLUMNS.physics, ...MOMENT_COLUMNS.physics])],
  radar: MOMENT_COLUMNS.radar,
  gaps: LINE_COLUMNS.gaps,
  gex_levels: MOMENT_COLUMNS.gex_levels,
}
