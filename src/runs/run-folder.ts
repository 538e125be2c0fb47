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
import { canonicalJson } from './canonical.ts'
import { needingRoom } from './full-disk.ts'
import { lockRun, type RunLock } from './lock.ts'
import { type RunSettings, settingsGrowth, settingsSchema } from './settings.ts'

/** Files that a run was made from and keeps a copy of, by the name that they have in its folder. */
export type RunInputs = Readonly<Partial<Record<InputName, string>>>
type InputName = 'dataset.csv' | 'captions.csv' | 'reference.safetensors'

const SETTINGS = 'run.json'
/** Settings that cannot be read are kept under this name. */
const DAMAGED = 'run.damaged.json'
/** Settings that the run had before, a line of JSON each, oldest first. */
const HISTORY = 'settings.jsonl'

/**
 * Makes a run folder, or finds one to go on from, and locks it for this process. One that was made with other settings
 * takes these on, where what was drawn may still count, and `onNotice` hears what has changed; the former ones are kept.
 * Throws an InputError that lists the differences where nothing it holds would count, where the folder holds something
 * else, where another process works on it and where the disk is full; whatever is there is left as it was.
 */
export function openRunFolder(
  folder: string,
  settings: RunSettings,
  inputs: RunInputs,
  onNotice: (notice: string) => void = () => {},
): RunLock {
  checkRunFolder(folder, settings)
  needingRoom(folder, () => makeFolder(folder))
  const lock = lockRun(folder)
  try {
    // Once more: another process may have made it between the look and the lock.
    const notice = checkRunFolder(folder, settings)
    needingRoom(folder, () => fillRunFolder(folder, settings, inputs, notice !== undefined))
    sweepTemporaries(folder)
    if (notice) onNotice(notice)
    return lock
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * What is to be said of taking on these settings; empty where the folder has them already, undefined where it is no run
 * yet. Throws where it is another's.
 */
function checkRunFolder(folder: string, settings: RunSettings): string | undefined {
  if (existsSync(join(folder, SETTINGS))) {
    const kept = readIfSound(folder)
    if (kept === undefined)
      return `${join(folder, SETTINGS)} was damaged: it is kept as ${DAMAGED} and written anew from what is asked for.`
    const { refused, grown } = settingsGrowth(kept, settings)
    if (refused.length === 0) {
      return grown.length === 0 ? '' : `The run ${folder} grows (${grown.join('; ')}): what is drawn is kept.`
    }
    const judge = refused.every((phrase) => phrase.startsWith('judge'))
    throw new InputError(
      `The run folder ${folder} is another run's (${[...refused, ...grown].join('; ')}): ${judge ? 'show its pictures to the other judge with `npx timelab rescore`' : 'give the same settings'}, or give another folder with --run.`,
    )
  }
  const strangers = existsSync(folder) ? readdirSync(folder).filter((name) => !isOurs(name)) : []
  if (strangers.length === 0) return undefined
  throw new InputError(
    `The folder ${folder} is no run and holds other files (${strangers.slice(0, 3).join(', ')}): choose another with --run.`,
  )
}

/** The settings of a run's folder; undefined where they are not those that were written. */
function readIfSound(folder: string): RunSettings | undefined {
  const found = parseSettings(readText(join(folder, SETTINGS), fileLimits.settings))
  return 'settings' in found ? found.settings : undefined
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

/** Writes what a run starts from, where it is not there as it should be; its settings last. */
function fillRunFolder(folder: string, settings: RunSettings, inputs: RunInputs, isRun: boolean): void {
  const kept = isRun ? readIfSound(folder) : undefined
  if (isRun && !kept) copyFileSync(join(folder, SETTINGS), join(folder, DAMAGED))
  if (kept && sumOf(kept) !== sumOf(settings)) keepHistory(folder, kept)
  for (const [name, file] of Object.entries(inputs)) {
    const copy = join(folder, name)
    if (existsSync(copy) && fileDigest(copy) === fileDigest(file)) continue
    replaceAtomically(copy, (temporary) => copyFileSync(file, temporary))
  }
  if (kept && sumOf(kept) === sumOf(settings)) return
  // Last: a folder with settings has everything that a run starts from.
  const text = JSON.stringify({ ...settings, sum: sumOf(settings) }, null, 2)
  writeFileAtomically(join(folder, SETTINGS), Buffer.from(`${text}\n`))
}

/** Adds settings that are no longer a run's to its history, unless they are the latest there already. */
function keepHistory(folder: string, settings: RunSettings): void {
  const file = join(folder, HISTORY)
  const before = existsSync(file) ? readText(file, fileLimits.settings) : ''
  const line = `${JSON.stringify({ ...settings, sum: sumOf(settings) })}\n`
  if (!before.endsWith(line)) writeFileAtomically(file, Buffer.from(before + line))
}

/** What tells settings that were written from others. */
const sumOf = (settings: RunSettings): string => sha256(canonicalJson(settings))

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
  const found = parseSettings(readText(file, fileLimits.settings))
  if ('settings' in found) return found.settings
  throw new InputError(
    `${file} cannot be read as a run's settings (${found.problem}): it was made by another timelab, or changed; \`npx timelab reproduce\` with the run's settings writes it anew.`,
  )
}

function parseSettings(text: string): { readonly settings: RunSettings } | { readonly problem: string } {
  const read = parseJson(text)
  const { sum, ...values } = typeof read === 'object' ? { sum: undefined, ...read } : { sum: undefined }
  const { data, error } = settingsSchema.safeParse(values)
  if (data && (sum === undefined || sum === sumOf(data))) return { settings: data }
  const [issue] = error?.issues ?? []
  return {
    problem: issue ? `${issue.path.join('.')}: ${issue.message}` : 'they are not those that were written',
  }
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

const AGAIN = 'run the same `npx timelab reproduce` again, which draws it again'

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
