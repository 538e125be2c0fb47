import type { Pixels } from '../images/png.ts'

/** An edit at several strengths, as pictures: what a lambda slider shows. */
export interface SliderFigure {
  readonly title: string
  /** In the order of the slider; a smaller lambda is a stronger edit. */
  readonly lambdas: readonly number[]
  /** Index of the lambda that is shown first. */
  readonly start: number
  /** Ways of editing that a reader chooses from; one of them needs no name. */
  readonly choices: readonly string[]
  readonly sections: readonly SliderSection[]
}

/** Prompts of one edit. */
export interface SliderSection {
  /** Its heading, where there are several. */
  readonly heading?: string
  readonly rows: readonly SliderRow[]
}

/** A prompt: one picture a seed in every list. */
export interface SliderRow {
  readonly prompt: string
  readonly destination: string
  readonly before: readonly Pixels[]
  /** By choice, lambda and seed. */
  readonly after: readonly (readonly (readonly Pixels[])[])[]
  readonly oracle: readonly Pixels[]
}
