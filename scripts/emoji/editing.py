"""TIME in its shortest form: one linear map on text states that sends a source's states to its destination's."""
import torch

from train_clip import ids_of

OPENINGS = ["", "a photo of ", "an image of ", "a picture of "]


def align(tokenizer, source, destination):
    """For each of the source's 77 positions, the destination's: words by meaning, then the end token and the pads in order."""
    a, b = (ids_of(tokenizer, [t])[0].tolist() for t in (source, destination))
    articles = set(tokenizer.convert_tokens_to_ids(["a</w>", "an</w>"]))
    where, j = [], 0
    for token in a[: a.index(tokenizer.eos_token_id)]:
        while not (b[j] == token or (b[j] in articles and token in articles)):
            j += 1
        where.append(j)
        j += 1
    rest = list(range(b.index(tokenizer.eos_token_id), 77))
    return where + (rest + [76] * 77)[: 77 - len(where)]


def edit(encode, tokenizer, source, destination, strength):
    """P = I + (D - S)(S'S + strength I)^-1 S' in float64, over the source in four wordings."""
    sources, destinations = [o + source for o in OPENINGS], [o + destination for o in OPENINGS]
    s, d = encode(sources).double(), encode(destinations).double()
    d = torch.stack([d[k][align(tokenizer, sources[k], destinations[k])] for k in range(len(sources))])
    s, d = s.flatten(0, 1).T, d.flatten(0, 1).T
    eye = torch.eye(s.shape[1], dtype=torch.float64)
    return (torch.eye(s.shape[0], dtype=torch.float64) + (d - s) @ torch.linalg.solve(s.T @ s + strength * eye, s.T)).float()
