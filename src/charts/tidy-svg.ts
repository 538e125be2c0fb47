/**
 * What vega writes, fit to be kept and compared: without what moves from drawing to drawing, what only an interactive page
 * reads and what is not seen, an element a line. `name` becomes part of its ids. Its texts are outlines by now.
 */
export function tidySvg(svg: string, name: string): string {
  return shortNumbers(ownIds(withoutRoles(svg), name)).replaceAll('><', '>\n<')
}

/** Roles of parts, names of classes and empty frames; the picture as a whole has a description. */
const withoutRoles = (svg: string): string =>
  svg
    .replace(/ (?:role|class|pointer-events|aria-[a-z]+)="[^"]*"/g, '')
    .replace(/<path (?:d="(?:M0,0h0v0h0Z)?"|d="[^"]*" display="none")\/>/g, '')

/** vega counts clipping paths and gradients from drawing to drawing of a process: counts them from this one's beginning. */
function ownIds(svg: string, name: string): string {
  const known = new Map<string, string>()
  return svg.replace(/(?<= id="|url\(#)(?:clip|gradient|p_)\w*(?=[")])/g, (id) => {
    const own = known.get(id) ?? `${name}-${known.size}`
    known.set(id, own)
    return own
  })
}

/** Coordinates to a thousandth of a pixel: no reader sees more, and no two machines differ. Not the scales of letters. */
const shortNumbers = (svg: string): string =>
  svg.replace(/(?<!scale\(|[\d.])-?\d+\.\d{4,}(e-?\d+)?/g, (digits) =>
    String(Number(Number(digits).toFixed(3))),
  )
