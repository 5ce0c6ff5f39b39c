/** Keys of the datasets that a future's book is made into. */
export const SNAPSHOT = 'silver.future_mbo.book_snapshot_1s'
export const WALL = 'silver.future_mbo.wall_surface_1s'
export const RADAR = 'silver.future_mbo.radar_vacuum_1s'
