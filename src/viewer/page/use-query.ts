import { useCallback, useEffect, useState } from 'preact/hooks'
import { formatQuery, parseQuery, type Query } from './query.ts'

/** `step`: the browser's Back returns to where the reader was; otherwise the address changes in place. */
export type ChangeQuery = (change: Partial<Query>, step?: boolean) => void

/** The query that stands in the page's address, and how it is changed. */
export function useQuery(): readonly [Query, ChangeQuery] {
  const [query, setQuery] = useState(() => parseQuery(location.hash))
  useEffect(() => {
    const follow = (): void => setQuery(parseQuery(location.hash))
    addEventListener('hashchange', follow)
    addEventListener('popstate', follow)
    return () => {
      removeEventListener('hashchange', follow)
      removeEventListener('popstate', follow)
    }
  }, [])
  const change = useCallback<ChangeQuery>((part, step = false) => {
    // From the address, so that two changes in one turn both count.
    const next = { ...parseQuery(location.hash), ...part }
    const address = `#${formatQuery(next)}`
    if (step) history.pushState(null, '', address)
    else history.replaceState(null, '', address)
    setQuery(next)
  }, [])
  return [query, change]
}
