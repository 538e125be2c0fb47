"""Goldens of the edit itself, for src/editing: eq. 5 as the authors' released code sums it, P by an independent
solver, and the index lists of the released alignment.

    python scripts/goldens/time.py
"""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

OUT = Path(__file__).parents[2] / "src/editing/goldens"
LAMBDAS = [10.0, 1.0, 0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]
LENGTH = 77


def released_weights(weights, context, values, lam):
    """Eq. 5 as the released code has it: one outer product a token, summed, then an inverse; here in float64."""
    mat1 = lam * weights
    mat2 = lam * np.eye(weights.shape[1])
    for c, v in zip(context, values):
        mat1 = mat1 + np.outer(v, c)
        mat2 = mat2 + np.outer(c, c)
    return mat1 @ np.linalg.inv(mat2)


def reference_map(source, destination, lam):
    """P - I solves min |X [C, sqrt(lam) I] - [C* - C, 0]|: least squares by QR, which never squares the condition."""
    c, change = source.astype(np.float64).T, (destination.astype(np.float64) - source).T
    width = c.shape[0]
    q, r = np.linalg.qr(np.vstack([c.T, np.sqrt(lam) * np.eye(width)]))
    target = np.vstack([change.T, np.zeros((width, width))])
    return np.eye(width) + np.linalg.solve(r, q.T @ target).T


def embeddings(rng, count, width, like_prompts):
    source = rng.standard_normal((count, width))
    destination = source + 0.5 * rng.standard_normal((count, width))
    if like_prompts:
        # Every prompt begins with the same embedding, and pads differ little from one another.
        source[::10] = destination[::10] = source[0]
        for row in range(count):
            if row % 10 > 5:
                source[row] = source[5] + 1e-3 * rng.standard_normal(width)
    return source.astype(np.float32), destination.astype(np.float32)


def released_alignment(source, destination):
    """The released code's rule, over tokens with start and end; None where it would walk past the end."""
    same = lambda token: "a</w>" if token in ("an", "an</w>") else token
    a, b = [same(t) for t in source], [same(t) for t in destination]
    indices, j = [], 0
    for token in a:
        while j < len(b) and b[j] != token:
            j += 1
        if j == len(b):
            return None
        indices.append(j)
        j += 1
    while j < LENGTH:
        indices.append(j)
        j += 1
    while len(indices) < LENGTH:
        indices.append(LENGTH - 1)
    return indices


PAIRS = [
    ("a rose", "a blue rose"),
    ("a pack of roses", "a pack of blue roses"),
    ("an apple", "a green apple"),
    ("a house", "an old house"),
    ("a dog", "a green dog"),
    ("dog", "a dog"),
    ("a photo of a rose", "a photo of a blue rose"),
    ("an image of an apple", "an image of a green apple"),
    ("a rose on the beach", "a red rose on the sandy beach"),
    ("a cat and a dog", "a black cat and a white dog"),
    ("a a a", "a b a b a"),
    ("a", "a b c d e f g h"),
    ("ice cream", "strawberry ice cream"),
    ("a very very big house", "a very very very big house"),
    ("roses", "blue roses in a vase"),
    ("a doctor", "a female doctor"),
    ("a an a", "an a an a"),
    ("sushi", "sushi"),
    ("a rose", "a tulip"),
    ("a cat on a mat", "a mat on a cat"),
    ("the rose", "a rose"),
    ("a rose rose", "a rose"),
    ("an+aconda", "a green an+aconda"),
    (" ".join(["word"] * 74), "big " + " ".join(["word"] * 74)),
]


def tokens(prompt):
    """Words as tokens; "+" joins the parts of a word, whose last alone ends it."""
    own = []
    for word in prompt.split():
        *parts, last = word.split("+")
        own += [*parts, f"{last}</w>"]
    return ["<|startoftext|>", *own, "<|endoftext|>"]


def main():
    OUT.mkdir(exist_ok=True)
    rng = np.random.default_rng(1)
    arrays = {}
    for name, count, width, like_prompts in [("few", 40, 48, True), ("many", 56, 32, False)]:
        source, destination = embeddings(rng, count, width, like_prompts)
        arrays |= {f"{name}.source": source, f"{name}.destination": destination}
        for index, lam in enumerate(LAMBDAS):
            arrays[f"{name}.map.{index}"] = reference_map(source, destination, lam)
        weights = rng.standard_normal((12, width)).astype(np.float32)
        context = source.astype(np.float64)
        values = destination.astype(np.float64) @ weights.astype(np.float64).T
        arrays[f"{name}.weights"] = weights
        arrays[f"{name}.edited"] = released_weights(weights.astype(np.float64), context, values, 0.1)
    save_file(arrays, OUT / "time.safetensors", {"lambdas": json.dumps(LAMBDAS)})
    pairs = [
        {"source": tokens(a), "destination": tokens(b), "indices": released_alignment(tokens(a), tokens(b))}
        for a, b in PAIRS
    ]
    rows = ",\n".join(json.dumps(pair, separators=(",", ":")) for pair in pairs)
    (OUT / "alignment.golden.json").write_text(f"[\n{rows}\n]\n")


main()
