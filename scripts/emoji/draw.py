"""Draws a sheet of prompts, eight seeds each: look at it while the denoiser trains.

usage: draw.py SHEET.png [--model models/emoji] [--run FOLDER] [--prompts "a rose" ...]
"""
import argparse

import numpy as np
import torch
from PIL import Image

import world
from sampling import GUIDANCE, STEPS, Model

PROMPTS = [
    "a rose", "a blue rose", "a rose on the beach", "a painting of a rose", "a tulip", "a hibiscus", "a sunflower", "a purple apple",
    "a peach", "a car in the snow", "a taxi", "a fire engine", "a helicopter", "a kitten", "a tiger", "a wolf", "a sketch of a cat",
    "a dog, painting", "pixel art of a frog", "a green dress", "a black dog at night", "a doctor", "a female doctor", "a nurse", "a judge",
    "a firefighter", "a male singer", "a scientist",
]


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("sheet")
    p.add_argument("--model", default=str(world.HERE.parents[1] / "models" / "emoji"))
    p.add_argument("--run", default=world.DEFAULT_RUN)
    p.add_argument("--clip", default="judge")
    p.add_argument("--prompts", nargs="+", default=PROMPTS)
    p.add_argument("--guidance", type=float, default=GUIDANCE)
    p.add_argument("--steps", type=int, default=STEPS)
    o = p.parse_args()
    torch.set_num_threads(1)
    model = Model(o.model, f"{o.run}/{o.clip}")
    pictures = model.draw(model.encode(o.prompts), model.encode([""]), range(8), o.guidance, o.steps)
    rows = ((pictures.permute(0, 2, 3, 1) + 1) * 127.5).byte().numpy().reshape(-1, 8, 64, 64, 3)
    rows = [np.concatenate(list(r), 1) for r in rows]
    half = (len(rows) + 1) // 2
    rows += [np.full_like(rows[0], 255)] * (2 * half - len(rows))
    Image.fromarray(np.concatenate([np.concatenate(rows[:half]), np.concatenate(rows[half:])], 1)).save(o.sheet)


if __name__ == "__main__":
    main()
