"""Golden statistics by numpy and scipy, for src/evaluation/statistics.test.ts.

    python scripts/goldens/bootstrap.py > src/evaluation/goldens/statistics.golden.json

Bootstrap intervals are percentiles over the very resamples that timelab draws: numpy's RandomState is seeded as
PyTorch's generator is, and each 32 bits u of it pick the entry floor(u n / 2^32).
"""

import json

import numpy as np
import scipy
from scipy import stats


def resamples(count, seed, times):
    bits = np.random.RandomState(seed).randint(0, 2**32, size=(times, count), dtype=np.uint32)
    return (bits.astype(np.uint64) * np.uint64(count)) >> np.uint64(32)


def ends(values, level):
    return np.quantile(values, [(1 - level) / 2, (1 + level) / 2]).tolist()


def case(x, y, seed, times, level):
    x, y = np.round(x, 6), np.round(y, 6)
    drawn = resamples(len(x), seed, times)
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "options": {"seed": seed, "resamples": times, "level": level},
        "mean": float(np.mean(x)),
        "sd": float(np.std(x, ddof=1)),
        "harmonic": [float(stats.hmean([a, b])) for a, b in zip(np.abs(x), np.abs(y))],
        "r": float(stats.pearsonr(x, y).statistic),
        "interval": ends(x[drawn].mean(axis=1), level),
        "difference": {"mean": float(np.mean(x - y)), "interval": ends((x - y)[drawn].mean(axis=1), level)},
        "r_interval": ends([stats.pearsonr(x[rows], y[rows]).statistic for rows in drawn], level),
        # scipy's own resamples are others, so this one agrees only as far as resamples do.
        "scipy_interval": list(
            stats.bootstrap(
                (x,), np.mean, confidence_level=level, n_resamples=50000, method="percentile", rng=1
            ).confidence_interval
        ),
    }


rng = np.random.default_rng(5)
shared = rng.uniform(0, 1, 12)
cases = [
    case(shared, np.clip(shared + rng.normal(0, 0.3, 12), 0, 1), 0, 2000, 0.95),
    case(rng.normal(1e4, 1, 7), rng.normal(-3, 100, 7), 12345, 500, 0.9),
]
document = {"numpy": np.__version__, "scipy": scipy.__version__, "cases": cases}
print(json.dumps(document, separators=(",", ":")).replace(',"', ',\n"'))
