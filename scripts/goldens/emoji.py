"""Goldens of the shipped model's parts for src/models/parity.test.ts.

    python scripts/goldens/emoji.py models/emoji src/models/goldens/emoji.safetensors

`scripts/goldens/shipped.sh` runs it with all else that must follow a new models/emoji.
"""

import hashlib
import sys
from pathlib import Path

import torch
from diffusers import StableDiffusionPipeline
from safetensors.torch import save_file

from capture import capture

torch.set_num_threads(1)
folder, file = sys.argv[1:]
pipeline = StableDiffusionPipeline.from_pretrained(folder, torch_dtype=torch.float32, safety_checker=None)
size = (pipeline.unet.config.sample_size,) * 2
goldens = capture(pipeline, ["A rose", "a photo of a blue rose!"], size, seed=30)
weights = hashlib.sha256()
for part in ("text_encoder/model", "unet/diffusion_pytorch_model", "vae/diffusion_pytorch_model"):
    weights.update((Path(folder) / f"{part}.safetensors").read_bytes())
save_file(goldens, file, {"torch": torch.__version__.split("+")[0], "weights": weights.hexdigest()})
