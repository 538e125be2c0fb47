"""Golden Fréchet distances, for src/evaluation/frechet.test.ts.

    python scripts/goldens/frechet.py

Features 64 wide, correlated, of more and of fewer samples than that, as half-precision numbers, which are exact in
every wider type. For each pair the distance by scipy.linalg.sqrtm in float64, as the usual implementations take it,
and by eigenvalues in 40 digits, because the root of a singular product is where float64 sqrtm loses its own.
"""

import json
from pathlib import Path

import mpmath
import numpy as np
import scipy
from safetensors.numpy import save_file
from scipy import linalg

OUT = Path(__file__).parents[2] / "src/evaluation/goldens/frechet.safetensors"
WIDTH = 64


def features(rng, count, shift):
    mixing = rng.standard_normal((WIDTH, WIDTH)) * np.geomspace(1, 0.02, WIDTH)
    return (rng.standard_normal((count, WIDTH)) @ mixing / 4 + shift).astype(np.float16)


def gaussian(rows):
    rows = rows.astype(np.float64)
    return rows.mean(axis=0), np.cov(rows, rowvar=False)


def by_sqrtm(a, b):
    (m1, s1), (m2, s2) = gaussian(a), gaussian(b)
    root = linalg.sqrtm(s1 @ s2)
    return float(np.sum((m1 - m2) ** 2) + np.trace(s1) + np.trace(s2) - 2 * np.trace(root).real)


def by_digits(a, b):
    """tr (S1 S2)^1/2 is the sum of the singular values of A1 A2^T, where S = A^T A: no root of noise anywhere."""
    with mpmath.workdps(40):
        centred = []
        means = []
        for rows in (a, b):
            rows = mpmath.matrix(rows.astype(np.float64).tolist())
            mean = [sum(rows[i, j] for i in range(rows.rows)) / rows.rows for j in range(WIDTH)]
            scale = mpmath.sqrt(rows.rows - 1)
            centred.append(mpmath.matrix(rows.rows, WIDTH))
            for i in range(rows.rows):
                for j in range(WIDTH):
                    centred[-1][i, j] = (rows[i, j] - mean[j]) / scale
            means.append(mean)
        s1, s2 = (c.T * c for c in centred)
        left = centred[0] if a.shape[0] <= WIDTH else factor(s1)
        product = left * s2 * left.T
        values = mpmath.eigsy((product + product.T) / 2, eigvals_only=True)
        root = sum(mpmath.sqrt(v) for v in values if v > 0)
        between = sum((x - y) ** 2 for x, y in zip(*means))
        trace = sum(s1[i, i] + s2[i, i] for i in range(WIDTH))
        return float(between + trace - 2 * root)


def factor(matrix):
    """F with F^T F = matrix, by eigenvectors."""
    values, vectors = mpmath.eigsy(matrix)
    roots = mpmath.diag([mpmath.sqrt(max(v, 0)) for v in values])
    return roots * vectors.T


def main():
    rng = np.random.default_rng(3)
    sets = {
        "many": features(rng, 120, 0.3),
        "more": features(rng, 150, 0),
        "few": features(rng, 24, 0.1),
        "fewer": features(rng, 18, -0.2),
    }
    pairs = [("many", "more"), ("more", "many"), ("many", "few"), ("few", "many"), ("few", "fewer"), ("fewer", "fewer")]
    distances = [
        {"of": pair, "sqrtm": by_sqrtm(*(sets[s] for s in pair)), "exact": by_digits(*(sets[s] for s in pair))}
        for pair in pairs
    ]
    moments = {}
    for name in ("many", "few"):
        mean, covariance = gaussian(sets[name])
        moments |= {f"{name}.mean": mean, f"{name}.covariance": covariance[:8].copy()}
    save_file({**sets, **moments}, OUT, {"scipy": scipy.__version__, "distances": json.dumps(distances)})
    for row in distances:
        print(row)


main()
