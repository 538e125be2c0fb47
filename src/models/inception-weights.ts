/** A convolution: its inputs, outputs and kernel, `[height, width]`. */
type Kernel = readonly [inputs: number, outputs: number, height: number, width: number]

/**
 * Names and shapes of the weights of FID's Inception-v3, as published for PyTorch (`pt_inception-2015-12-05`);
 * its classifier and its counts of batches are not used.
 */
export function inceptionWeights(): ReadonlyMap<string, readonly number[]> {
  return new Map<string, readonly number[]>(
    [...convolutions()].flatMap(([name, [inputs, outputs, height, width]]) => [
      [`${name}.conv.weight`, [outputs, inputs, height, width]] as const,
      ...['weight', 'bias', 'running_mean', 'running_var'].map(
        (part) => [`${name}.bn.${part}`, [outputs]] as const,
      ),
    ]),
  )
}

/** Weights that the published file also holds: of its classifier, and counts of batches. */
export const unusedInceptionWeights = (name: string): boolean =>
  name.startsWith('fc.') || name.endsWith('.num_batches_tracked')

/** Classes that FID's network was trained to tell apart; torchvision's own, of the same names, knows 1000. */
export const INCEPTION_CLASSES = 1008

function convolutions(): ReadonlyMap<string, Kernel> {
  return new Map<string, Kernel>([
    ['Conv2d_1a_3x3', [3, 32, 3, 3]],
    ['Conv2d_2a_3x3', [32, 32, 3, 3]],
    ['Conv2d_2b_3x3', [32, 64, 3, 3]],
    ['Conv2d_3b_1x1', [64, 80, 1, 1]],
    ['Conv2d_4a_3x3', [80, 192, 3, 3]],
    ...blockA('Mixed_5b', 192, 32),
    ...blockA('Mixed_5c', 256, 64),
    ...blockA('Mixed_5d', 288, 64),
    ...blockB('Mixed_6a'),
    ...blockC('Mixed_6b', 128),
    ...blockC('Mixed_6c', 160),
    ...blockC('Mixed_6d', 160),
    ...blockC('Mixed_6e', 192),
    ...blockD('Mixed_7a'),
    ...blockE('Mixed_7b', 1280),
    ...blockE('Mixed_7c', 2048),
  ])
}

type Entry = readonly [string, Kernel]
const named = (block: string, entries: readonly Entry[]): readonly Entry[] =>
  entries.map(([name, kernel]) => [`${block}.${name}`, kernel])

const blockA = (block: string, inputs: number, pooled: number) =>
  named(block, [
    ['branch1x1', [inputs, 64, 1, 1]],
    ['branch5x5_1', [inputs, 48, 1, 1]],
    ['branch5x5_2', [48, 64, 5, 5]],
    ['branch3x3dbl_1', [inputs, 64, 1, 1]],
    ['branch3x3dbl_2', [64, 96, 3, 3]],
    ['branch3x3dbl_3', [96, 96, 3, 3]],
    ['branch_pool', [inputs, pooled, 1, 1]],
  ])

const blockB = (block: string) =>
  named(block, [
    ['branch3x3', [288, 384, 3, 3]],
    ['branch3x3dbl_1', [288, 64, 1, 1]],
    ['branch3x3dbl_2', [64, 96, 3, 3]],
    ['branch3x3dbl_3', [96, 96, 3, 3]],
  ])

const blockC = (block: string, inner: number) =>
  named(block, [
    ['branch1x1', [768, 192, 1, 1]],
    ['branch7x7_1', [768, inner, 1, 1]],
    ['branch7x7_2', [inner, inner, 1, 7]],
    ['branch7x7_3', [inner, 192, 7, 1]],
    ['branch7x7dbl_1', [768, inner, 1, 1]],
    ['branch7x7dbl_2', [inner, inner, 7, 1]],
    ['branch7x7dbl_3', [inner, inner, 1, 7]],
    ['branch7x7dbl_4', [inner, inner, 7, 1]],
    ['branch7x7dbl_5', [inner, 192, 1, 7]],
    ['branch_pool', [768, 192, 1, 1]],
  ])

const blockD = (block: string) =>
  named(block, [
    ['branch3x3_1', [768, 192, 1, 1]],
    ['branch3x3_2', [192, 320, 3, 3]],
    ['branch7x7x3_1', [768, 192, 1, 1]],
    ['branch7x7x3_2', [192, 192, 1, 7]],
    ['branch7x7x3_3', [192, 192, 7, 1]],
    ['branch7x7x3_4', [192, 192, 3, 3]],
  ])

const blockE = (block: string, inputs: number) =>
  named(block, [
    ['branch1x1', [inputs, 320, 1, 1]],
    ['branch3x3_1', [inputs, 384, 1, 1]],
    ['branch3x3_2a', [384, 384, 1, 3]],
    ['branch3x3_2b', [384, 384, 3, 1]],
    ['branch3x3dbl_1', [inputs, 448, 1, 1]],
    ['branch3x3dbl_2', [448, 384, 3, 3]],
    ['branch3x3dbl_3a', [384, 384, 1, 3]],
    ['branch3x3dbl_3b', [384, 384, 3, 1]],
    ['branch_pool', [inputs, 192, 1, 1]],
  ])
