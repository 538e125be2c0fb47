import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** The browser that tests drive: `TIMELAB_CHROMIUM`, or a Chromium on the path; undefined where there is none. */
export function findBrowser(): string | undefined {
  const named = process.env.TIMELAB_CHROMIUM
  if (named) return named
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isProgram)
}

/** Why a browser test cannot run here; false where it can. For `test`'s `skip`. */
export const noBrowser: string | false =
  findBrowser() === undefined && `no ${NAMES.join(', ')} on the path and no TIMELAB_CHROMIUM`

/** Starts a browser that calls nobody by itself. The caller closes it. Throws where there is none. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser()
  if (executablePath === undefined) throw new Error(String(noBrowser))
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
