/** What the page's half of a live slider knows of its model. */
interface PageModel {
  get(name: string): unknown
  set(name: string, value: unknown): void
  save_changes(): void
  on(event: string, listener: () => void): void
}

interface Row {
  readonly prompt: string
  readonly destination: string
}

const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = '',
  change: Readonly<Record<string, unknown>> = {},
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name)
  Object.assign(made, { textContent: text }, change)
  return made
}

/** One picture a seed of one prompt, drawn from the model's bytes. */
function pictures(alt: string, width: number) {
  const cell = element('td')
  const images: HTMLImageElement[] = []
  return {
    cell,
    show(files: readonly DataView<ArrayBuffer>[]) {
      for (const [k, file] of files.entries()) {
        const image = images[k] ?? element('img', '', { alt, width })
        if (!images[k]) cell.append(image)
        images[k] = image
        const old = image.src
        image.src = URL.createObjectURL(new Blob([file], { type: 'image/webp' }))
        if (old) URL.revokeObjectURL(old)
      }
    },
  }
}

function render({ model, el }: { model: PageModel; el: HTMLElement }): void {
  const rows = model.get('rows') as readonly Row[]
  const seeds = model.get('seeds') as number
  const files = (name: string) => model.get(name) as readonly DataView<ArrayBuffer>[]
  const root = element('div', '', { className: 'timelab-live' })

  const range = element('input', '', { type: 'range', step: 'any' })
  range.min = String(Math.log10(model.get('low') as number))
  range.max = String(Math.log10(model.get('high') as number))
  const word = element('output')
  const controls = element('p')
  const label = element('label', 'lambda ')
  label.append(range)
  controls.append(label, ' ', word)
  const state = element('small')
  state.setAttribute('role', 'status')

  const table = element('table')
  const head = table.createTHead().insertRow()
  for (const name of ['', 'before the edit', 'after the edit', 'said outright'])
    head.append(element('th', name))
  const width = seeds > 2 ? 72 : 96
  const groups = (['before', 'pictures', 'oracle'] as const).map((name) => ({
    name,
    cells: rows.map(({ prompt, destination }) =>
      pictures(name === 'oracle' ? destination : `${prompt}, ${name}`, width),
    ),
  }))
  const body = table.createTBody()
  for (const [k, { prompt, destination }] of rows.entries()) {
    const line = body.insertRow()
    const words = element('td', prompt)
    words.append(element('br'), element('small', destination))
    line.append(words, ...groups.flatMap(({ cells }) => cells[k]?.cell ?? []))
  }
  const paint = (name: 'before' | 'pictures' | 'oracle') => {
    const all = files(name)
    const cells = groups.find((group) => group.name === name)?.cells ?? []
    for (const [k, { show }] of cells.entries()) show(all.slice(k * seeds, (k + 1) * seeds))
  }

  // Two digits are what a hand can tell apart, and the same place gives the same pictures again.
  const chosen = () => Number((10 ** Number(range.value)).toPrecision(2))
  const say = (lambda: number) => {
    word.textContent = String(lambda)
    range.setAttribute('aria-valuetext', `lambda ${lambda}`)
  }
  const ask = (dragging: boolean) => {
    const lambda = chosen()
    say(lambda)
    if (lambda === model.get('lambda') && dragging === model.get('dragging')) return
    model.set('lambda', lambda)
    model.set('dragging', dragging)
    model.save_changes()
  }
  range.addEventListener('input', () => ask(true))
  range.addEventListener('change', () => ask(false))
  // Arrow keys would move by a hundredth of what can be seen.
  range.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -0.25, ArrowDown: -0.25, ArrowRight: 0.25, ArrowUp: 0.25 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    range.value = String(Number(range.value) + step)
    ask(false)
  })
  model.on('change:pictures', () => paint('pictures'))
  model.on('change:said', () => {
    state.textContent = String(model.get('said'))
  })
  range.value = String(Math.log10(model.get('lambda') as number))
  say(model.get('lambda') as number)
  state.textContent = String(model.get('said'))
  for (const { name } of groups) paint(name)
  root.append(element('b', String(model.get('title'))), controls, table, state)
  el.append(root)
}

export default { render }
