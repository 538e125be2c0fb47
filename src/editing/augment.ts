/** The openings that appendix C of the paper puts before a prompt. */
const openings = ['A photo of ', 'An image of ', 'A picture of ']

/**
 * A prompt and its three augmentations (appendix C), as the released code writes them: a capital A that begins
 * the prompt, an article's or any other word's, becomes small after the opening.
 */
export function augment(prompt: string): readonly string[] {
  const base = prompt.startsWith('A') ? `a${prompt.slice(1)}` : prompt
  return [prompt, ...openings.map((opening) => opening + base)]
}
