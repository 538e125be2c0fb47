/** What a slider's page holds beside its markup. */
interface SliderData {
  readonly lambdas: readonly number[]
  /** Every picture once, as a data address. */
  readonly pictures: readonly string[]
  /** The pictures after the edit, in the order of the page: indices by choice, lambda and picture. */
  readonly after: readonly (readonly (readonly number[])[])[]
}

/** Makes the slider alive that this script stands in; several on a page know nothing of each other. */
function start(root: Element | null | undefined): void {
  if (!(root instanceof HTMLElement) || root.dataset.alive) return
  const find = <Found extends Element>(selector: string): Found | null => root.querySelector<Found>(selector)
  const data: SliderData = JSON.parse(find('script[type="application/json"]')?.textContent ?? '{}')
  const controls = find<HTMLElement>('.timelab-controls')
  const range = find<HTMLInputElement>('input[type="range"]')
  const choice = find<HTMLSelectElement>('select')
  const pictures = [...root.querySelectorAll<HTMLImageElement>('img[data-after]')]
  const words = [...root.querySelectorAll<HTMLElement>('[data-lambda]')]
  if (!controls || !range) return

  const show = () => {
    const at = Number(range.value)
    const lambda = String(data.lambdas[at])
    const shown = data.after[choice?.selectedIndex ?? 0]?.[at] ?? []
    for (const [k, picture] of pictures.entries()) picture.src = data.pictures[shown[k] ?? -1] ?? ''
    for (const word of words) word.textContent = lambda
    range.setAttribute('aria-valuetext', `lambda ${lambda}`)
  }
  root.dataset.alive = 'yes'
  controls.hidden = false
  range.addEventListener('input', show)
  choice?.addEventListener('change', show)
  show()
}

start(document.currentScript?.closest('.timelab-slider'))
