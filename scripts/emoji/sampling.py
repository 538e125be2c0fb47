"""Opens the exported model and draws with it, from prompts or from text states, many seeds at a time."""
from pathlib import Path

import torch
import torch.nn.functional as F
from diffusers import DDIMScheduler, StableDiffusionPipeline
from transformers import CLIPModel

from train_clip import ids_of

GUIDANCE = 2.0
STEPS = 20


class Model:
    """The pipeline's parts in float32, with the judge beside them."""

    def __init__(self, folder, clip):
        pipeline = StableDiffusionPipeline.from_pretrained(folder, torch_dtype=torch.float32)
        self.tokenizer, self.text, self.unet, self.vae = pipeline.tokenizer, pipeline.text_encoder, pipeline.unet, pipeline.vae
        self.scheduler = DDIMScheduler.from_config(pipeline.scheduler.config)
        assert self.scheduler.config.clip_sample is False, "DDIM would clip the latents"
        self.judge = CLIPModel.from_pretrained(Path(clip)).eval()
        self._read = {}

    @torch.no_grad()
    def encode(self, prompts):
        return self.text(input_ids=ids_of(self.tokenizer, prompts)).last_hidden_state.float()

    @torch.no_grad()
    def draw(self, states, empty, seeds, guidance=GUIDANCE, steps=STEPS, chunk=96):
        """Every prompt's states with every seed: (prompts * seeds) pictures in [-1, 1], a prompt's seeds together."""
        start = torch.cat([torch.randn(1, self.unet.config.in_channels, 8, 8, generator=torch.Generator().manual_seed(s)) for s in seeds])
        x = start.repeat(len(states), 1, 1, 1)
        conditional = states.repeat_interleave(len(seeds), 0)
        unconditional = empty.expand(len(states), -1, -1).repeat_interleave(len(seeds), 0)
        return torch.cat([self._denoise(x[k : k + chunk], conditional[k : k + chunk], unconditional[k : k + chunk], guidance, steps) for k in range(0, len(x), chunk)])

    def _denoise(self, x, conditional, unconditional, guidance, steps):
        self.scheduler.set_timesteps(steps)
        both = torch.cat([unconditional, conditional])
        for t in self.scheduler.timesteps:
            without, with_text = self.unet(torch.cat([x, x]), t, both).sample.chunk(2)
            x = self.scheduler.step(without + guidance * (with_text - without), t, x).prev_sample
        return self.vae.decode(x / self.vae.config.scaling_factor).sample.clamp(-1, 1)

    @torch.no_grad()
    def see(self, pictures):
        v = torch.cat([self.judge.vision_model(pixel_values=pictures[k : k + 128]).pooler_output for k in range(0, len(pictures), 128)])
        return F.normalize(self.judge.visual_projection(v), dim=-1)

    @torch.no_grad()
    def read(self, texts):
        new = sorted({t for t in texts if t not in self._read})
        for k in range(0, len(new), 128):
            t = self.judge.text_model(input_ids=ids_of(self.tokenizer, new[k : k + 128])).pooler_output
            self._read.update(zip(new[k : k + 128], F.normalize(self.judge.text_projection(t), dim=-1)))
        return torch.stack([self._read[t] for t in texts])
