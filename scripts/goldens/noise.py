"""Golden vectors of PyTorch's CPU generator for src/engine/random.test.ts.

One safetensors file: `<seed>/<sizes joined by +>` holds the concatenation of consecutive `torch.randn(size)` of one
generator, so that the state carried from call to call is tested too. Larger draws are kept as their first and last
64 values. The values are those of an x86-64 CPU with AVX2, which is where PyTorch vectorises the block path.
"""

import sys

import torch
from safetensors.torch import save_file

SEEDS = [0, 1, 42, 2**32 + 5, 2**63 - 1]


def draw(seed: int, sizes: list[int]) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(size, generator=generator) for size in sizes]


goldens = {}
for seed in SEEDS:
    for size in range(1, 41):
        goldens[f"{seed}/{size}"] = draw(seed, [size])[0]
    for sizes in ([1, 2, 16, 1, 15, 17, 3], [256], [5, 5, 5, 40]):
        goldens[f"{seed}/{'+'.join(map(str, sizes))}"] = torch.cat(draw(seed, sizes))
    large = draw(seed, [16384])[0]
    goldens[f"{seed}/16384"] = torch.cat([large[:64], large[-64:]])
save_file(goldens, sys.argv[1], {"torch": torch.__version__.split("+")[0]})
