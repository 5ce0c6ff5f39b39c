/** A linked program and its uniform locations. */
export class ShaderProgram {
  readonly program: WebGLProgram
  readonly #gl: WebGL2RenderingContext
  readonly #locations = new Map<string, WebGLUniformLocation | null>()

  /** @throws Error with the compiler's log for an invalid shader */
  constructor(gl: WebGL2RenderingContext, vertex: string, fragment: string) {
    this.#gl = gl
    this.program = gl.createProgram()
    const shaders = [
      compile(gl, gl.VERTEX_SHADER, vertex),
      compile(gl, gl.FRAGMENT_SHADER, fragment),
    ]
    for (const shader of shaders) gl.attachShader(this.program, shader)
    gl.linkProgram(this.program)
    for (const shader of shaders) gl.deleteShader(shader)
    // A lost context fails to link, which is no error of the shaders.
    if (!gl.getProgramParameter(this.program, gl.LINK_STATUS) && !gl.isContextLost())
      throw new Error(`shaders do not link: ${gl.getProgramInfoLog(this.program)}`)
  }

  /** A uniform's location; null, which WebGL ignores, for names the compiler has removed. */
  at(name: string): WebGLUniformLocation | null {
    let location = this.#locations.get(name)
    if (location === undefined) {
      location = this.#gl.getUniformLocation(this.program, name)
      this.#locations.set(name, location)
    }
    return location
  }
}

function compile(gl: WebGL2RenderingContext, type: number, source: string): WebGLShader {
  const shader = gl.createShader(type)
  if (!shader) throw new Error('no shader can be made')
  gl.shaderSource(shader, source)
  gl.compileShader(shader)
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost())
    throw new Error(`a shader does not compile: ${gl.getShaderInfoLog(shader)}`)
  return shader
}
