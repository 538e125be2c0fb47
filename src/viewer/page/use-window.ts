import type { RefObject } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'
import { type Window, windowOf } from './window.ts'

/** The rows of a scrolled list that are in view, followed as it is scrolled and resized. */
export function useWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
): { readonly window: Window; readonly row: number; readonly view: number } {
  const [seen, setSeen] = useState({ scroll: 0, view: 800, row: 132 })
  useLayoutEffect(() => {
    const list = scroller.current
    if (!list) return
    const look = (): void => {
      const row = Number.parseFloat(getComputedStyle(list).getPropertyValue('--row')) || 132
      setSeen({ scroll: list.scrollTop, view: list.clientHeight, row })
    }
    look()
    list.addEventListener('scroll', look, { passive: true })
    const sizes = new ResizeObserver(look)
    sizes.observe(list)
    return () => {
      list.removeEventListener('scroll', look)
      sizes.disconnect()
    }
  }, [scroller])
  const { scroll, view, row } = seen
  return { window: windowOf(count, row, scroll, view), row, view }
}
