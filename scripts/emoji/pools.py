"""Reads the composed pools back."""
import json
from pathlib import Path

import numpy as np
import torch


def load(run, names):
    """Pictures (uint8, N x 64 x 64 x 3), captions and attributes of the named pools, one after the other."""
    files = [Path(run) / name for name in names]
    pictures = torch.from_numpy(np.concatenate([np.load(f"{f}.npy") for f in files]))
    about = [json.loads(Path(f"{f}.json").read_text()) for f in files]
    return pictures, [c for a in about for c in a["captions"]], [s for a in about for s in a["specs"]]


def to_input(pictures):
    """Bytes to the [-1, 1] that the networks take, channels first."""
    return pictures.permute(0, 3, 1, 2).float() / 127.5 - 1
