/** Why the system refused, and what helps where that is not plain, by its code. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'a part of its path is a file, not a folder'],
  ['EISDIR', 'it is a folder'],
  ['EEXIST', 'there is something of that name already'],
  ['ENOTEMPTY', 'the folder is not empty'],
  ['ELOOP', 'its links lead in a circle: remove the links'],
  ['ENAMETOOLONG', 'its name is too long: choose a shorter one'],
  ['NUL', 'its name holds a NUL character'],
  ['EACCES', 'its permissions do not allow it: change them or choose another place'],
  ['EPERM', 'the system does not permit it: change its permissions or choose another place'],
  ['EROFS', 'the disk is read-only: choose a place on another'],
  ['ENOSPC', 'the disk is full: make room'],
  ['EDQUOT', 'your quota of the disk is full: make room'],
  ['EFBIG', 'it grew larger than the disk or the process is allowed'],
  ['EMFILE', 'too many files are open in this process: raise its limit (ulimit -n)'],
  ['ENFILE', 'too many files are open on this machine: close other programs'],
  ['ENOMEM', 'the machine has no memory left'],
  ['EIO', 'the disk failed to read or write: check the disk'],
  ['EBUSY', 'another program is using it'],
  ['ETXTBSY', 'another program is running it'],
  ['ENXIO', 'nothing answers behind it: give a file'],
  ['ESTALE', 'the network folder it lies in has changed: try again'],
  ['EXDEV', 'its parts lie on different disks'],
])

/**
 * Why a file operation failed, as the part of a sentence that follows "cannot be read:", from Node's error or from one
 * that was thrown because of it. Undefined for what is no refusal of the system: a fault of ours.
 */
export function systemReason(error: unknown): string | undefined {
  const code = systemCode(error)
  if (code === undefined) return undefined
  return reasons.get(code) ?? `the system refused (${code})`
}

/** The system's code (`ENOSPC`) in an error or in what caused it; undefined where it has none. */
export function systemCode(error: unknown): string | undefined {
  let each = error
  for (let depth = 0; depth < 4 && each instanceof Error; depth++) {
    const { code, syscall } = each as NodeJS.ErrnoException
    if (code !== undefined && (syscall !== undefined || reasons.has(code))) return code
    // Node's own refusal, before it asks the system.
    if (code === 'ERR_INVALID_ARG_VALUE' && each.message.includes('without null bytes')) return 'NUL'
    each = each.cause
  }
  return undefined
}
