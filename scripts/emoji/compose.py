"""Composes a pool of captioned pictures: NAME.npy (uint8, N x 64 x 64 x 3) and NAME.json (captions, attributes).

usage: compose.py NAME [--count 40000] [--seed 0] [--run FOLDER] [--sheet]
"""
import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

import world
from picture import SIZE, Artist


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("name")
    p.add_argument("--count", type=int, default=40000)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--run", default=world.DEFAULT_RUN)
    p.add_argument("--sheet", action="store_true", help="also write NAME.png, the first 200 pictures")
    o = p.parse_args()
    rng = np.random.default_rng(o.seed)
    artist = Artist(o.run)
    pictures = np.zeros((o.count, SIZE, SIZE, 3), np.uint8)
    captions, specs = [], []
    for k in range(o.count):
        spec, text = world.sample(rng)
        pictures[k] = np.asarray(artist.draw(spec, rng))
        captions.append(text)
        specs.append(spec)
    run = Path(o.run)
    np.save(run / f"{o.name}.npy", pictures)
    (run / f"{o.name}.json").write_text(json.dumps(dict(captions=captions, specs=specs)))
    if o.sheet:
        rows = pictures[:200].reshape(10, 20, SIZE, SIZE, 3).transpose(0, 2, 1, 3, 4)
        Image.fromarray(rows.reshape(10 * SIZE, 20 * SIZE, 3)).save(run / f"{o.name}.png")
    print(f"{o.count} pictures, {len(set(captions))} captions, {len(world.HELD_OUT)} pairs held out")


if __name__ == "__main__":
    main()
