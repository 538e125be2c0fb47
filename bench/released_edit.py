"""Eq. 5 as the authors' released code computes it, in PyTorch float32: 77 outer products a prompt a matrix.

Reads sizes as JSON from its argument, prints seconds as JSON. Used by bench/edit.ts where a Python with torch is found.
"""

import json
import sys
import time

import torch

sizes = json.loads(sys.argv[1])
torch.set_num_threads(sizes["threads"])
torch.manual_seed(0)
width, tokens = sizes["width"], sizes["tokens"]
contexts = [torch.randn(tokens, width) for _ in range(sizes["prompts"])]
destinations = [torch.randn(tokens, width) for _ in range(sizes["prompts"])]
lam = 0.1


def edit(weight):
    mat1 = lam * weight
    mat2 = lam * torch.eye(width)
    for context, destination in zip(contexts, destinations):
        values = destination @ weight.T
        row = context.reshape(tokens, 1, width)
        mat1 = mat1 + (values.reshape(tokens, -1, 1) @ row).sum(dim=0)
        mat2 = mat2 + (context.reshape(tokens, width, 1) @ row).sum(dim=0)
    return mat1 @ torch.inverse(mat2)


total = 0.0
for inner, count in sizes["matrices"]:
    weight = torch.randn(inner, width) / width**0.5
    begun = time.perf_counter()
    edit(weight)
    total += count * (time.perf_counter() - begun)
print(json.dumps({"seconds": total, "torch": torch.__version__}))
