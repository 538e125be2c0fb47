"""Trains the small CLIP, then freezes it: text encoder of the diffusion model, and judge of its pictures.

An edit moves the states of a source prompt at all 77 positions. For it to stay with its noun, states of different
nouns must be far apart at the noun's token, at the end token and at the pads; for it to reach related prompts, one
noun's states must be alike across wordings, and a stated colour must show in each of them. The losses ask for both.

usage: train_clip.py [--steps 1400] [--run FOLDER] [--threads 1]
"""
import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from transformers import CLIPConfig, CLIPModel, CLIPTokenizer

import pools
import world
from checkpoint import Checkpoint, Clock, rate

NONE = "none"
LABELS = dict(
    noun=world.SUBJECTS,
    colour=[NONE, *world.COLOURS],
    gender=[NONE, "male", "female"],
    style=[NONE, *world.STYLES],
    place=[NONE, *world.PLACES],
)
SEEN_COLOURS = sorted(set(world.COLOURS) | set(world.NATURAL.values())) + [NONE]
BEFORE_NOUN = ["noun", "colour", "gender", "style"]  # what a causal encoder can know at the noun's token
WIDTH = 256


def build(tokenizer):
    end = tokenizer.eos_token_id
    return CLIPModel(CLIPConfig(
        text_config=dict(
            vocab_size=len(tokenizer), hidden_size=WIDTH, intermediate_size=512, num_hidden_layers=3, num_attention_heads=4,
            max_position_embeddings=77, hidden_act="quick_gelu", projection_dim=192,
            bos_token_id=tokenizer.bos_token_id, eos_token_id=end, pad_token_id=end,
        ),
        vision_config=dict(
            hidden_size=192, intermediate_size=576, num_hidden_layers=4, num_attention_heads=4, image_size=64, patch_size=8,
            hidden_act="quick_gelu", projection_dim=192,
        ),
        projection_dim=192,
    ))


def ids_of(tokenizer, texts):
    return torch.tensor(tokenizer(texts, padding="max_length", max_length=77, truncation=True)["input_ids"])


class Labels:
    """What captions state and what pictures show, as class numbers."""

    def __init__(self, specs, captions, tokenizer):
        stated = lambda s, k: (s[k] if k in ("noun", "style", "place") or s["said"] else None) or NONE
        self.text = {k: torch.tensor([v.index(stated(s, k)) for s in specs]) for k, v in LABELS.items()}
        after = torch.tensor([s["after"] for s in specs])
        self.by_noun = self.text | dict(style=self.text["style"].masked_fill(after, 0))  # a style named later is not known yet
        shown = lambda s: s["colour"] or world.NATURAL.get(s["noun"], NONE)
        self.colour = torch.tensor([SEEN_COLOURS.index(shown(s)) for s in specs])
        self.gender = torch.tensor([LABELS["gender"].index(s["gender"] or NONE) for s in specs])
        self.female = torch.tensor([world.FEMALE_SHARE.get(s["noun"], 0.0) for s in specs])
        self.ids = ids_of(tokenizer, captions)
        self.end = (self.ids == tokenizer.eos_token_id).int().argmax(1)
        word = [tokenizer(s["word"], add_special_tokens=False)["input_ids"][-1] for s in specs]
        self.noun_at = (self.ids == torch.tensor(word)[:, None]).int().argmax(1)

    def matches(self, i):
        """How well caption j describes picture i: 0 or 1, and for an open gender the share of it that the world draws."""
        t = {k: v[i] for k, v in self.text.items()}
        same = (t["noun"][:, None] == t["noun"]) & (t["style"][:, None] == t["style"]) & (t["place"][:, None] == t["place"])
        same &= self.colour[i][:, None] == self.colour[i]
        female = self.gender[i][:, None] == 2
        is_open = t["gender"][None] == 0
        share = torch.where(female, self.female[i][:, None], 1 - self.female[i][:, None])
        person = self.gender[i][:, None] > 0
        agree = torch.where(is_open, share, (self.gender[i][:, None] == t["gender"][None]).float())
        return same.float() * torch.where(person, agree, 1.0) + 1e-9


def contrast(image, text, scale, match):
    s = scale.exp().clamp(max=100) * F.normalize(image, dim=-1) @ F.normalize(text, dim=-1).T
    rows = -(match / match.sum(1, keepdim=True) * F.log_softmax(s, 1)).sum(1).mean()
    columns = -(match / match.sum(0, keepdim=True) * F.log_softmax(s, 0)).sum(0).mean()
    return (rows + columns) / 2


def spacing(states, noun, colour, kind):
    """Pushes states of different nouns under .15 cosine, wherever they stand, and pulls one noun's wordings over .65."""
    z = F.normalize(states, dim=-1)
    cosine = z @ z.T
    other = noun[:, None] != noun
    alike = ~other & (kind[:, None] == kind) & (colour[:, None] == colour)
    apart = F.relu(cosine[other].abs() - 0.15).pow(2).mean()
    together = F.relu(0.65 - cosine[alike]).pow(2).mean()
    return 6 * apart + together


class Heads(nn.Module):
    """Linear readers: they make sure that what an edit must move is there to be moved."""

    def __init__(self):
        super().__init__()
        kinds = dict(noun=BEFORE_NOUN, end=list(LABELS), pad=list(LABELS))
        self.text = nn.ModuleDict({f"{kind}_{k}": nn.Linear(WIDTH, len(LABELS[k])) for kind, ks in kinds.items() for k in ks})
        sizes = dict(noun=len(world.SUBJECTS), colour=len(SEEN_COLOURS), gender=3, style=len(LABELS["style"]), place=len(LABELS["place"]))
        self.image = nn.ModuleDict({k: nn.Linear(192, n) for k, n in sizes.items()})

    def text_loss(self, kind, states, labels, i):
        names = [n for n in self.text if n.startswith(kind + "_")]
        truth = labels.by_noun if kind == "noun" else labels.text
        return sum(F.cross_entropy(self.text[n](states), truth[n.split("_")[1]][i]) for n in names) / len(names)

    def image_loss(self, v, labels, i):
        truth = dict(noun=labels.text["noun"], colour=labels.colour, gender=labels.gender, style=labels.text["style"], place=labels.text["place"])
        return sum(F.cross_entropy(self.image[k](v), truth[k][i]) for k in truth)


def augment(x, choose):
    """The judge will see pictures that a model drew: a little soft, a little noisy."""
    if torch.rand(1, generator=choose) < 0.5:
        x = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    return x + 0.12 * torch.rand(len(x), 1, 1, 1, generator=choose) * torch.randn(x.shape, generator=choose)


def loss_of(model, heads, labels, pictures, blank, i, choose):
    # Every position is trained, the late pads in fewer steps: what follows a cut changes nothing before it.
    length = torch.randint(24, 78, (1,), generator=choose).item()
    ids = torch.cat([labels.ids[i], blank])[:, :length]
    text = model.text_model(input_ids=ids)
    states, n = text.last_hidden_state.float(), len(i)
    image = model.visual_projection(model.vision_model(pixel_values=augment(pools.to_input(pictures[i]), choose)).pooler_output).float()
    caption = model.text_projection(text.pooler_output[:n]).float()
    loss = contrast(image, caption, model.logit_scale, labels.matches(i)) + 0.3 * heads.image_loss(image, labels, i)
    rows = torch.arange(n)
    far = labels.end[i] + 1 + (torch.rand(2, n, generator=choose) * (length - 1 - labels.end[i])).long()
    at = dict(noun=states[rows, labels.noun_at[i]], end=states[rows, labels.end[i]], pad=states[rows, far[0]])
    loss = loss + 0.5 * sum(heads.text_loss(kind, s, labels, i) for kind, s in at.items())
    # The empty prompt is edited, too: its states count as one more noun, far from all others.
    empty = states[n, torch.cat([torch.tensor([1, 2]), torch.randint(3, length, (6,), generator=choose)])]
    stack = torch.cat([*at.values(), states[rows, far[1]], empty])
    noun, colour = labels.text["noun"][i], labels.text["colour"][i]
    minus = torch.full((len(empty),), -1)
    kind = torch.cat([torch.full((n,), k) for k in (0, 1, 2, 2)] + [minus])
    return loss + 2 * spacing(stack, torch.cat([noun.repeat(4), minus]), torch.cat([colour.repeat(4), minus]), kind)


@torch.no_grad()
def cosines(model, tokenizer):
    """Between nouns, at each kind of position, and between a plain noun and its blue kind."""
    def at(texts):
        ids = ids_of(tokenizer, texts)
        end = (ids == tokenizer.eos_token_id).int().argmax(1)
        h = model.text_model(input_ids=ids).last_hidden_state.float()
        rows = torch.arange(len(ids))
        return {k: F.normalize(v, dim=-1) for k, v in dict(noun=h[rows, end - 1], end=h[rows, end], pad=h[:, 30], last=h[:, 76]).items()}
    plain, blue = at([world.article(n) for n in world.NOUNS]), at([f"a blue {n}" for n in world.NOUNS])
    beach = at([f"{world.article(n)} on the beach" for n in world.NOUNS])
    n = len(world.NOUNS)
    between = lambda z: round(((z @ z.T).sum().item() - n) / (n * (n - 1)), 3)
    pair = lambda a, b: round((a * b).sum(-1).mean().item(), 3)
    return {k: dict(between=between(z), blue=pair(z, blue[k]), beach=None if k == "noun" else pair(z, beach[k])) for k, z in plain.items()}


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--run", default=world.DEFAULT_RUN)
    p.add_argument("--out", default="clip")
    p.add_argument("--steps", type=int, default=1400)
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--rate", type=float, default=1e-3)
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
    model, heads = build(tokenizer), Heads()
    parameters = [*model.parameters(), *heads.parameters()]
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
    size = lambda m: round(sum(q.numel() for q in m.parameters()) / 1e6, 2)
    print(f"text {size(model.text_model)} M, image {size(model.vision_model)} M, {len(tokenizer)} tokens, from step {step}", flush=True)
    blank = ids_of(tokenizer, [""])
    while step < o.steps:
        for group in optimiser.param_groups:
            group["lr"] = o.rate * rate(step, o.steps, decay=0.6)
        i = torch.randint(0, len(pictures), (o.batch,), generator=choose)
        with torch.autocast("cpu", torch.bfloat16):  # 1.3x on a CPU that has it
            loss = loss_of(model, heads, labels, pictures, blank, i, choose)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1)
        optimiser.step()
        step += 1
        if step % 25 == 0:
            print(step, f"{clock.minutes():.1f} min, loss {loss.item():.3f}", cosines(model, tokenizer) if step % 100 == 0 else "", flush=True)
        if keep.due():
            keep.save(state())
    keep.save(state())
    model.eval().save_pretrained(run / o.out)
    print(f"{step} steps of {o.batch}", cosines(model, tokenizer))


if __name__ == "__main__":
    main()
