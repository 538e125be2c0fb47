"""Learns a small byte-pair vocabulary from the captions and writes it in CLIP's format.

usage: train_tokenizer.py [--run FOLDER]
"""
import argparse
import json
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import CLIPTokenizer

import world

START, END = "<|startoftext|>", "<|endoftext|>"
SPLIT = r"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+"


def learn(captions, size):
    t = Tokenizer(models.BPE(end_of_word_suffix="</w>", unk_token=END))
    t.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    words = pre_tokenizers.Split(Regex(SPLIT), "removed", invert=True)
    t.pre_tokenizer = pre_tokenizers.Sequence([words, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    t.train_from_iterator(captions, trainers.BpeTrainer(vocab_size=size, end_of_word_suffix="</w>", initial_alphabet=alphabet))
    merges = [tuple(m) if isinstance(m, list) else tuple(m.split(" ")) for m in json.loads(t.to_str())["model"]["merges"]]
    symbols = sorted(alphabet)
    vocabulary = {}
    for token in symbols + [s + "</w>" for s in symbols] + [a + b for a, b in merges] + [START, END]:  # CLIP's order
        vocabulary.setdefault(token, len(vocabulary))
    return vocabulary, merges


def write(folder, vocabulary, merges):
    """tokenizer.json for new readers, vocab.json and merges.txt for old ones."""
    CLIPTokenizer(vocab=vocabulary, merges=merges, model_max_length=77).save_pretrained(folder)
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges))


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--run", default=world.DEFAULT_RUN)
    p.add_argument("--size", type=int, default=1000)
    p.add_argument("--pools", nargs="+", default=["pool0", "pool1"])
    o = p.parse_args()
    run = Path(o.run)
    captions = [c for name in o.pools for c in json.loads((run / f"{name}.json").read_text())["captions"]]
    vocabulary, merges = learn(captions, o.size)
    write(run / "tokenizer", vocabulary, merges)
    tokenizer = CLIPTokenizer.from_pretrained(run / "tokenizer")
    split = [n for n in world.SUBJECTS + list(world.SYNONYM.values()) if len(tokenizer.tokenize(n)) > 1]
    print(f"{len(vocabulary)} tokens; subjects of several tokens: {split or 'none'}")


if __name__ == "__main__":
    main()
