import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sha256 } from '../digest.ts'
import { readLedger } from './ledger.ts'
import { readPicture } from './run-folder.ts'

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url))
/** The command line's file. */
export const main = join(root, 'src', 'cli', 'main.ts')

/** A command at work: what it has said so far, and how it ends. */
export interface Command {
  readonly child: ChildProcess
  out(): string
  err(): string
  /** The exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>
}

const started = new Set<ChildProcess>()
after(() => {
  for (const child of started) child.kill('SIGKILL')
})

/** Starts a program; it is ended with the tests at the latest. */
export function start(program: string, args: readonly string[], seconds = 120): Command {
  const child = spawn(program, args, { timeout: 1000 * seconds, stdio: ['ignore', 'pipe', 'pipe'] })
  started.add(child)
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  const ended = once(child, 'close').then(([code]) => {
    started.delete(child)
    return code as number | null
  })
  return { child, out: () => out, err: () => err, ended }
}

/** Starts a command of timelab. */
export const timelab = (args: readonly string[]): Command => start(process.execPath, [main, ...args])

/** Waits until a command has said something on standard error, or has ended. */
export async function untilSays(command: Command, pattern: RegExp): Promise<void> {
  const { child } = command
  while (!pattern.test(command.err()) && child.exitCode === null && child.signalCode === null) await sleep(2)
}

/** Everything that a run has recorded, by a key that says what it is. */
export const recorded = (folder: string): ReadonlyMap<string, unknown> =>
  readLedger(
    folder,
    (ledger) =>
      new Map<string, unknown>([
        ...ledger.pictures().map((picture) => [`picture ${picture.key}`, picture] as const),
        ...ledger.edits().map((edit) => [`edit ${edit.id}`, edit] as const),
        ...ledger
          .judges()
          .flatMap(({ digest, name }) => [
            [`judge ${digest}`, name] as const,
            ...[...ledger.features(digest)].map(
              ([key, feature]) => [`feature ${digest} ${key}`, feature] as const,
            ),
            ...[...ledger.texts(digest)].map(
              ([text, feature]) => [`text ${digest} ${text}`, feature] as const,
            ),
          ]),
      ]),
  )

/**
 * Checks what must hold of a run's folder at any moment: every picture that the ledger names lies on the disk as it was
 * drawn and was seen by the judge, and the batches add up to the pictures, so that none was recorded twice.
 */
export function assertSound(folder: string): void {
  readLedger(folder, (ledger) => {
    const pictures = ledger.pictures()
    for (const { png } of pictures) readPicture(folder, png)
    const inBatches = ledger.pace(1e6).reduce((sum, batch) => sum + batch.pictures, 0)
    assert.equal(inBatches, pictures.length)
    for (const judge of ledger.judges()) assert.equal(judge.pictures, pictures.length)
  })
}

/** Checks that all of `before` is in `after` as it was. */
export function assertKept(before: ReadonlyMap<string, unknown>, later: ReadonlyMap<string, unknown>): void {
  for (const [name, value] of before) assert.deepEqual(later.get(name), value, name)
}

/** The names of a run's picture files, and of what else lies among them. */
export const pictureFiles = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'pictures'), { recursive: true, encoding: 'utf8' }).sort()

/** SHA-256 of a folder: its files' names, bytes and times. */
export function folderDigest(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const parts = names.map((name) => {
    const stats = lstatSync(join(folder, name))
    return [name, stats.mtimeMs, stats.isFile() ? sha256(readFileSync(join(folder, name))) : '']
  })
  return sha256(JSON.stringify(parts))
}
