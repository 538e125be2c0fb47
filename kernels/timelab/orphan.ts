/** How often is looked whether whoever started the kernel still runs, in milliseconds. */
const EVERY = 1000

/**
 * Ends the process once the one that started it is gone, as far as that one named itself (`JPY_PARENT_PID`, which Jupyter sets
 * where its kernels are to end with it): a kernel that nobody can reach would compute for ever.
 */
export function endWithParent(): void {
  if (process.env.JPY_PARENT_PID === undefined || process.platform === 'win32') return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  }, EVERY).unref()
}
