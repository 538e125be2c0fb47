"""Pictures brought to another size by PyTorch as pytorch-fid does, for src/images/resize.test.ts.

    python scripts/goldens/resize.py > src/images/goldens/resize.golden.json
"""

import json

import torch
import torch.nn.functional as F

generator = torch.Generator().manual_seed(4)
cases = []
for height, width, size in [(2, 3, 4), (5, 4, 3), (1, 1, 2), (4, 1, 5), (3, 3, 3)]:
    pixels = torch.randint(0, 256, (height, width, 3), generator=generator)
    x = pixels.permute(2, 0, 1)[None].float() / 255
    x = 2 * F.interpolate(x, size=(size, size), mode="bilinear", align_corners=False) - 1
    resized = [float(f"{value:.9g}") for value in x[0].permute(1, 2, 0).flatten().tolist()]
    cases.append(dict(height=height, width=width, size=size, pixels=pixels.flatten().tolist(), resized=resized))
lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
print(f'{{"torch":"{torch.__version__.split("+")[0]}","cases":[\n{lines}\n]}}')
