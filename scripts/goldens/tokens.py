"""Golden tokens for src/models/tokenizer.test.ts and added-tokens.test.ts: what transformers' CLIPTokenizer makes of awkward prompts.

Run from the repository's root: `python scripts/goldens/tokens.py src/models/goldens`.
Reads the tokenizer that ships with the emoji model. `ids` are the prompt's own, without start, end and pads.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from diffusers.loaders import TextualInversionLoaderMixin
from transformers import CLIPTokenizer

PROMPTS = [
    "", " ", "a", "A rose", "A photo of a red rose", "  leading and trailing  ", "multiple   blanks\tand\ttabs",
    "line\nbreaks\r\nand\x0bothers\x0c", "UPPER CASE", "MiXeD cAsE", "it's", "IT'S", "we've they'll I'd I'm you're don't",
    "rock 'n' roll", "the dogs' bones", "it’s a curly apostrophe", "'s", "''s 'S 'LL", "1990s", "the 1990s and 2024",
    "3.14159", "½ ² Ⅷ ٣ ৩", "a,b;c:d.e!f?g", "wait... what?!", "(brackets) [square] {curly} <angle>", "state-of-the-art",
    "snake_case and kebab-case", "50% off @ $9.99 #sale & more*", "a/b\\c|d", "~`^=+", "\"quoted\" 'text'", "“curly” ‘quotes’",
    "café naïve résumé", "cafe\u0301 (decomposed)", "Ångström ÅNGSTRÖM", "Straße STRASSE ẞ", "İstanbul ISTANBUL ı",
    "ΟΔΥΣΣΕΥΣ Σίσυφος ΣΑΣ", "Москва и Санкт-Петербург", "東京タワー", "한국어 텍스트", "中文，标点。", "مرحبا بالعالم",
    "שלום עולם", "नमस्ते दुनिया", "ไทย", "Tiếng Việt", "🌹", "🌹🌹 two roses", "👩‍⚕️ a doctor", "👨‍👩‍👧‍👦 family", "🏳️‍🌈 flag",
    "1️⃣ keycap", "❤️", "𝒽𝑒𝓁𝓁𝑜 𝟙𝟚𝟛", "ﬁne ﬂow ligatures", "ＦＵＬＬ　ＷＩＤＴＨ", "no\u00a0break\u2009thin\u3000wide",
    "zero\u200bwidth\u200djoiner", "\ufeffbyte order mark", "next\u0085line", "mongolian\u180eseparator", "soft\u00adhyphen",
    "line\u2028separator\u2029paragraph", "control\x01\x1f\x7f", "null\x00byte", "replacement \ufffd", "private \ue000 use",
    "combining a\u0300\u0301\u0302 e\u0323\u0302", "Dž ǅ titlecase", "K Å Ω signs", "<|startoftext|>", "a <|endoftext|> b",
    "<|ENDOFTEXT|>", "<|endoftext|>rose<|endoftext|>", "<|endoftext", "</w>", "rose</w>", "a photo of a rose</w>",
    "Ġspace Ċnewline", "supercalifragilisticexpialidocious", "x" * 40, "ab" * 30, "a b c d e f g h i j k l m n o p",
    "wow! great!!", "doctor, nurse; CEO: \"teacher\"", "https://example.org/a?b=c&d=e", "e.g. i.e. etc.", "a\u0338 b\u20dd", "ŒUVRE Æther",
]

# The files of Stable Diffusion 2.x: the older format, in which `special_tokens_map.json` says to pad with "!".
TOKEN = {"lstrip": False, "normalized": True, "rstrip": False, "single_word": False}
START, END = ({"content": content, **TOKEN} for content in ("<|startoftext|>", "<|endoftext|>"))
CONFIG = {
    "tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "do_lower_case": True, "add_prefix_space": False,
    "bos_token": {"__type": "AddedToken", **START}, "eos_token": {"__type": "AddedToken", **END},
    "unk_token": {"__type": "AddedToken", **END}, "pad_token": "<|endoftext|>",
}
SPECIAL = {"bos_token": START, "eos_token": END, "unk_token": END, "pad_token": "!"}

FOLDER = Path("models/emoji/tokenizer")


def encode(tokenizer: CLIPTokenizer) -> list[dict]:
    return [{"prompt": p, "ids": tokenizer(p, add_special_tokens=False).input_ids} for p in PROMPTS]


# Folders with tokens that textual inversion added, in each of the ways that they are saved, beside the shipped
# vocab.json and merges.txt, and tokenizer.json where it is named.
CAT = "<cat-toy>"
FLAGS = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": False}
BASE = {"model_max_length": 77, "tokenizer_class": "CLIPTokenizer"}
FIRST = len(json.loads((FOLDER / "vocab.json").read_text()))


def decoder(*tokens):
    """`added_tokens_decoder` of contents with the flags that are on."""
    return {str(FIRST + i): {**FLAGS, "content": content, **dict.fromkeys(flags, True)} for i, (content, *flags) in enumerate(tokens)}


ADDED = {
    "added_tokens.json": {"added_tokens.json": {CAT: FIRST}, "tokenizer_config.json": BASE},
    "several vectors": {
        "added_tokens.json": {CAT: FIRST, f"{CAT}_1": FIRST + 1, f"{CAT}_2": FIRST + 2, "<Style>": FIRST + 3},
        "tokenizer_config.json": BASE,
    },
    "flags": {
        "tokenizer_config.json": {
            **BASE,
            "added_tokens_decoder": decoder(
                ("<left>", "lstrip"), ("<right>", "rstrip"), ("<both>", "lstrip", "rstrip", "special"),
                ("sks", "single_word"), ("Norm", "normalized"), ("normal one", "normalized", "single_word"), ("<l", "normalized"), ("<lef",),
            ),
        },
    },
    "ids with a gap": {"added_tokens.json": {"<b>": FIRST + 7, "<a>": FIRST + 3}},
    "special ones": {
        "added_tokens.json": {"<s>": FIRST, "<T>": FIRST + 1},
        "special_tokens_map.json": {**SPECIAL, "additional_special_tokens": ["<s>", "<New>"]},
    },
    "extra ones": {
        "added_tokens.json": {"<s>": FIRST, "<T>": FIRST + 1},
        "special_tokens_map.json": {**SPECIAL, "extra_special_tokens": ["<s>", {"content": "<New>", **TOKEN}]},
    },
    "the decoder goes before the other files": {
        "added_tokens.json": {"<s>": FIRST},
        "special_tokens_map.json": {"pad_token": "!"},
        "tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder((CAT,)), "pad_token": "<|endoftext|>"},
    },
    "words of the vocabulary": {"added_tokens.json": {"a": 64, CAT: FIRST}},
    "tokenizer.json, too": {"tokenizer.json": None, "added_tokens.json": {CAT: FIRST}},
    "tokenizer.json and the decoder": {
        "tokenizer.json": None,
        "tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder((CAT,), ("<Wide>", "normalized"))},
    },
}
ADDED_PROMPTS = [
    f"A {CAT}", f"A{CAT}on", f"a photo of {CAT}, {CAT} and {CAT}!", "A <CAT-TOY> and <Cat-Toy>", f"{CAT}_1 {CAT}_2 {CAT}_3", f"  {CAT}  ",
    "x <left> y  <right>  z", "x  <both>  <both>\ty", "<left><right><left>", "<lefty <lef <l", "sks asks sks, sks_ _sks sks-s éskS skse\u0301 sks",
    "Norm norm NORM norms", "normal one Normal  One normal onee", "<a> <b><b> <A>", "<s> <S> <t> <T> <new> <New>", "a rose a A", "<style> <STYLE>s",
    "<wide> <WIDE>", f"\u0130{CAT}J\u030c", f"Σ{CAT}Σ <|endoftext|>{CAT}", "wow! great!!",
]


def encode_added(tokenizer):
    convert = TextualInversionLoaderMixin()._maybe_convert_prompt
    return [
        {"prompt": p, "ids": tokenizer(convert(p, tokenizer), add_special_tokens=False).input_ids} for p in ADDED_PROMPTS
    ]


added = {}
for name, files in ADDED.items():
    with tempfile.TemporaryDirectory() as folder:
        for own in ("vocab.json", "merges.txt", *(each for each, content in files.items() if content is None)):
            shutil.copy(FOLDER / own, folder)
        for file, content in files.items():
            if content is not None:
                (Path(folder) / file).write_text(json.dumps(content))
        tokenizer = CLIPTokenizer.from_pretrained(folder)
        added[name] = {"files": files, "pad": tokenizer.pad_token_id, "prompts": encode_added(tokenizer)}
        if name == "several vectors":
            # As transformers saves it again today.
            with tempfile.TemporaryDirectory() as again:
                tokenizer.save_pretrained(again)
                whole = json.loads((Path(again) / "tokenizer.json").read_text())["added_tokens"]
                files = {"tokenizer.json": whole, "tokenizer_config.json": json.loads((Path(again) / "tokenizer_config.json").read_text())}
                reloaded = CLIPTokenizer.from_pretrained(again)
                added["saved again"] = {"files": files, "pad": reloaded.pad_token_id, "prompts": encode_added(reloaded)}

with tempfile.TemporaryDirectory() as older:
    for name in ("vocab.json", "merges.txt"):
        shutil.copy(FOLDER / name, older)
    files = {"tokenizer_config.json": CONFIG, "special_tokens_map.json": SPECIAL}
    for name, content in files.items():
        (Path(older) / name).write_text(json.dumps(content))
    second = CLIPTokenizer.from_pretrained(older)
    goldens = {
        "prompts": encode(CLIPTokenizer.from_pretrained(FOLDER)),
        "sd2": {"files": files, "pad": second.pad_token_id, "prompts": encode(second)},
    }
for name, golden in (("tokens", goldens), ("added-tokens", added)):
    with open(Path(sys.argv[1]) / f"{name}.golden.json", "w") as file:
        json.dump(golden, file)
        file.write("\n")
