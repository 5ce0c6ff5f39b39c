/**
 * Paints the page as it is shown onto a canvas of its size: backgrounds and borders, canvases, icons
 * and texts, in the order of the document. Pages cannot read their own pixels, and everything that
 * this one shows is made of these.
 *
 * @param ratio pixels of the canvas per CSS pixel
 */
export function paintPage(context: CanvasRenderingContext2D, ratio: number): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.fillStyle = getComputedStyle(document.body).backgroundColor
  context.fillRect(0, 0, innerWidth, innerHeight)
  for (const child of document.body.children) paintElement(context, child)
}

function paintElement(context: CanvasRenderingContext2D, element: Element): void {
  const style = getComputedStyle(element)
  if (style.display === 'none' || style.visibility === 'hidden' || style.opacity === '0') return
  const box = element.getBoundingClientRect()
  // Texts for screen readers alone are cut to a pixel.
  if (style.position === 'absolute' && box.width <= 1 && box.height <= 1) return
  const isClipping = style.overflow !== 'visible'
  context.save()
  context.globalAlpha *= Number(style.opacity)
  paintBox(context, box, style)
  if (isClipping) {
    context.beginPath()
    context.rect(box.x, box.y, box.width, box.height)
    context.clip()
  }
  if (element instanceof HTMLCanvasElement) {
    if (element.width > 0 && element.height > 0)
      context.drawImage(
        element,
        // Inside its border.
        box.x + element.clientLeft,
        box.y + element.clientTop,
        element.clientWidth,
        element.clientHeight,
      )
  } else if (element instanceof SVGSVGElement) paintIcon(context, element, box, style)
  else if (element instanceof HTMLSelectElement) {
    const left = box.x + Number.parseFloat(style.paddingLeft)
    const text = element.selectedOptions[0]?.text ?? ''
    paintText(context, text, left, box.y, box.height, style)
  } else {
    for (const child of element.childNodes) {
      if (child instanceof Element) paintElement(context, child)
      else if (child instanceof Text) paintTextNode(context, child, style)
    }
  }
  context.restore()
}

/** The background, one colour or a gradient to the right, and the borders. */
function paintBox(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: DOMRect,
  style: CSSStyleDeclaration,
): void {
  if (width === 0 || height === 0) return
  const gradient = gradientOf(context, style.backgroundImage, x, width)
  context.fillStyle = gradient ?? style.backgroundColor
  context.beginPath()
  context.roundRect(x, y, width, height, Number.parseFloat(style.borderTopLeftRadius) || 0)
  context.fill()
  const sides = [
    [style.borderTopWidth, style.borderTopColor, x, y, width, undefined],
    [style.borderBottomWidth, style.borderBottomColor, x, y + height, width, undefined],
    [style.borderLeftWidth, style.borderLeftColor, x, y, undefined, height],
    [style.borderRightWidth, style.borderRightColor, x + width, y, undefined, height],
  ] as const
  for (const [thickness, colour, left, top, across, down] of sides) {
    const size = Number.parseFloat(thickness)
    if (!(size > 0)) continue
    context.fillStyle = colour
    const isEnd = left > x || top > y
    const [fromX, fromY] =
      across === undefined ? [isEnd ? left - size : left, top] : [left, isEnd ? top - size : top]
    context.fillRect(fromX, fromY, across ?? size, down ?? size)
  }
}

/** The colours of "linear-gradient(to right, rgb(…), …)", evenly spaced; undefined of anything else. */
function gradientOf(
  context: CanvasRenderingContext2D,
  image: string,
  x: number,
  width: number,
): CanvasGradient | undefined {
  if (!image.startsWith('linear-gradient(to right')) return undefined
  const colours = image.match(/rgba?\([^)]*\)/g) ?? []
  if (colours.length < 2) return undefined
  const gradient = context.createLinearGradient(x, 0, x + width, 0)
  for (const [at, colour] of colours.entries())
    gradient.addColorStop(at / (colours.length - 1), colour)
  return gradient
}

function paintIcon(
  context: CanvasRenderingContext2D,
  icon: SVGSVGElement,
  box: DOMRect,
  style: CSSStyleDeclaration,
): void {
  const { width } = icon.viewBox.baseVal
  if (width === 0) return
  context.save()
  context.translate(box.x, box.y)
  context.scale(box.width / width, box.width / width)
  context.fillStyle = style.fill === 'none' ? style.color : style.fill
  for (const path of icon.querySelectorAll('path'))
    context.fill(new Path2D(path.getAttribute('d') ?? ''))
  context.restore()
}

/** A text in its lines. */
function paintTextNode(
  context: CanvasRenderingContext2D,
  node: Text,
  style: CSSStyleDeclaration,
): void {
  const text = node.data.trim()
  if (text === '') return
  const range = document.createRange()
  // Without the space around it, which has a width where it follows other text.
  range.setStart(node, node.data.length - node.data.trimStart().length)
  range.setEnd(node, node.data.trimEnd().length)
  const lines = [...range.getClientRects()].filter(({ width }) => width > 0)
  if (lines.length <= 1) {
    const [line] = lines
    if (line) paintText(context, text, line.x, line.y, line.height, style)
    return
  }
  for (const line of lines)
    paintText(context, textIn(node, range, line), line.x, line.y, line.height, style)
}

/** The part of a text that is in a line of it. */
function textIn(node: Text, range: Range, line: DOMRect): string {
  let found = ''
  for (let at = 0; at < node.length; at++) {
    range.setStart(node, at)
    range.setEnd(node, at + 1)
    const { y, height } = range.getBoundingClientRect()
    if (y + height / 2 >= line.top && y + height / 2 <= line.bottom) found += node.data[at]
  }
  return found.trim()
}

function paintText(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  height: number,
  style: CSSStyleDeclaration,
): void {
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
  context.fillStyle = style.color
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  context.fillText(text, x, y + height / 2)
}
