"""Features of pytorch-fid's Inception-v3 on random weights, for src/evaluation/inception-features.test.ts.

    pip install -r scripts/goldens/requirements.txt
    python scripts/goldens/inception.py src/evaluation/goldens/inception.safetensors

The weights are 22 million, too many to keep: both sides draw them anew, name after name in alphabetical order, from
one PyTorch generator. Kept are two pictures, one of 64x64 and one of 320x320 pixels, made by a formula, and features.
"""
import sys

import torch
import torch.nn.functional as F
from pytorch_fid.inception import (
    FIDInceptionA,
    FIDInceptionC,
    FIDInceptionE_1,
    FIDInceptionE_2,
    _inception_v3,
)
from safetensors.torch import save_file


def network():
    """pytorch-fid's own, without its download."""
    net = _inception_v3(num_classes=1008, aux_logits=False, weights=None)
    net.Mixed_5b = FIDInceptionA(192, pool_features=32)
    net.Mixed_5c = FIDInceptionA(256, pool_features=64)
    net.Mixed_5d = FIDInceptionA(288, pool_features=64)
    for name, width in [("6b", 128), ("6c", 160), ("6d", 160), ("6e", 192)]:
        setattr(net, f"Mixed_{name}", FIDInceptionC(768, channels_7x7=width))
    net.Mixed_7b = FIDInceptionE_1(1280)
    net.Mixed_7c = FIDInceptionE_2(2048)
    return net


def randomise(net):
    generator = torch.Generator().manual_seed(0)
    state = net.state_dict()
    for name in sorted(state):
        value = state[name]
        if name.startswith("fc.") or name.endswith("num_batches_tracked"):
            continue
        drawn = torch.randn(value.numel(), generator=generator).reshape(value.shape)
        if name.endswith("conv.weight"):
            drawn = drawn * (2 / value[0].numel()) ** 0.5
        elif name.endswith("running_var"):
            drawn = 1 + 0.1 * drawn.abs()
        elif name.endswith("bn.weight"):
            drawn = 1 + 0.1 * drawn
        else:
            drawn = 0.1 * drawn
        value.copy_(drawn)
    net.load_state_dict(state)


def picture(side):
    """Waves and noise by arithmetic alone: [side, side, 3], 8 bits."""
    place = torch.arange(side * side * 3)
    return ((place * 7919 + (place // 97) * 31) % 256).to(torch.uint8).reshape(side, side, 3)


def main():
    net = network()
    randomise(net)
    net.eval()
    features = []
    with torch.inference_mode():
        for side in (64, 320):
            x = picture(side).permute(2, 0, 1)[None].float() / 255
            x = 2 * F.interpolate(x, size=(299, 299), mode="bilinear", align_corners=False) - 1
            for layer in (net.Conv2d_1a_3x3, net.Conv2d_2a_3x3, net.Conv2d_2b_3x3, net.maxpool1):
                x = layer(x)
            for layer in (net.Conv2d_3b_1x1, net.Conv2d_4a_3x3, net.maxpool2):
                x = layer(x)
            for name in ("5b", "5c", "5d", "6a", "6b", "6c", "6d", "6e", "7a", "7b", "7c"):
                x = getattr(net, f"Mixed_{name}")(x)
            features.append(F.adaptive_avg_pool2d(x, (1, 1)).flatten())
    save_file({"64": features[0], "320": features[1]}, sys.argv[1])


main()
