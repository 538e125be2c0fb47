"""Golden tokens for src/models/tokenizer.test.ts: what transformers' CLIPTokenizer makes of awkward prompts.

Run from the repository's root: `python scripts/goldens/tokens.py src/models/goldens/tokens.golden.json`.
Reads the tokenizer that ships with the emoji model. `ids` are the prompt's own, without start, end and pads.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

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
with open(sys.argv[1], "w") as file:
    json.dump(goldens, file)
    file.write("\n")
