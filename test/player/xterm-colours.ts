/** xterm's values of the 16 colours. */
const NAMED = [
  0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f,
  0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
]

/** The colour of one of a terminal's 256 colours, as xterm shows it. */
export function colourOf256(index: number): number {
  if (index < NAMED.length) return NAMED[index]
  if (index >= 232) return (8 + 10 * (index - 232)) * 0x010101
  const level = (step: number) => (step === 0 ? 0 : 55 + 40 * step)
  const [red, green, blue] = [
    Math.floor((index - 16) / 36),
    Math.floor((index - 16) / 6) % 6,
    (index - 16) % 6,
  ]
  return (level(red) << 16) | (level(green) << 8) | level(blue)
}
