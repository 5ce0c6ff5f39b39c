/**
 * A text of several lines as the paragraphs it is: whoever prints it breaks its lines, so a line's
 * end is a space, and an empty line the end of a paragraph.
 */
export function prose({ raw: [text = ''] }: TemplateStringsArray): string {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .join('\n\n')
}
