import { copyFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileDigest, sha256 } from '../digest.ts'
import { InputError } from '../errors.ts'
import {
  fileLimits,
  isTemporary,
  makeFolder,
  readBytes,
  readText,
  replaceAtomically,
  writeFileAtomically,
} from '../files.ts'
import { parseJson } from '../parse-json.ts'
import { needingRoom } from './full-disk.ts'
import { lockRun, type RunLock } from './lock.ts'
import { type RunSettings, settingsDifferences, settingsSchema } from './settings.ts'

/** Files that a run was made from and keeps a copy of, by the name that they have in its folder. */
export type RunInputs = Readonly<Partial<Record<InputName, string>>>
type InputName = 'dataset.csv' | 'captions.csv' | 'reference.safetensors'

const SETTINGS = 'run.json'

/**
 * Makes a run folder, or finds one made with the same settings to go on from, and locks it for this process.
 * Throws an InputError that lists the differences where its settings are others, where the folder holds something
 * else, where another process works on it and where the disk is full; whatever is there is left as it was.
 */
export function openRunFolder(folder: string, settings: RunSettings, inputs: RunInputs): RunLock {
  checkRunFolder(folder, settings)
  needingRoom(folder, () => makeFolder(folder))
  const lock = lockRun(folder)
  try {
    // Once more: another process may have made it between the look and the lock.
    if (!checkRunFolder(folder, settings)) needingRoom(folder, () => fillRunFolder(folder, settings, inputs))
    sweepTemporaries(folder)
    return lock
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Whether the folder is a run made with these settings; false where it is none yet. Throws where it is another's. */
function checkRunFolder(folder: string, settings: RunSettings): boolean {
  if (existsSync(join(folder, SETTINGS))) {
    const differences = settingsDifferences(readSettings(folder), settings)
    if (differences.length === 0) return true
    throw new InputError(
      `The run folder ${folder} was made with other settings (${differences.join('; ')}): give the same ones, or another folder with --run.`,
    )
  }
  const strangers = existsSync(folder) ? readdirSync(folder).filter((name) => !isOurs(name)) : []
  if (strangers.length === 0) return false
  throw new InputError(
    `The folder ${folder} is no run and holds other files (${strangers.slice(0, 3).join(', ')}): choose another with --run.`,
  )
}

/** What a run that never got its settings may have left behind. */
const ours = new Set([
  'dataset.csv',
  'captions.csv',
  'reference.safetensors',
  'lock.sqlite',
  'lock.sqlite-journal',
])

const isOurs = (name: string): boolean =>
  ours.has(name) || (isTemporary(name) && [SETTINGS, ...ours].some((file) => name.startsWith(`.${file}.`)))

function fillRunFolder(folder: string, settings: RunSettings, inputs: RunInputs): void {
  for (const [name, file] of Object.entries(inputs)) {
    replaceAtomically(join(folder, name), (temporary) => copyFileSync(file, temporary))
  }
  // Last: a folder with settings has everything that a run starts from.
  writeFileAtomically(join(folder, SETTINGS), Buffer.from(`${JSON.stringify(settings, null, 2)}\n`))
}

/** Removes files that were being written when a process was killed. */
function sweepTemporaries(folder: string): void {
  const pictures = picturesPath(folder)
  const folders = existsSync(pictures) ? readdirSync(pictures).map((name) => join(pictures, name)) : []
  // The page's own folder, which nothing but the page depends on.
  const view = join(folder, 'view')
  const views = statSync(view, { throwIfNoEntry: false })?.isDirectory() ? [view] : []
  for (const each of [folder, ...folders, ...views]) {
    for (const name of readdirSync(each).filter(isTemporary)) rmSync(join(each, name))
  }
}

/** The settings that a run folder was made with. Throws an InputError where it is none, or they cannot be read. */
export function readSettings(folder: string): RunSettings {
  const file = join(folder, SETTINGS)
  if (!existsSync(file))
    throw new InputError(`${folder} is no run: give a folder that \`npx timelab reproduce\` made.`)
  const found = settingsSchema.safeParse(parseJson(readText(file, fileLimits.settings)))
  if (found.success) return found.data
  const [problem] = found.error.issues
  throw new InputError(
    `${file} cannot be read as a run's settings (${problem?.path.join('.')}: ${problem?.message}): it was made by another timelab, or changed.`,
  )
}

/** A copy that the run keeps of a file it was made from. */
export const runInput = (folder: string, name: InputName): string => join(folder, name)

/** Where a run's ledger lies. */
export const ledgerPath = (folder: string): string => join(folder, 'ledger.sqlite')

/** Where a run's pictures lie, if it keeps them. */
export const picturesPath = (folder: string): string => join(folder, 'pictures')

/** A picture's file below the folder of pictures: by its digest, in folders of the first two letters. */
export const pictureFile = (digest: string): string => `${digest.slice(0, 2)}/${digest}.png`

/** Where a picture of the run lies. */
export const picturePath = (folder: string, digest: string): string =>
  join(picturesPath(folder), pictureFile(digest))

/** Writes a picture, whole or not at all, unless the run holds it already; returns its digest. Throws where the disk is full. */
export function keepPicture(folder: string, png: Uint8Array): string {
  const digest = sha256(png)
  const path = picturePath(folder, digest)
  if (!existsSync(path)) {
    needingRoom(folder, () => {
      makeFolder(dirname(path))
      writeFileAtomically(path, png)
    })
  }
  return digest
}

/** Of pictures by their digests: those whose file is gone, or is not what was drawn and is removed. */
export function losePictures(folder: string, digests: ReadonlySet<string>): ReadonlySet<string> {
  const lost = [...digests].filter((digest) => {
    const path = picturePath(folder, digest)
    if (!existsSync(path)) return true
    if (fileDigest(path) === digest) return false
    rmSync(path)
    return true
  })
  return new Set(lost)
}

const AGAIN = 'run the same `timelab reproduce` again, which draws it again'

/** Reads a picture that the run kept. Throws an InputError where the file is gone or not what it was. */
export function readPicture(folder: string, digest: string): Uint8Array {
  const path = picturePath(folder, digest)
  if (!existsSync(path)) {
    throw new InputError(`The run ${folder} no longer has its picture ${path}: ${AGAIN}.`)
  }
  const bytes = readBytes(path, fileLimits.picture)
  if (sha256(bytes) !== digest) {
    throw new InputError(`The picture ${path} is not the one that was drawn: ${AGAIN}.`)
  }
  return bytes
}
