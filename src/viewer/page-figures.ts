import { sliderOfView } from '../notebook/run-slider.ts'
import type { RunPage } from './page-data.ts'
import type { SeenPage } from './write-page.ts'

/** Figures that a page holds beside its tables: of a whole Table 4 run the slider over lambda. */
export async function pageFigures(folder: string, { view, status }: SeenPage): Promise<RunPage['figures']> {
  const { experiment, keepPictures } = view.settings
  if (experiment !== 'table4' || !keepPictures || status.left > 0) return []
  try {
    const slider = await sliderOfView(folder, view)
    return [{ name: 'lambda-slider', title: slider.figure.title, html: await slider.html() }]
  } catch {
    // Without a picture that it needs there is no slider, but still a page.
    return []
  }
}
