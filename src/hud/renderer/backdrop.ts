/** A picture of the plot's size that is kept: what has not changed is not drawn again. */
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

  /** What is drawn from here on is drawn on it. */
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

  /** Puts it on the canvas; what is drawn from here on is drawn there. */
  show(): void {
    const gl = this.#gl
    gl.bindFramebuffer(gl.FRAMEBUFFER, null)
    // Once a canvas was shown, browsers empty it before something is drawn on it, and copying is
    // no drawing to them: what was copied would be lost.
    gl.clear(gl.COLOR_BUFFER_BIT)
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.#framebuffer)
    const all = [0, 0, this.#width, this.#height] as const
    gl.blitFramebuffer(...all, ...all, gl.COLOR_BUFFER_BIT, gl.NEAREST)
    gl.bindFramebuffer(gl.FRAMEBUFFER, null)
  }
}
