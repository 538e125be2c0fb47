import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { formatQuery, parseQuery, type Query } from './query.ts'

/** `step`: the browser's Back returns to where the reader was; otherwise the address changes in place. */
export type ChangeQuery = (change: Partial<Query>, step?: boolean) => void

/** Browsers refuse an address that is changed too often, as by a key that is held. */
const SETTLED = 120

/** The query that stands in the page's address, and how it is changed. */
export function useQuery(): readonly [Query, ChangeQuery] {
  const [query, setQuery] = useState(() => parseQuery(location.hash))
  // Two changes in one turn both count.
  const latest = useRef(query)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    const follow = (): void => {
      clearTimeout(timer.current)
      latest.current = parseQuery(location.hash)
      setQuery(latest.current)
    }
    addEventListener('hashchange', follow)
    addEventListener('popstate', follow)
    return () => {
      removeEventListener('hashchange', follow)
      removeEventListener('popstate', follow)
    }
  }, [])
  const change = useCallback<ChangeQuery>((part, step = false) => {
    const write = (): void => history.replaceState(null, '', `#${formatQuery(latest.current)}`)
    clearTimeout(timer.current)
    if (step) write()
    latest.current = { ...latest.current, ...part }
    if (step) history.pushState(null, '', `#${formatQuery(latest.current)}`)
    else timer.current = setTimeout(write, SETTLED)
    setQuery(latest.current)
  }, [])
  return [query, change]
}
