"""Trains the denoiser on the frozen text encoder's states and the frozen autoencoder's latents, both computed once.

An edit gives a source prompt the states that its destination has at the same words, and no place for the words added.
So a part of the captions is shown that way: "a sketch of a dog" by its states at "a dog", its end and its pads alone.

usage: torchrun --nproc-per-node 2 train_unet.py [--steps 16000] [--run FOLDER]
       One thread a process: two processes with averaged gradients are twice as fast here as one with two threads.
"""
import argparse
import random
from pathlib import Path

import torch
import torch.distributed as dist
from diffusers import AutoencoderKL, PNDMScheduler, UNet2DConditionModel
from transformers import CLIPTextModel, CLIPTokenizer

import pools
import world
from checkpoint import Checkpoint, Clock, rate, write
from editing import align
from muon import Muon
from train_clip import WIDTH, ids_of

CHANNELS = 16


def build():
    return UNet2DConditionModel(
        sample_size=8, in_channels=CHANNELS, out_channels=CHANNELS, block_out_channels=(80, 112), layers_per_block=1, norm_num_groups=16,
        down_block_types=("CrossAttnDownBlock2D",) * 2, up_block_types=("CrossAttnUpBlock2D",) * 2, cross_attention_dim=WIDTH, attention_head_dim=4,
    )


def schedule():
    """SD v1.4's, predicting v. DDIM built from a config without clip_sample clips latents to [-1, 1] and washes every picture out."""
    scheduler = PNDMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", skip_prk_steps=True, set_alpha_to_one=False, steps_offset=1, prediction_type="v_prediction")
    scheduler.register_to_config(clip_sample=False)
    return scheduler


@torch.no_grad()
def encode_pictures(folder, pictures, rank, ranks):
    """The posterior's means: sampling it would add noise that no denoiser can predict."""
    vae = AutoencoderKL.from_pretrained(folder, torch_dtype=torch.float32).eval().to(memory_format=torch.channels_last)
    mine = pictures[rank::ranks]
    inputs = (pools.to_input(mine[k : k + 128]).contiguous(memory_format=torch.channels_last) for k in range(0, len(mine), 128))
    return torch.cat([vae.encode(x).latent_dist.mean.half() for x in inputs])


@torch.no_grad()
def encode_captions(folder, tokenizer, captions):
    text = CLIPTextModel.from_pretrained(folder).eval()
    ids = ids_of(tokenizer, captions)
    return torch.cat([text(input_ids=ids[k : k + 128]).last_hidden_state.half() for k in range(0, len(ids), 128)])


def places(tokenizer, captions, specs, seed=3):
    """For every caption, which of its 77 positions an edit would show: those of a wording with one attribute unstated."""
    choose, known = random.Random(seed), {}
    everything = list(range(77))

    def shown(caption, spec):
        sources = world.unstated(spec)
        if not sources:
            return everything
        source = choose.choice(sources)
        if (source, caption) not in known:
            known[source, caption] = align(tokenizer, source, caption)
        return known[source, caption]

    return torch.tensor([shown(c, s) for c, s in zip(captions, specs)], dtype=torch.uint8)


def prepare(run, o, rank, ranks):
    """Latents, text states and edits' positions, from the run folder where they were computed before; the last caption is the empty one."""
    parts = [run / f"{o.out}-latents{r}.pt" for r in range(ranks)]
    texts, edited = run / f"{o.out}-texts.pt", run / f"{o.out}-places.pt"
    pictures, captions, specs = pools.load(run, o.pools)
    distinct = sorted(set(captions)) + [""]
    if not parts[rank].exists():
        write(encode_pictures(run / o.vae, pictures, rank, ranks), parts[rank])
    tokenizer = CLIPTokenizer.from_pretrained(run / "tokenizer")
    share = run / f"{o.out}-texts{rank}.pt"
    if not texts.exists() and not share.exists():
        write(encode_captions(run / o.clip, tokenizer, distinct[rank::ranks]), share)
    if rank == 0 and not edited.exists():
        write(places(tokenizer, captions, specs), edited)
    dist.barrier()
    if rank == 0 and not texts.exists():
        whole = torch.empty(len(distinct), 77, WIDTH, dtype=torch.half)
        for r in range(ranks):
            whole[r::ranks] = torch.load(run / f"{o.out}-texts{r}.pt", mmap=True)
        write(whole, texts)
    dist.barrier()
    latents = torch.empty(len(captions), CHANNELS, 8, 8, dtype=torch.half)
    for r, part in enumerate(parts):
        latents[r::ranks] = torch.load(part)
    where = {c: k for k, c in enumerate(distinct)}
    return latents, torch.load(texts, mmap=True), torch.tensor([where[c] for c in captions]), torch.load(edited)


def average(parameters, ranks):
    flat = torch.cat([p.grad.flatten() for p in parameters])
    dist.all_reduce(flat)
    flat /= ranks
    for p, g in zip(parameters, flat.split([p.numel() for p in parameters])):
        p.grad.copy_(g.view_as(p))


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--run", default=world.DEFAULT_RUN)
    p.add_argument("--out", default="unet")
    p.add_argument("--clip", default="clip")
    p.add_argument("--vae", default="vae")
    p.add_argument("--steps", type=int, default=16000)
    p.add_argument("--batch", type=int, default=48, help="of one process")
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument("--decay", type=float, default=0.3, help="last part of the steps, in which the rate falls to zero")
    p.add_argument("--hide", type=float, default=0.3, help="share of captions that are shown as an edit would give them")
    p.add_argument("--pools", nargs="+", default=["pool0", "pool1"])
    p.add_argument("--seed", type=int, default=0)
    o = p.parse_args()
    torch.set_num_threads(1)
    dist.init_process_group("gloo")
    rank, ranks = dist.get_rank(), dist.get_world_size()
    torch.manual_seed(o.seed)
    run = Path(o.run)
    latents, texts, caption_of, edited = prepare(run, o, rank, ranks)
    scale = round(1 / latents.float().std().item(), 4)
    model, alphas = build(), schedule().alphas_cumprod
    parameters = list(model.parameters())
    average_of = [q.detach().clone() for q in parameters]
    optimiser = Muon(parameters, lr=o.rate)
    keep, step, clock = Checkpoint(run / f"{o.out}.pt"), 0, Clock()
    if saved := keep.load():
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        average_of = [saved["ema"][n] for n, _ in model.named_parameters()]
        step, clock = saved["step"], Clock(saved["minutes"])
    choose = torch.Generator().manual_seed(1000 * o.seed + 100_000 * rank + step + 1)
    if rank == 0:
        print(f"{sum(q.numel() for q in parameters) / 1e6:.2f} M parameters, {len(latents)} latents, {len(texts)} captions, scale {scale}, from step {step}", flush=True)

    def save():
        names = [n for n, _ in model.named_parameters()]
        keep.save(dict(model=model.state_dict(), ema=dict(zip(names, average_of)), optimiser=optimiser.state_dict(), step=step, minutes=clock.minutes(), scale=scale))

    shown = None
    while step < o.steps:
        for group in optimiser.param_groups:
            group["lr"] = o.rate * rate(step, o.steps, decay=o.decay)
        i = torch.randint(0, len(latents), (o.batch,), generator=choose)
        x = latents[i].float() * scale
        c = texts[caption_of[i]].float()
        hidden = (torch.rand(o.batch, generator=choose) < o.hide)[:, None]
        at = torch.where(hidden, edited[i].long(), torch.arange(77))
        c = c.gather(1, at[..., None].expand_as(c))
        c[torch.rand(o.batch, generator=choose) < 0.1] = texts[-1].float()
        t = torch.randint(0, 1000, (o.batch,), generator=choose)
        noise = torch.randn(x.shape, generator=choose)
        a = alphas[t][:, None, None, None]
        signal, spread = a.sqrt(), (1 - a).sqrt()
        snr = (a / (1 - a)).flatten()
        error = (model(signal * x + spread * noise, t, c).sample - (signal * noise - spread * x)).pow(2).mean((1, 2, 3))
        loss = (snr.clamp(max=5) / (snr + 1) * error).mean()  # min-SNR
        optimiser.zero_grad()
        loss.backward()
        average(parameters, ranks)
        torch.nn.utils.clip_grad_norm_(parameters, 1)
        optimiser.step()
        step += 1
        with torch.no_grad():
            torch._foreach_lerp_(average_of, [q.detach() for q in parameters], 1 - min(0.9993, step / (step + 20)))
        shown = loss.item() if shown is None else 0.99 * shown + 0.01 * loss.item()
        if rank == 0 and step % 100 == 0:
            print(step, f"{clock.minutes():.1f} min, weighted MSE {shown:.4f}", flush=True)
        if rank == 0 and keep.due():
            save()
    if rank == 0:
        save()
        print(f"{step} steps of {o.batch * ranks}, weighted MSE {shown or 0:.4f}")
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
