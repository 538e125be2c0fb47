"""Saves and restores a training, so that a killed run goes on where it was."""
import os
import time

import torch


class Checkpoint:
    """Keeps one file with everything a training needs; written aside and moved, so a kill never leaves half a file."""

    def __init__(self, path, every=150):
        self.path, self.every, self.last = path, every, time.time()

    def load(self):
        return torch.load(self.path, weights_only=False) if os.path.exists(self.path) else None

    def due(self):
        return time.time() - self.last > self.every

    def save(self, state):
        self.last = time.time()
        torch.save(state, f"{self.path}.part")
        os.replace(f"{self.path}.part", self.path)


class Clock:
    """Minutes trained, over all the runs of a training; the schedule follows it, because time is the budget."""

    def __init__(self, before=0.0):
        self.before, self.start = before, time.time()

    def minutes(self):
        return self.before + (time.time() - self.start) / 60


def rate(minutes, total, step, warmup=100, decay=0.3):
    """Warm up, stay, and fall to zero over the last part of the time."""
    left = max(0.0, 1 - minutes / total)
    return min(1.0, (step + 1) / warmup) * min(1.0, left / decay) + 1e-4
