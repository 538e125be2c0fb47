import type { PagePrompt } from '../page-data.ts'

/** A margin with its sign, to 3 decimals. */
export function formatMargin(margin: number): string {
  if (margin === 0) return '0'
  return `${margin < 0 ? '−' : '+'}${Math.abs(margin).toFixed(3)}`
}

/** Why a sample counted as it did, in words. */
export function whyOf(measure: PagePrompt['measure'], success: boolean, margin: number): string {
  const verdict = success ? 'success' : 'failure'
  if (margin === 0 && !success) return `${verdict}: a tie, and a tie never counts`
  const towards = success === (measure !== 'specificity') ? 'the destination' : 'the prompt'
  const wanted = measure === 'specificity' ? ', which should stay as it is' : ''
  return `${verdict}: margin ${formatMargin(margin)}, towards ${towards}${wanted}`
}
