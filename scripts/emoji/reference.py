"""What FID and CLIP Score are measured on: captions.csv in OUT, and in RUN/reference the picture that each caption is of.

Captions are distinct, from the grammar of the training, and none is the source or the destination of an edit in OUT.

usage: reference.py [--count 3120] [--seed 2] [--run FOLDER] [--out FOLDER]
"""
import argparse
import csv
from pathlib import Path

import numpy as np

import world
from picture import Artist


def edited(folder):
    """Every source and destination of the data sets in a folder, in lower case."""
    files = [folder / f"{name}.csv" for name in ("test", "validation", "gender")]
    rows = [row for file in files for row in csv.DictReader(file.open())]
    return {row[column].lower() for row in rows for column in ("old", "new")}


def captioned(count, rng, without):
    """Attributes by caption, for the first `count` captions that come up and are not among `without`."""
    specs = {}
    while len(specs) < count:
        spec, text = world.sample(rng)
        if text not in without:
            specs.setdefault(text, spec)
    return specs


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--count", type=int, default=4500, help="30 for each of 150 edits")
    p.add_argument("--seed", type=int, default=2, help="0 and 1 are the training's")
    p.add_argument("--run", default=world.DEFAULT_RUN)
    p.add_argument("--out", default=str(world.HERE.parents[1] / "datasets" / "emoji"))
    o = p.parse_args()
    out, pictures = Path(o.out), Path(o.run) / "reference"
    rng = np.random.default_rng(o.seed)
    specs = captioned(o.count, rng, edited(out))
    with (out / "captions.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([text] for text in ["caption", *specs])
    artist = Artist(o.run)
    pictures.mkdir(exist_ok=True)
    for k, spec in enumerate(specs.values()):
        artist.draw(spec, rng).save(pictures / f"{k:04}.png")
    print(f"{len(specs)} captions, {sum((s['noun'], s['colour']) in world.HELD_OUT for s in specs.values())} of pairs held out")


if __name__ == "__main__":
    main()
