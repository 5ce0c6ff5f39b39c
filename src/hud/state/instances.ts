/** A vertex buffer of instances, `stride` float32s each. */
export class Instances {
  readonly stride: number
  values: Float32Array<ArrayBuffer>
  count = 0
  /** Increments when they change and must be uploaded. */
  version = 0

  constructor(stride: number, capacity = 4096) {
    this.stride = stride
    this.values = new Float32Array(capacity * stride)
  }

  /** Removes all instances; the memory is kept. */
  clear(): void {
    this.count = 0
    this.version++
  }

  /** Adds an instance and returns the index of its first value. */
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
