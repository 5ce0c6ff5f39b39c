import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** A script of the project and all that it imports, as one module. */
export async function bundled(path: string): Promise<string> {
  const made = await build({
    configFile: false,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    logLevel: 'error',
    build: { write: false, minify: false, target: 'es2024', lib: { entry: path, formats: ['es'] } },
  })
  const first = Array.isArray(made) ? made[0] : made
  if (!('output' in first)) throw new Error(`${path} was not bundled`)
  return first.output[0].code
}

/** A page of one canvas that fills it, and a script. */
export function canvasPage(script: string): string {
  const style = 'html,body{margin:0;height:100%}canvas{width:100%;height:100%;display:block}'
  const module = script.replaceAll('</script', '<\\/script')
  return `<!doctype html><style>${style}</style><canvas></canvas><script type="module">${module}</script>`
}
