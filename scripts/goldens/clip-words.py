"""Golden for src/models/unknown-words.test.ts: as much of CLIP's vocabulary as some words need.

Run from the repository's root: `python scripts/goldens/clip-words.py BPE src/models/goldens/clip-words.golden.json`,
where BPE is CLIP's `bpe_simple_vocab_16e6.txt.gz` (MIT licence, OpenAI; the package open_clip_torch holds it).
Kept are the merges that the words go through, in CLIP's order, and the ids of all that they give; `words` are the
tokens that transformers' CLIPTokenizer makes of each with the whole vocabulary.
"""

import gzip
import json
import sys
import tempfile
from pathlib import Path

from transformers import CLIPTokenizer

WORDS = (
    "rose blue dinosaur capybara axolotl quokka brachiosaurus bougainvillea daguerreotype chiaroscuro sfumato "
    "hokusai baloo dumbledore schmetterling papillon supercalifragilisticexpialidocious strawbery chinchilla "
    "pointillist forsythias rosé löwe "
    "xqzvfk кошка роза 花 東京タワー 한국어 مرحبا ไทย việt"
).split()

lines = gzip.open(sys.argv[1]).read().decode().split("\n")
merges = [tuple(line.split()) for line in lines[1 : 49152 - 256 - 2 + 1]]
ranks = {pair: rank for rank, pair in enumerate(merges)}
printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
others = [byte for byte in range(256) if byte not in printable]
letters = {byte: chr(byte) for byte in printable} | {byte: chr(256 + k) for k, byte in enumerate(others)}
symbols = [letters[byte] for byte in [*printable, *others]]
texts = [*symbols, *(s + "</w>" for s in symbols), *("".join(pair) for pair in merges), "<|startoftext|>", "<|endoftext|>"]
ids = {text: k for k, text in enumerate(texts)}
used = set()


def pieces(word: str) -> list[str]:
    parts = [letters[byte] for byte in word.encode()]
    parts[-1] += "</w>"
    while True:
        pairs = [pair for pair in zip(parts, parts[1:]) if pair in ranks]
        if not pairs:
            return parts
        best = min(pairs, key=ranks.get)
        used.add(best)
        merged = []
        for part in parts:
            merged = [*merged[:-1], "".join(best)] if merged and (merged[-1], part) == best else [*merged, part]
        parts = merged


with tempfile.TemporaryDirectory() as folder:
    (Path(folder) / "vocab.json").write_text(json.dumps(ids))
    (Path(folder) / "merges.txt").write_text("\n".join(["#version: 0.2", *(" ".join(pair) for pair in merges)]))
    tokenizer = CLIPTokenizer.from_pretrained(folder)
    for word in WORDS:
        assert tokenizer.tokenize(word) == pieces(word), word

kept = [pair for pair in merges if pair in used]
vocabulary = {text: ids[text] for text in [*texts[:512], *("".join(pair) for pair in kept), *texts[-2:]]}
golden = {"vocab": vocabulary, "merges": [" ".join(pair) for pair in kept], "words": {word: pieces(word) for word in WORDS}}
Path(sys.argv[2]).write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")) + "\n")
