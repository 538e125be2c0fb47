"""Saves and restores a training, so that a killed run goes on where it was."""
import os
import time

import torch


def write(value, path):
    """Written aside and moved, so a kill never leaves half a file."""
    torch.save(value, f"{path}.part")
    os.replace(f"{path}.part", path)


class Checkpoint:
    """Keeps one file with everything a training needs."""

    def __init__(self, path, every=150):
        self.path, self.every, self.last = path, every, time.time()

    def load(self):
        return torch.load(self.path, weights_only=False) if os.path.exists(self.path) else None

    def due(self):
        return time.time() - self.last > self.every

    def save(self, state):
        self.last = time.time()
        write(state, self.path)


class Clock:
    """Minutes of CPU that a training's process has taken, over all its runs: a fair measure on a machine that others use, too."""

    def __init__(self, before=0.0):
        self.before, self.start = before, time.process_time()

    def minutes(self):
        return self.before + (time.process_time() - self.start) / 60


def rate(step, steps, warmup=100, decay=0.3):
    """Warm up, stay, and fall to zero over the last part of the steps."""
    left = max(0.0, 1 - step / steps)
    return min(1.0, (step + 1) / warmup) * min(1.0, left / decay) + 1e-4
