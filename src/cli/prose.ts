/**
 * Joins the lines of each paragraph with spaces, since oclif wraps help text itself. An empty line
 * separates paragraphs.
 */
export function prose({ raw: [text = ''] }: TemplateStringsArray): string {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .join('\n\n')
}
