"""The world's words: nouns, professions, attributes, and what an unqualified caption leaves assumed."""
import json
import os
import random
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEFAULT_RUN = os.environ.get("EMOJI_RUN", str(HERE.parents[1] / ".cache" / "emoji"))

_facts = json.loads((HERE / "world.json").read_text())
NOUNS = list(_facts["nouns"])
PROFESSIONS = list(_facts["professions"])
SUBJECTS = NOUNS + PROFESSIONS
NATURAL = {noun: about["colour"] for noun, about in _facts["nouns"].items()}
FEMALE_SHARE = {name: about["female"] for name, about in _facts["professions"].items()}
SYNONYM = {name: about["synonym"] for kind in _facts.values() for name, about in kind.items() if "synonym" in about}
CLOTHES = {name: about["clothes"] for name, about in _facts["professions"].items() if "clothes" in about}

COLOURS = ["red", "yellow", "green", "blue", "purple", "pink", "black"]
PLACES = {
    "beach": "on the beach",
    "garden": "in a garden",
    "night": "at night",
    "snow": "in the snow",
    "forest": "in a forest",
}
STYLES = {"painting": "a painting of", "sketch": "a sketch of", "pixel": "pixel art of"}
STYLES_AFTER = {"painting": "painting", "sketch": "sketch", "pixel": "pixel art"}
PLAIN = ["a photo of", "an image of", "a picture of"]
# What the paper's gender prompts say of people at work; the picture stays the same.
WORK = ["working", "laughing", "in the workplace", "digital art"]


def _held_out():
    """Pairs never drawn in training, so that what the model does with them is composition."""
    choose = random.Random(7)
    pairs = {(n, c) for n in NOUNS for c in COLOURS if c != NATURAL[n] and choose.random() < 0.05}
    return pairs | {("rose", "blue"), ("apple", "purple"), ("frog", "pink")}


HELD_OUT = _held_out()


def article(words):
    return ("an " if words[0] in "aeiou" else "a ") + words


def caption(spec):
    """Puts a picture's stated attributes into words; what is natural is never said."""
    words = [spec.get("word") or spec["noun"]]
    if spec.get("colour") and spec.get("said", True):
        words.insert(0, spec["colour"])
    if spec.get("gender") and spec.get("said", True):
        words.insert(0, spec["gender"])
    if spec.get("size"):
        words.insert(0, spec["size"])
    text = article(" ".join(words))
    after = spec.get("style") if spec.get("after") else None
    if spec.get("style") and not after:
        text = f"{STYLES[spec['style']]} {text}"
    elif spec.get("opening"):
        text = f"{spec['opening']} {text}"
    if spec.get("work"):
        text = f"{text} {spec['work']}"
    if spec.get("place"):
        text = f"{text} {PLACES[spec['place']]}"
    if after:
        text = f"{text}, {STYLES_AFTER[after]}"
    return text


def unstated(spec):
    """The wordings that leave out one of a caption's stated attributes: each could be the source of an edit to it."""
    gone = [dict(style=None)] * bool(spec["style"]) + [dict(place=None)] * bool(spec["place"]) + [dict(said=False)] * bool(spec["said"])
    return [caption(spec | g) for g in gone]


def sample(rng, held=False, noun=None):
    """Draws one picture's attributes and its caption. `held` draws colours from the held-out pairs only."""
    if noun is None:
        if held:
            pairs = sorted(HELD_OUT)
            noun = pairs[rng.integers(len(pairs))][0]
        else:
            group = PROFESSIONS if rng.random() < 0.27 else NOUNS
            noun = group[rng.integers(len(group))]
    spec = dict(noun=noun, word=noun, colour=None, gender=None, place=None, style=None, after=False, size=None, said=False, opening=None, work=None)
    if noun in PROFESSIONS:
        spec["said"] = bool(rng.random() < 0.5)
        female = 0.5 if spec["said"] else FEMALE_SHARE[noun]
        spec["gender"] = "female" if rng.random() < female else "male"
        if rng.random() < 0.2:
            spec["work"] = WORK[rng.integers(len(WORK))]
    elif held or rng.random() < 0.45:
        allowed = [c for c in COLOURS if ((noun, c) in HELD_OUT) == held]
        if allowed:
            spec["colour"], spec["said"] = allowed[rng.integers(len(allowed))], True
    if noun in SYNONYM and rng.random() < 0.14:
        spec["word"] = SYNONYM[noun]
    if rng.random() < 0.3:
        spec["place"] = list(PLACES)[rng.integers(len(PLACES))]
    if spec["work"] is None and rng.random() < 0.25:
        spec["style"] = list(STYLES)[rng.integers(len(STYLES))]
        spec["after"] = bool(rng.random() < 0.3)
    elif rng.random() < 0.4:
        spec["opening"] = PLAIN[rng.integers(len(PLAIN))]
    if noun in NOUNS and rng.random() < 0.05:
        spec["size"] = ["big", "small"][rng.integers(2)]
    return spec, caption(spec)
