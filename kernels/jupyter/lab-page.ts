import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { type Cell, notebookText } from '../client/notebook.ts'
import type { Lab } from './lab.ts'
import type { JupyterHome } from './python.ts'

/** A notebook open in JupyterLab, as a reader's hands have it. */
export interface LabPage {
  readonly page: Page
  /** Its name in the lab's folder. */
  readonly file: string
  /** Code cells from 0. */
  readonly cell: (place: number) => Locator
  /** A cell's text outputs, as they are seen. */
  readonly shown: (place: number) => Promise<string>
  /** Clicks a menu's entry. */
  readonly choose: (menu: string, entry: string) => Promise<void>
  /** Runs one cell and waits until the kernel is idle. */
  readonly run: (place: number) => Promise<void>
  readonly runAll: () => Promise<void>
  /** Puts text into a cell in place of what it has, the cursor at its end. */
  readonly type: (place: number, source: string) => Promise<void>
  /** Waits until a cell has ended: its prompt is a number, or empty where it was not run. */
  readonly ended: (place: number) => Promise<void>
}

/** Writes a notebook of these code cells into the home's folder. */
export function writeCells(home: JupyterHome, name: string, sources: readonly string[]): void {
  const cells = sources.map(
    (source, k): Cell => ({ cell_type: 'code', id: `cell-${k}`, metadata: {}, source }),
  )
  const kernelspec = { name: 'timelab', display_name: 'timelab', language: 'typescript' }
  writeFileSync(
    join(home.folder, name),
    notebookText({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }),
  )
}

/** Opens a notebook of the lab's folder and waits until its kernel is connected: what is run sooner is lost. */
export async function openInLab(page: Page, lab: Lab, name: string): Promise<LabPage> {
  await page.goto(`${lab.url}doc/tree/${name}`)
  await page.locator('#jp-main-statusbar', { hasText: 'timelab | Idle' }).waitFor()

  const cell = (place: number) => page.locator('.jp-Notebook .jp-CodeCell').nth(place)
  const prompt = (place: number) => cell(place).locator('.jp-InputPrompt')
  const ended = async (place: number) => {
    while (/\*/.test((await prompt(place).textContent()) ?? '')) await page.waitForTimeout(50)
  }
  const focus = async (place: number) => {
    await cell(place).locator('.cm-content').click()
  }
  const choose = async (menu: string, entry: string) => {
    await page.locator('.lm-MenuBar-item', { hasText: new RegExp(`^${menu}$`) }).click()
    await page.locator('.lm-Menu-itemLabel', { hasText: new RegExp(`^${entry}$`) }).click()
  }
  return {
    page,
    file: name,
    cell,
    shown: async (place) => (await cell(place).locator('.jp-OutputArea').first().allInnerTexts()).join(''),
    choose,
    async run(place) {
      await focus(place)
      await page.keyboard.press('Control+Enter')
      await ended(place)
    },
    runAll: () => choose('Run', 'Run All Cells'),
    async type(place, source) {
      await focus(place)
      await page.keyboard.press('Control+A')
      await page.keyboard.press('Delete')
      await page.keyboard.insertText(source)
    },
    ended,
  }
}
