/** Instances of one shape as a vertex buffer has them: so many float32s each, one after another. */
export class Instances {
  readonly stride: number
  values: Float32Array<ArrayBuffer>
  count = 0
  /** Counts up when they are others, and have to be sent. */
  version = 0

  constructor(stride: number, capacity = 4096) {
    this.stride = stride
    this.values = new Float32Array(capacity * stride)
  }

  /** Begins anew; the memory is kept. */
  clear(): void {
    this.count = 0
    this.version++
  }

  /** Where the next instance's values go; there is room for them. */
  add(): number {
    const at = this.count * this.stride
    if (at + this.stride > this.values.length) {
      const larger = new Float32Array(this.values.length * 2)
      larger.set(this.values)
      this.values = larger
    }
    this.count++
    return at
  }
}
