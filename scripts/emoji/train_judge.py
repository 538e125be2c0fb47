"""Trains the judge on, after the text encoder is frozen: the CLIP's image half and the two projections, which no edit reads.

Several times cheaper per picture than the joint training: the captions' pooled states are computed once. So it can run
on while the denoiser trains.

usage: train_judge.py [--steps 6000] [--clip clip] [--out judge] [--run FOLDER] [--threads 1]
"""
import argparse
from pathlib import Path

import torch
from transformers import CLIPModel, CLIPTokenizer

import pools
import world
from checkpoint import Checkpoint, Clock, rate
from train_clip import Heads, Labels, augment, contrast


@torch.no_grad()
def pooled(model, ids):
    """The text encoder's answer to every distinct caption, and which of them each caption is."""
    distinct, which = ids.unique(dim=0, return_inverse=True)
    longest = int((distinct != distinct[0, -1]).sum(1).max()) + 2  # what follows the end changes nothing before it
    parts = [model.text_model(input_ids=distinct[k : k + 256, :longest]).pooler_output for k in range(0, len(distinct), 256)]
    return torch.cat(parts), which


@torch.no_grad()
def measure(model, text, which, labels, pictures):
    """How often a held-out picture is nearest to a caption of its own noun, among 512; and the gender's side, in %."""
    image = torch.cat([model.visual_projection(model.vision_model(pixel_values=pools.to_input(p)).pooler_output) for p in pictures.split(128)])
    caption = model.text_projection(text[which[: len(pictures)]])
    scores = torch.nn.functional.normalize(image, dim=-1) @ torch.nn.functional.normalize(caption, dim=-1).T
    noun, said, shown = (v[: len(pictures)] for v in (labels.text["noun"], labels.text["gender"], labels.gender))
    right = (noun[scores.argmax(1)] == noun).float().mean().item()
    same = noun[:, None] == noun
    side = lambda g: (scores.masked_fill(~(same & (said == g)[None]), -9)).max(1).values
    male, female = side(1), side(2)
    asked = (shown > 0) & (male > -9) & (female > -9)
    gender = ((female > male) == (shown == 2))[asked].float().mean().item()
    return dict(noun=round(100 * right, 1), gender=round(100 * gender, 1), of=int(asked.sum()))


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--run", default=world.DEFAULT_RUN)
    p.add_argument("--clip", default="clip")
    p.add_argument("--out", default="judge")
    p.add_argument("--steps", type=int, default=6000)
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--rate", type=float, default=7e-4)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--pools", nargs="+", default=["pool0", "pool1"])
    p.add_argument("--seed", type=int, default=0)
    o = p.parse_args()
    torch.set_num_threads(o.threads)
    torch.manual_seed(o.seed)
    run = Path(o.run)
    tokenizer = CLIPTokenizer.from_pretrained(run / "tokenizer")
    pictures, captions, specs = pools.load(run, o.pools)
    labels = Labels(specs, captions, tokenizer)
    model, heads = CLIPModel.from_pretrained(run / o.clip), Heads()
    model.text_model.requires_grad_(False)
    text, which = pooled(model, labels.ids)
    held = pictures[:2048]
    parameters = [q for q in [*model.parameters(), *heads.image.parameters()] if q.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=o.rate, betas=(0.9, 0.98), weight_decay=0.05)
    choose = torch.Generator().manual_seed(o.seed + 1)
    keep, step, clock = Checkpoint(run / f"{o.out}.pt"), 0, Clock()
    if saved := keep.load():
        model.load_state_dict(saved["model"])
        heads.load_state_dict(saved["heads"])
        optimiser.load_state_dict(saved["optimiser"])
        choose.set_state(saved["choose"])
        step, clock = saved["step"], Clock(saved["minutes"])
    state = lambda: dict(model=model.state_dict(), heads=heads.state_dict(), optimiser=optimiser.state_dict(), choose=choose.get_state(), step=step, minutes=clock.minutes())
    while step < o.steps:
        for group in optimiser.param_groups:
            group["lr"] = o.rate * rate(step, o.steps, decay=0.6)
        i = torch.randint(len(held), len(pictures), (o.batch,), generator=choose)
        with torch.autocast("cpu", torch.bfloat16):
            seen = model.vision_model(pixel_values=augment(pools.to_input(pictures[i]), choose)).pooler_output
            image = model.visual_projection(seen).float()
            caption = model.text_projection(text[which[i]]).float()
        loss = contrast(image, caption, model.logit_scale, labels.matches(i)) + 0.3 * heads.image_loss(image, labels, i)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1)
        optimiser.step()
        step += 1
        if step % 200 == 0:
            print(step, f"{clock.minutes():.1f} min, loss {loss.item():.3f}", measure(model, text, which, labels, held), flush=True)
        if keep.due():
            keep.save(state())
    keep.save(state())
    model.eval().save_pretrained(run / o.out)
    print(f"{step} steps of {o.batch}", measure(model, text, which, labels, held))


if __name__ == "__main__":
    main()
