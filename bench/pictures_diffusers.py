"""The peer of pictures.ts: draws batches with diffusers and prints the seconds that each took.

usage: pictures_diffusers.py MODEL STEPS GUIDANCE, batch sizes on standard input, one a line
"""
import sys
import time

import torch
from diffusers import DDIMScheduler, StableDiffusionPipeline

folder, steps, guidance = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
pipeline = StableDiffusionPipeline.from_pretrained(folder, safety_checker=None, torch_dtype=torch.float32)
pipeline.scheduler = DDIMScheduler.from_config(pipeline.scheduler.config)
pipeline.set_progress_bar_config(disable=True)
print("ready", flush=True)
for line in sys.stdin:
    batch = int(line)
    generators = [torch.Generator().manual_seed(seed) for seed in range(batch)]
    begun = time.perf_counter()
    with torch.inference_mode():
        pipeline(["A rose"] * batch, num_inference_steps=steps, guidance_scale=guidance, generator=generators)
    print(time.perf_counter() - begun, flush=True)
