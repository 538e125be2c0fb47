"""The peer of table4.ts: Table 4 the straightforward way, with diffusers on the same weights.

For each setting the key and value projections are rewritten by eq. 5, and everything is drawn anew: the positives and
negatives with the edited model, then the same prompts and the destination forms with the unedited one.

usage: table4_diffusers.py MODEL, one setting as JSON a line on standard input; prints the seconds that each took
"""
import json
import sys
import time

import torch
from diffusers import StableDiffusionPipeline

pipeline = StableDiffusionPipeline.from_pretrained(sys.argv[1], safety_checker=None, torch_dtype=torch.float32)
pipeline.set_progress_bar_config(disable=True)
unet = pipeline.unet
layers = {
    kind: [module for name, module in unet.named_modules() if name.endswith(f"attn2.to_{kind}")] for kind in "kv"
}
originals = {kind: [layer.weight.detach().clone() for layer in found] for kind, found in layers.items()}
assert all(layers.values())


def states(prompt):
    ids = pipeline.tokenizer(prompt, padding="max_length", max_length=77, return_tensors="pt").input_ids
    return pipeline.text_encoder(ids)[0][0]


def restore():
    for kind, found in layers.items():
        for layer, original in zip(found, originals[kind]):
            layer.weight.data.copy_(original)


def edit(setting):
    embedded = [
        (states(pair["source"])[pair["from"]], states(pair["destination"])[pair["to"]]) for pair in setting["pairs"]
    ]
    for kind in setting["kinds"]:
        for layer, original in zip(layers[kind], originals[kind]):
            mat1 = setting["lambda"] * original
            mat2 = setting["lambda"] * torch.eye(original.shape[1])
            for source, destination in embedded:
                values = destination @ original.T
                mat1 = mat1 + values.T @ source
                mat2 = mat2 + source.T @ source
            layer.weight.data.copy_(mat1 @ torch.linalg.inv(mat2))


def draw(prompts, setting):
    for prompt in prompts:
        generators = [torch.Generator().manual_seed(seed) for seed in range(setting["seeds"])]
        pipeline(
            [prompt] * setting["seeds"],
            num_inference_steps=setting["steps"],
            guidance_scale=setting["guidance"],
            generator=generators,
        )


print("ready", flush=True)
for line in sys.stdin:
    setting = json.loads(line)
    begun = time.perf_counter()
    with torch.inference_mode():
        edit(setting)
        draw(setting["edited"], setting)
        restore()
        draw(setting["unedited"], setting)
    print(time.perf_counter() - begun, flush=True)
