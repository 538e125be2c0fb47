import { SingleBar } from 'cli-progress'
import { formatDuration } from './duration.ts'

/** Progress of one task, on standard error so that standard output stays clean. */
export interface Progress {
  update(done: number, total: number): void
  stop(): void
}

/** A bar on a terminal, a plain line at every tenth elsewhere. */
export function startProgress(label: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? bar(label, stream) : lines(label, stream)
}

function bar(label: string, stream: NodeJS.WriteStream): Progress {
  const single = new SingleBar({
    format: `${label} {bar} {percentage}% | {duration_formatted}, {eta_formatted} to go`,
    stream,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 200,
    formatTime,
  })
  let started = false
  return {
    update(done, total) {
      if (!started) single.start(total, 0)
      started = true
      single.update(done)
    },
    stop() {
      if (started) single.stop()
    },
  }
}

/** A length of time; what is not known yet is a question mark. */
const formatTime = (seconds: number): string => (Number.isFinite(seconds) ? formatDuration(seconds) : '?')

function lines(label: string, stream: NodeJS.WriteStream): Progress {
  let shown = -1
  return {
    update(done, total) {
      const tenth = Math.floor((10 * done) / total)
      if (tenth > shown) stream.write(`${label}: ${tenth * 10} %\n`)
      shown = Math.max(shown, tenth)
    },
    stop() {},
  }
}
