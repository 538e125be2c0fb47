"""Trains the autoencoder's decoder on, against a small patch discriminator, with the encoder frozen: edges turn sharp, the latents stay.

The denoiser may train on the latents at the same time.

usage: sharpen_vae.py [--steps 3000] [--vae vae] [--out vae-sharp] [--run FOLDER] [--threads 1]
"""
import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

import pools
import world
from checkpoint import Checkpoint, Clock, rate
from train_vae import measure, sheet, slopes


def discriminator():
    """Says of every patch of 22 pixels whether it is artwork."""
    layers = [(3, 32, 4, 2), (32, 64, 4, 2), (64, 96, 3, 1)]
    convolutions = [m for a, b, kernel, stride in layers for m in (spectral_norm(nn.Conv2d(a, b, kernel, stride, 1)), nn.LeakyReLU(0.2))]
    return nn.Sequential(*convolutions, nn.Conv2d(96, 1, 3, 1, 1))


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--run", default=world.DEFAULT_RUN)
    p.add_argument("--vae", default="vae")
    p.add_argument("--out", default="vae-sharp")
    p.add_argument("--steps", type=int, default=3000)
    p.add_argument("--batch", type=int, default=24)
    p.add_argument("--rate", type=float, default=5e-4)
    p.add_argument("--patches", type=float, default=0.04, help="weight of the discriminator's word")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--pools", nargs="+", default=["pool0", "pool1"])
    p.add_argument("--seed", type=int, default=0)
    o = p.parse_args()
    torch.set_num_threads(o.threads)
    torch.manual_seed(o.seed)
    run = Path(o.run)
    pictures, _, _ = pools.load(run, o.pools)
    test, pictures = pools.to_input(pictures[:256]), pictures[256:]
    model, critic = AutoencoderKL.from_pretrained(run / o.vae), discriminator()
    decoder = [*model.decoder.parameters(), *model.post_quant_conv.parameters()]
    ours = torch.optim.AdamW(decoder, lr=o.rate, betas=(0.5, 0.9), weight_decay=1e-4)
    theirs = torch.optim.AdamW(critic.parameters(), lr=o.rate, betas=(0.5, 0.9))
    parts = dict(model=model, critic=critic, ours=ours, theirs=theirs)
    choose = torch.Generator().manual_seed(o.seed + 1)
    keep, step, clock = Checkpoint(run / f"{o.out}.pt"), 0, Clock()
    if saved := keep.load():
        for name, part in parts.items():
            part.load_state_dict(saved[name])
        choose.set_state(saved["choose"])
        step, clock = saved["step"], Clock(saved["minutes"])
    state = lambda: {name: part.state_dict() for name, part in parts.items()} | dict(choose=choose.get_state(), step=step, minutes=clock.minutes())
    print("before", measure(model, test)[1], flush=True)
    while step < o.steps:
        for group in ours.param_groups:
            group["lr"] = o.rate * rate(step, o.steps)
        x = pools.to_input(pictures[torch.randint(0, len(pictures), (o.batch,), generator=choose)])
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                z = model.encode(x).latent_dist.mean
            back = model.decode(z).sample.float()
        edges = sum((a - b).abs().mean() for a, b in zip(slopes(back), slopes(x)))
        loss = (back - x).abs().mean() + 0.5 * edges + 2 * ((back - x) ** 2).mean()
        if step > 100:  # the critic has to know something first
            loss = loss - o.patches * critic(back).mean()
        ours.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(decoder, 1)
        ours.step()
        theirs.zero_grad()
        doubt = F.relu(1 - critic(x)).mean() + F.relu(1 + critic(back.detach())).mean()
        doubt.backward()
        theirs.step()
        step += 1
        if step % 200 == 0:
            print(step, f"{clock.minutes():.1f} min, loss {loss.item():.4f}, doubt {doubt.item():.3f}", measure(model, test)[1], flush=True)
        if keep.due():
            keep.save(state())
    keep.save(state())
    back, reached = measure(model.eval(), test)
    print(f"{step} steps of {o.batch}", reached)
    model.save_pretrained(run / o.out)
    sheet(test, back, run / f"{o.out}.png")


if __name__ == "__main__":
    main()
