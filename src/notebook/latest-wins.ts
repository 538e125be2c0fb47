/**
 * Runs `work` for one request at a time, and only for the newest of those that came meanwhile. Work that may be cut
 * short is aborted by the next request; `hurried` work runs to its end, so that a steady stream of requests still
 * gets answers. The promise is over once no request is left; it rejects as work does, unless that was aborted.
 */
export function latestWins<Request>(work: (request: Request, signal: AbortSignal) => Promise<void>) {
  let next: { readonly request: Request; readonly hurried: boolean } | undefined
  let running: Promise<void> | undefined
  let cut: AbortController | undefined

  async function run(): Promise<void> {
    try {
      while (next) {
        const { request, hurried } = next
        next = undefined
        const own = new AbortController()
        cut = hurried ? undefined : own
        try {
          await work(request, own.signal)
        } catch (error) {
          if (!own.signal.aborted) throw error
        }
      }
    } finally {
      running = undefined
      cut = undefined
    }
  }
  return (request: Request, hurried: boolean): Promise<void> => {
    next = { request, hurried }
    cut?.abort()
    running ??= run()
    return running
  }
}
