"""Golden pictures of the shipped model in diffusers, for src/sampling/pictures.test.ts.

Final latents (channels last) go into a .safetensors file, pictures side by side into a PNG file a sampler. Run it again whenever
models/emoji changes:
    python scripts/goldens/pictures.py src/sampling/goldens
"""

import hashlib
import sys
from pathlib import Path

import numpy
import torch
from diffusers import DDIMScheduler, PNDMScheduler, StableDiffusionPipeline
from PIL import Image
from safetensors.torch import save_file

MODEL = Path(__file__).parents[2] / "models" / "emoji"
JOBS = [("A rose", 0), ("A rose", 1), ("a photo of a doctor on the beach", 2), ("A blue car", 3)]
STEPS, GUIDANCE = 20, 3.0

folder = Path(sys.argv[1])
torch.set_num_threads(2)
pipeline = StableDiffusionPipeline.from_pretrained(MODEL, dtype=torch.float32, safety_checker=None)
pipeline.set_progress_bar_config(disable=True)
weights = hashlib.sha256()
for part in ("text_encoder/model", "unet/diffusion_pytorch_model", "vae/diffusion_pytorch_model"):
    weights.update((MODEL / f"{part}.safetensors").read_bytes())

latents = {}
for name, scheduler in (("pndm", PNDMScheduler), ("ddim", DDIMScheduler)):
    pipeline.scheduler = scheduler.from_config(pipeline.scheduler.config)
    result = pipeline(
        [prompt for prompt, _ in JOBS],
        generator=[torch.Generator().manual_seed(seed) for _, seed in JOBS],
        num_inference_steps=STEPS,
        guidance_scale=GUIDANCE,
        output_type="latent",
    ).images
    latents[name] = result.permute(0, 2, 3, 1).contiguous()
    with torch.no_grad():
        images = pipeline.vae.decode(result / pipeline.vae.config.scaling_factor).sample
    pictures = pipeline.image_processor.postprocess(images, output_type="pil")
    strip = numpy.concatenate([numpy.asarray(picture) for picture in pictures], axis=1)
    Image.fromarray(strip).save(folder / f"pictures-{name}.png", optimize=True)
save_file(latents, folder / "pictures.safetensors", {"weights": weights.hexdigest()})
