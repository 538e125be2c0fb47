"""Measures what ships: the judge on fresh renderings, the pictures that the model draws, and TIME on it. Writes quality.json.

usage: evaluate.py [--model models/emoji] [--run FOLDER] [--scale 1.0]
"""
import argparse
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import torch

import pools
import world
from editing import edit
from picture import Artist
from sampling import GUIDANCE, STEPS, Model
from train_clip import cosines
from train_vae import measure

KINDS = dict(colour=world.COLOURS, style=list(world.STYLES), place=list(world.PLACES), gender=["male", "female"])
LAMBDAS = [0.1, 1, 10, 100, 1000, 10000]


def spec(noun, **given):
    base = dict(noun=noun, word=noun, colour=None, gender=None, place=None, style=None, size=None, said=True)
    return base | given


def pairs(kind, count, rng, held=False):
    """Random (source, destination) attributes that differ in one kind; a gender's source is the other gender."""
    out = []
    while len(out) < count:
        group = world.PROFESSIONS if kind == "gender" else world.NOUNS
        noun = group[rng.integers(len(group))]
        value = KINDS[kind][rng.integers(len(KINDS[kind]))]
        if kind == "colour":
            if held:
                noun, value = sorted(world.HELD_OUT)[rng.integers(len(world.HELD_OUT))]
            elif (noun, value) in world.HELD_OUT:
                continue
            if value == world.NATURAL[noun]:
                continue
        extra = {} if kind == "place" or rng.random() < 0.5 else dict(place=list(world.PLACES)[rng.integers(5)])
        destination = spec(noun, **extra, **{kind: value})
        other = {"male": "female", "female": "male"}.get(value)
        out.append((destination | {kind: other}, destination))
    return out


def score(model, seen, a, b):
    """Whether each picture is nearer to its caption b than to its caption a."""
    return ((seen * model.read(b)).sum(-1) > (seen * model.read(a)).sum(-1)).tolist()


def named(model, seen, specs):
    """Whether the judge picks the right noun out of all, everything else in the caption being equal."""
    right = []
    for k, s in enumerate(specs):
        group = world.PROFESSIONS if s["noun"] in world.PROFESSIONS else world.NOUNS
        texts = model.read([world.caption(s | dict(noun=n, word=n)) for n in group])
        right.append(group[(texts @ seen[k]).argmax().item()] == s["noun"])
    return right


percent = lambda values: round(100 * float(np.mean(values)), 1)


def fresh_renderings(model, artist, scale):
    """The judge on pictures composed now: every pair both ways, and the noun among all."""
    rng = np.random.default_rng(999)
    result = {}
    for kind, held in [(k, False) for k in KINDS] + [("colour", True)]:
        chosen = pairs(kind, int(200 * scale), rng, held)
        truth = [s for pair in chosen for s in pair]
        drawn = pools.to_input(torch.from_numpy(np.stack([np.asarray(artist.draw(s, rng)) for s in truth])))
        seen = model.see(drawn)
        a, b = ([world.caption(p[k]) for p in chosen for _ in range(2)] for k in (0, 1))
        says = score(model, seen, a, b)
        name = "colour, pairs held out" if held else kind
        result[name] = dict(source=percent([not x for x in says[::2]]), destination=percent(says[1::2]), noun=percent(named(model, seen, truth)))
    return result


def drawn_pictures(model, scale, guidance):
    """Prompts drawn by the model: destinations judged as destinations, sources as sources, nouns among all."""
    rng = np.random.default_rng(555)
    empty, result = model.encode([""]), {}
    seeds = range(4)
    for kind, held in [(k, False) for k in KINDS] + [("colour", True)]:
        chosen = pairs(kind, max(2, int(30 * scale)), rng, held)
        a, b = ([world.caption(p[k]) for p in chosen for _ in seeds] for k in (0, 1))
        row = {}
        for k, side in enumerate(("source", "destination")):
            seen = model.see(model.draw(model.encode([world.caption(p[k]) for p in chosen]), empty, seeds, guidance))
            says = score(model, seen, a, b)
            row[side] = percent(says if k else [not x for x in says])
            row[f"{side}'s noun"] = percent(named(model, seen, [p[k] for p in chosen for _ in seeds]))
        result["colour, pairs held out" if held else kind] = row
    plain = model.see(model.draw(model.encode([world.article(n) for n in world.NOUNS]), empty, seeds, guidance))
    texts = {n: model.read([f"a {c} {n}" for c in sorted({*world.COLOURS, world.NATURAL[n]})]) for n in world.NOUNS}
    natural = [sorted({*world.COLOURS, world.NATURAL[n]})[(texts[n] @ plain[4 * k + s]).argmax()] == world.NATURAL[n] for k, n in enumerate(world.NOUNS) for s in seeds]
    ours = [k for k, n in enumerate(world.NOUNS) if world.NATURAL[n] in world.COLOURS]
    result["unqualified nouns"] = dict(
        natural_colour=percent([natural[4 * k + s] for k in ours for s in seeds]),
        noun=percent(named(model, plain, [spec(n) for n in world.NOUNS for _ in seeds])),
        weakest=[n for k, n in enumerate(world.NOUNS) if sum(named(model, plain[4 * k : 4 * k + 4], [spec(n)] * 4)) < 3],
    )
    return result


EDITS = [  # noun, what the edit states, near nouns
    ("rose", dict(colour="blue"), ["tulip", "hibiscus", "blossom", "apple", "cherry"]),
    ("apple", dict(colour="green"), ["cherry", "tomato", "peach", "strawberry", "balloon"]),
    ("banana", dict(colour="purple"), ["lemon", "pineapple", "pear", "star", "cheese"]),
    ("car", dict(colour="yellow"), ["fire engine", "tractor", "sailboat", "airplane", "backpack"]),
    ("dress", dict(colour="red"), ["shirt", "bird", "whale", "dolphin", "umbrella"]),
    ("cat", dict(colour="blue"), ["tiger", "fox", "dog", "mouse", "rabbit"]),
    ("frog", dict(colour="purple"), ["turtle", "snake", "crocodile", "cactus", "fish"]),
    ("bus", dict(colour="green"), ["taxi", "car", "fire engine", "helicopter", "bee"]),
    ("dog", dict(style="sketch"), ["cat", "wolf", "bear", "fox", "monkey"]),
    ("apple", dict(style="sketch"), ["cherry", "tomato", "peach", "pear", "strawberry"]),
    ("tulip", dict(style="pixel"), ["rose", "hibiscus", "blossom", "hyacinth", "sunflower"]),
    ("taxi", dict(style="pixel"), ["car", "bus", "fire engine", "tractor", "helicopter"]),
    ("elephant", dict(style="painting"), ["mouse", "rabbit", "whale", "bear", "wolf"]),
    ("turtle", dict(style="painting"), ["frog", "snake", "crocodile", "fish", "cactus"]),
    ("horse", dict(place="beach"), ["dog", "bear", "monkey", "wolf", "elephant"]),
    ("pear", dict(place="night"), ["apple", "lemon", "banana", "peach", "cucumber"]),
    ("fox", dict(place="snow"), ["cat", "dog", "tiger", "wolf", "carrot"]),
]


def related(noun, states):
    """Five wordings that an edit should reach; the last never names the source where the world has another name for it."""
    options = [dict(place="garden"), dict(style="painting"), dict(place="forest"), dict(colour="green"), dict(style="sketch"), dict(size="big"), dict(size="small")]
    options = [o for o in options if not set(o) & set(states)]
    options = [o for o in options if "colour" not in o or world.NATURAL[noun] != "green"]
    last = [dict(word=world.SYNONYM[noun])] if noun in world.SYNONYM else []
    return [spec(noun, **o) for o in (options[: 5 - len(last)] + last)]


def time(model, scale, guidance):
    """Efficacy, generality and specificity, as the paper measures them, and whether pictures still show their noun."""
    seeds, steps, empty = range(max(2, int(4 * scale))), 12, model.encode([""])
    cases = []
    for noun, states, near in EDITS:
        ours, theirs = [spec(noun), *related(noun, states)], [spec(n) for n in near]
        for s in ours + theirs:
            s.update(said=True)
        cases.append((noun, states, ours, theirs))

    def row(map_of):
        """map_of gives, for a case, the states of its prompts, and the empty prompt's."""
        efficacy, generality, specificity, intact = [], [], [], []
        for noun, states, ours, theirs in cases:
            specs = ours + theirs
            a, b = [world.caption(s) for s in specs], [world.caption(s | states) for s in specs]
            contexts, without = map_of(noun, states, a, b, len(ours))
            seen = model.see(model.draw(contexts, without, seeds, guidance, steps))
            says = np.array(score(model, seen, [t for t in a for _ in seeds], [t for t in b for _ in seeds])).reshape(len(specs), -1)
            efficacy.append(says[0].mean())
            generality.append(says[1 : len(ours)].mean())
            specificity.append(1 - says[len(ours) :].mean())
            intact.append(np.mean(named(model, seen, [s for k, s in enumerate(specs) for _ in seeds])))
        f = lambda v: percent(v)
        groups = {}
        for name in KINDS:
            at = [k for k, c in enumerate(cases) if name in c[1]]
            if at:
                groups[name] = [f([v[k] for k in at]) for v in (efficacy, generality, specificity)]
        return dict(efficacy=f(efficacy), generality=f(generality), specificity=f(specificity), noun_among_all=f(intact), by_kind=groups)

    def edited(strength):
        def map_of(noun, states, a, b, n):
            p = edit(model.encode, model.tokenizer, a[0], b[0], strength)
            return model.encode(a) @ p.T, empty @ p.T
        return map_of

    out = dict(
        baseline=row(lambda noun, states, a, b, n: (model.encode(a), empty)),
        oracle=row(lambda noun, states, a, b, n: (model.encode(b[:n] + a[n:]), empty)),
    )
    print(json.dumps(out), flush=True)
    for strength in LAMBDAS:
        out[f"lambda {strength:g}"] = row(edited(strength))
        print(strength, json.dumps(out[f"lambda {strength:g}"]), flush=True)
    return out


def gender_mix(model, scale):
    """The share of women that unqualified prompts show, by guidance; beside it the share that was trained."""
    empty, seeds, out = model.encode([""]), range(max(4, int(48 * scale))), dict(trained=world.FEMALE_SHARE)
    for guidance in (1.5, GUIDANCE, 3):
        seen = model.see(model.draw(model.encode([world.article(n) for n in world.PROFESSIONS]), empty, seeds, guidance)).reshape(len(world.PROFESSIONS), len(seeds), -1)
        out[f"guidance {guidance:g}"] = {n: round(float(np.mean(score(model, seen[k], [f"a male {n}"], [f"a female {n}"]))), 2) for k, n in enumerate(world.PROFESSIONS)}
    return out


def time_alone(folder, clip, scale, guidance):
    """In a process of its own: two processes of one thread are faster than one of two."""
    torch.set_num_threads(1)
    return time(Model(folder, clip), scale, guidance)


def trainings(run, o):
    out = {}
    for name, file in (("clip", "clip.pt"), ("judge", "judge.pt"), ("vae", "vae.pt"), ("sharp", "vae-sharp.pt"), ("unet", o.unet)):
        saved = torch.load(run / file, weights_only=False, map_location="cpu")
        out[name] = dict(steps=saved["step"], minutes=round(saved["minutes"], 1))
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--model", default=str(world.HERE.parents[1] / "models" / "emoji"))
    p.add_argument("--run", default=world.DEFAULT_RUN)
    p.add_argument("--unet", default="unet.pt")
    p.add_argument("--pictures", type=int, default=120_000, help="composed for the trainings")
    p.add_argument("--guidance", type=float, default=GUIDANCE)
    p.add_argument("--scale", type=float, default=1.0, help="of the number of pictures, to try the script")
    p.add_argument("--out", help="default: quality.json in the model's folder")
    o = p.parse_args()
    torch.set_num_threads(1)
    run = Path(o.run)
    workers = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
    table = workers.submit(time_alone, o.model, run / "judge", o.scale, o.guidance)
    model, artist = Model(o.model, run / "judge"), Artist(run)
    out = Path(o.out or Path(o.model) / "quality.json")
    quality = dict(guidance=o.guidance, steps=STEPS, pictures=o.pictures, edits=len(EDITS), trainings=trainings(run, o))

    def note(name, value):
        quality[name] = value
        print(name, json.dumps(value), flush=True)
        out.write_text(json.dumps(quality, indent=1) + "\n")

    rng = np.random.default_rng(77)
    samples = [world.sample(rng)[0] for _ in range(256)]
    fresh = pools.to_input(torch.from_numpy(np.stack([np.asarray(artist.draw(s, rng)) for s in samples])))
    note("autoencoder", measure(model.vae, fresh)[1])
    note("text_cosines", cosines(model.judge, model.tokenizer))
    note("judge_on_fresh_renderings", fresh_renderings(model, artist, o.scale))
    note("model_pictures", drawn_pictures(model, o.scale, o.guidance))
    note("gender_mix", gender_mix(model, o.scale))
    note("time", table.result())


if __name__ == "__main__":
    main()
