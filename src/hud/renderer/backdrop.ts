/** An offscreen buffer of the plot's size, reused while the heatmap does not change. */
export class Backdrop {
  readonly #gl: WebGL2RenderingContext
  readonly #framebuffer: WebGLFramebuffer
  readonly #picture: WebGLRenderbuffer
  #width = 0
  #height = 0

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl
    this.#framebuffer = gl.createFramebuffer()
    this.#picture = gl.createRenderbuffer()
  }

  /** Directs drawing to the buffer. */
  begin(width: number, height: number): void {
    const gl = this.#gl
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#framebuffer)
    if (width === this.#width && height === this.#height) return
    this.#width = width
    this.#height = height
    gl.bindRenderbuffer(gl.RENDERBUFFER, this.#picture)
    gl.renderbufferStorage(gl.RENDERBUFFER, gl.RGBA8, width, height)
    const place = [gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER] as const
    gl.framebufferRenderbuffer(...place, this.#picture)
  }

  /** Copies the buffer to the canvas, and directs drawing there. */
  show(): void {
    const gl = this.#gl
    gl.bindFramebuffer(gl.FRAMEBUFFER, null)
    // Browsers clear a presented canvas before the next draw call. A blit does not count as one, so
    // its result would be cleared: clear explicitly first.
    gl.clear(gl.COLOR_BUFFER_BIT)
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.#framebuffer)
    const all = [0, 0, this.#width, this.#height] as const
    gl.blitFramebuffer(...all, ...all, gl.COLOR_BUFFER_BIT, gl.NEAREST)
    gl.bindFramebuffer(gl.FRAMEBUFFER, null)
  }
}
