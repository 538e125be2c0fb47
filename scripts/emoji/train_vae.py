"""Trains the KL autoencoder: 64x64 pictures to 8x8 latents of 16 channels and back.

usage: train_vae.py [--steps 4000] [--run FOLDER] [--threads 1]
"""
import argparse
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from PIL import Image

import pools
import world
from checkpoint import Checkpoint, Clock, rate
from muon import Muon


def build():
    return AutoencoderKL(
        in_channels=3, out_channels=3, latent_channels=16, block_out_channels=(16, 32, 96, 128), norm_num_groups=8, layers_per_block=1,
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4, sample_size=64,
    )


def slopes(x):
    return x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]


def loss_of(model, x, kl_weight):
    posterior = model.encode(x).latent_dist
    back = model.decode(posterior.sample()).sample.float()
    edges = sum((a - b).abs().mean() for a, b in zip(slopes(back), slopes(x)))
    # A posterior as wide as its latents is noise that no diffusion model can predict: the KL only keeps the scale in bounds.
    kl = 0.5 * (posterior.mean.float() ** 2 + posterior.var.float() - 1 - posterior.logvar.float()).mean()
    return (back - x).abs().mean() + 0.5 * edges + 2 * ((back - x) ** 2).mean() + kl_weight * kl


@torch.no_grad()
def measure(model, x):
    """PSNR of the means' pictures; posterior spread over latent spread (< .1 wanted); neighbours' correlation (> .5 wanted)."""
    d = model.encode(x).latent_dist
    back = model.decode(d.mean).sample.float().clamp(-1, 1)
    psnr = (10 * torch.log10(4 / (back - x).pow(2).mean((1, 2, 3)))).mean().item()
    z = (d.mean - d.mean.mean((0, 2, 3), keepdim=True)) / d.mean.std((0, 2, 3), keepdim=True)
    near = ((z[..., 1:] * z[..., :-1]).mean() + (z[..., 1:, :] * z[..., :-1, :]).mean()).item() / 2
    return back, dict(psnr=round(psnr, 2), spread=round((d.std.mean() / d.mean.std()).item(), 3), neighbours=round(near, 3), std=round(d.mean.std().item(), 3))


def sheet(pictures, back, file):
    """Pairs of rows: pictures above, what came back below."""
    rows = torch.cat([torch.cat(list(a), 2) for k in (0, 16, 32) for a in (pictures[k : k + 16], back[k : k + 16])], 1)
    Image.fromarray(((rows.permute(1, 2, 0) + 1) * 127.5).clamp(0, 255).byte().numpy()).save(file)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--run", default=world.DEFAULT_RUN)
    p.add_argument("--out", default="vae")
    p.add_argument("--steps", type=int, default=4000)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--rate", type=float, default=2.5e-3)
    p.add_argument("--kl", type=float, default=5e-5)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--pools", nargs="+", default=["pool0", "pool1"])
    p.add_argument("--seed", type=int, default=0)
    o = p.parse_args()
    torch.set_num_threads(o.threads)
    torch.manual_seed(o.seed)
    run = Path(o.run)
    pictures, _, _ = pools.load(run, o.pools)
    test, pictures = pools.to_input(pictures[:256]), pictures[256:]
    model = build()
    optimiser = Muon(model.parameters(), lr=o.rate)
    choose = torch.Generator().manual_seed(o.seed + 1)
    keep, step, clock = Checkpoint(run / f"{o.out}.pt"), 0, Clock()
    if saved := keep.load():
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        choose.set_state(saved["choose"])
        step, clock = saved["step"], Clock(saved["minutes"])
    print(f"{sum(q.numel() for q in model.parameters()) / 1e6:.2f} M parameters, from step {step}", flush=True)
    state = lambda: dict(model=model.state_dict(), optimiser=optimiser.state_dict(), choose=choose.get_state(), step=step, minutes=clock.minutes())
    while step < o.steps:
        for group in optimiser.param_groups:
            group["lr"] = o.rate * rate(step, o.steps, decay=0.4)
        x = pools.to_input(pictures[torch.randint(0, len(pictures), (o.batch,), generator=choose)])
        with torch.autocast("cpu", torch.bfloat16):  # 1.7x, without AMX too
            loss = loss_of(model, x, o.kl)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimiser.step()
        step += 1
        if step % 200 == 0:
            print(step, f"{clock.minutes():.1f} min, loss {loss.item():.4f}", measure(model, test)[1], flush=True)
        if keep.due():
            keep.save(state())
    keep.save(state())
    back, reached = measure(model.eval(), test)
    print(f"{step} steps of {o.batch}", reached)
    model.save_pretrained(run / o.out)
    sheet(test, back, run / f"{o.out}.png")


if __name__ == "__main__":
    main()
