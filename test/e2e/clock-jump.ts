/**
 * Loaded into a program before it begins: sets its clock by JUMP_MS, after JUMP_AFTER_MS of its run.
 */
const { JUMP_MS = '0', JUMP_AFTER_MS = '0' } = process.env

const RealDate = Date
let shift = 0
const now = () => RealDate.now() + shift
setTimeout(() => {
  shift = Number(JUMP_MS)
}, Number(JUMP_AFTER_MS)).unref()

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args) =>
    args.length > 0 ? Reflect.construct(target, args) : new target(now()),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
