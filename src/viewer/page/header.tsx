import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { formatDuration } from '../../duration.ts'
import type { RunPage } from '../page-data.ts'
import { formatCount, formatProgress } from './format.ts'

/** The run's title and how far it is. */
export function Header({
  run,
  problem,
  children,
}: {
  run: RunPage
  problem: string | undefined
  children: ComponentChildren
}) {
  const { title, status } = run
  return (
    <header class="page-header">
      <div class="heading">
        <h1>{title}</h1>
        {children}
      </div>
      {status.state !== 'finished' && <Progress run={run} />}
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </header>
  )
}

function Progress({ run: { status } }: { run: RunPage }) {
  const { state, done, total, rate, toGo } = status
  return (
    <div class="progress" data-state={state}>
      <progress aria-label="Pictures drawn" value={done} max={Math.max(total, 1)} />
      <p aria-live="off">
        <strong class="state">{state}</strong> {formatCount(done)} of {formatCount(total)} pictures,{' '}
        {formatProgress(done, total)}
        {rate !== null && <> · {rate.toPrecision(3)} a second</>}
        {toGo !== null && <> · {formatDuration(toGo)} left</>}
        <> · </>
        <Age written={status.written} />
      </p>
    </div>
  )
}

/** How long ago the page's data was written, counting on. */
function Age({ written }: { written: string }) {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <time dateTime={written} title={written}>
      written {formatDuration((now - Date.parse(written)) / 1000)} ago
    </time>
  )
}
