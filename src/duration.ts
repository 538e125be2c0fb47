/** A length of time for people, in its two largest units: "1 day, 3 hr", "4 min, 10 sec". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const parts = {
    days: Math.floor(whole / 86_400),
    hours: Math.floor(whole / 3600) % 24,
    minutes: Math.floor(whole / 60) % 60,
    seconds: whole % 60,
  }
  const largest = Object.entries(parts)
    .filter(([, value]) => value > 0)
    .slice(0, 2)
  if (largest.length === 0) return '0 sec'
  return new Intl.DurationFormat('en', { style: 'short' }).format(Object.fromEntries(largest))
}
