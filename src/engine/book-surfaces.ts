import type { Radar, Snapshot, Wall } from '../contracts/registry.ts'
import type { FuturesWindow } from '../surfaces/futures-window.ts'
import { RadarSurface } from '../surfaces/radar.ts'
import { SnapshotSurface } from '../surfaces/snapshot.ts'
import { WallSurface } from '../surfaces/wall.ts'
import type { Table } from '../table/table.ts'

/** Tables computed from a future's book alone, empty and of their contracts. */
export interface BookTables {
  readonly snap: Table<Snapshot>
  readonly wall: Table<Wall>
  readonly radar: Table<Radar>
}

/** The surfaces computed from a future's book at the end of each window. */
export class BookSurfaces {
  readonly #snapshot: SnapshotSurface
  readonly #wall: WallSurface
  readonly #radar: RadarSurface

  /** @param maxRelTicks how far from spot a wall's row may lie, in ticks */
  constructor({ snap, wall, radar }: BookTables, maxRelTicks: number) {
    this.#snapshot = new SnapshotSurface(snap)
    this.#wall = new WallSurface(wall, maxRelTicks)
    this.#radar = new RadarSurface(radar)
  }

  /** Appends a window's rows to each table. */
  append(window: FuturesWindow): void {
    this.#snapshot.append(window)
    this.#wall.append(window)
    this.#radar.append(window)
  }
}
