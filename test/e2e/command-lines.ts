/** The arguments of each `$ npx spymaster …` line of a text, without comments. Nothing is quoted. */
export function commandsIn(text: string): string[][] {
  return [...text.matchAll(/^\$ npx spymaster (.+)$/gm)].map(([, line]) =>
    line
      .replace(/\s+#.*$/, '')
      .trim()
      .split(/\s+/),
  )
}
