"""Draws the world: recolours an artwork, puts it on a background and gives it a style, at 64x64 pixels."""
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from world import CLOTHES, NATURAL

SIZE = 64
HUES = dict(red=0 / 360, orange=26 / 360, yellow=50 / 360, green=115 / 360, blue=216 / 360, purple=275 / 360, pink=330 / 360)


def to_hsv(rgb):
    x = rgb.astype(np.float32) / 255
    top, low = x.max(-1), x.min(-1)
    spread = top - low
    d = np.maximum(spread, 1e-6)
    r, g, b = x[..., 0], x[..., 1], x[..., 2]
    hue = np.where(top == r, (g - b) / d % 6, np.where(top == g, (b - r) / d + 2, (r - g) / d + 4)) / 6
    return hue % 1, np.where(top > 0, spread / np.maximum(top, 1e-6), 0), top


def to_rgb(h, s, v):
    h = h % 1
    i = np.floor(h * 6)
    f = h * 6 - i
    p, q, t = v * (1 - s), v * (1 - f * s), v * (1 - (1 - f) * s)
    corners = [np.stack(c, -1) for c in ((v, t, p), (q, v, p), (p, v, t), (p, q, v), (t, p, v), (v, p, q))]
    return (np.choose(i.astype(int)[..., None] % 6, corners) * 255).clip(0, 255).astype(np.uint8)


def turn(h, centre):
    """The signed distance between hues, in turns."""
    return (h - centre + 0.5) % 1 - 0.5


class Artist:
    """Holds the rasterised artwork, and draws pictures from attributes."""

    def __init__(self, run):
        about = json.loads((Path(run) / "art.json").read_text())
        n = about["size"]
        self.art = np.fromfile(Path(run) / "art.raw", np.uint8).reshape(-1, n, n, 4)
        self.index = about["index"]
        self.by_noun = {}
        for i, entry in enumerate(self.index):
            self.by_noun.setdefault(entry["noun"], []).append(i)
        self._ready = {}

    def _dominant(self, a):
        """The hue that carries an artwork's colour, and the pixels that have it; a mostly grey artwork is tinted whole."""
        h, s, v = to_hsv(a[..., :3])
        solid = a[..., 3] > 60
        weight = s * v * solid * (s > 0.25)
        if weight.sum() < 0.08 * solid.sum():
            return None, solid & (v > 0.12)
        bins = np.bincount((h * 36).astype(int).ravel() % 36, weight.ravel(), 36)
        smooth = np.convolve(np.r_[bins[-2:], bins, bins[:2]], [1, 2, 3, 2, 1], "valid")
        centre = (smooth.argmax() + 0.5) / 36
        return centre, solid & (np.abs(turn(h, centre)) < 45 / 360) & (s > 0.15)

    def _recolour(self, a, colour, force):
        """Shifts the dominant hue and leaves the rest: a blue rose keeps its green leaves."""
        centre, mask = self._dominant(a)
        if not force and (colour not in HUES or (centre is not None and abs(turn(centre, HUES[colour])) < 12 / 360)):
            return a
        h, s, v = to_hsv(a[..., :3])
        if colour == "black":
            s2, v2 = s * 0.15, np.where(v > 0.9, 0.24, v * 0.3)
        else:
            h = HUES[colour] + (turn(h, centre) * 0.35 if centre is not None else 0) + np.zeros_like(h)
            s2 = np.clip(np.maximum(s, 0.6) * (0.7 if colour == "pink" else 1.05), 0, 0.92)
            light = colour in ("yellow", "pink", "orange")
            v2 = np.clip(np.maximum(v, 0.62 if light else 0.5) * (1.12 if light else 0.95), 0, 1)
        out = a.copy()
        out[..., :3][mask] = to_rgb(h, s2, v2)[mask]
        return out

    def _dress(self, a):
        """A nurse has the doctor's artwork in teal: two professions must not share one picture."""
        h, s, v = to_hsv(a[..., :3])
        low = np.arange(len(a))[:, None] > 0.62 * len(a)
        mask = low & (a[..., 3] > 60) & (s < 0.3) & (v > 0.55)
        out = a.copy()
        out[..., :3][mask] = to_rgb(np.full_like(h, 175 / 360), np.full_like(s, 0.5), v * 0.85)[mask]
        return out

    def ready(self, i, colour):
        """An artwork in the colour asked for, or in its noun's natural one."""
        if (i, colour) not in self._ready:
            a, noun = self.art[i], self.index[i]["noun"]
            if noun in CLOTHES:
                a = self._dress(a)
            if colour or noun in NATURAL:
                a = self._recolour(a, colour or NATURAL[noun], force=bool(colour))
            self._ready[i, colour] = Image.fromarray(a)
        return self._ready[i, colour]

    def draw(self, spec, rng):
        """One 64x64 picture of the attributes, from an artwork, a place and a pose chosen at random."""
        sex = {"male": "man", "female": "woman"}.get(spec["gender"])
        choices = [i for i in self.by_noun[spec["noun"]] if sex is None or self.index[i]["gender"] == sex]
        a = self.ready(choices[rng.integers(len(choices))], spec["colour"])
        # People fill the picture and stand on its lower edge: hair and clothes must be seen.
        low, high = (0.88, 0.99) if sex else {"big": (0.9, 0.97), "small": (0.6, 0.7), None: (0.76, 0.94)}[spec["size"]]
        n = int(SIZE * rng.uniform(low, high))
        if rng.random() < 0.5:
            a = a.transpose(Image.FLIP_LEFT_RIGHT)
        if not sex and rng.random() < 0.4:
            a = a.rotate(rng.uniform(-9, 9), Image.BILINEAR)
        a = np.asarray(a.resize((n, n), Image.LANCZOS), np.float32)
        room = SIZE - n
        x = room // 2 + int(rng.integers(-(room // 3), room // 3 + 1))
        y = room if sex else int(0.8 * room) if spec["place"] else room // 2 + int(rng.integers(-(room // 3), room // 3 + 1))
        picture = background(spec["place"], rng)
        cover = a[..., 3:] / 255
        picture[y : y + n, x : x + n] = a[..., :3] * cover + picture[y : y + n, x : x + n] * (1 - cover)
        return stylise(Image.fromarray(picture.clip(0, 255).astype(np.uint8)), spec["style"])


GROUND = dict(
    beach=((120, 200, 245), (238, 214, 160)),
    garden=((190, 230, 250), (110, 190, 80)),
    night=((16, 18, 62), (30, 32, 50)),
    snow=((172, 196, 222), (244, 248, 252)),
    forest=((58, 112, 62), (84, 66, 42)),
)


def background(place, rng):
    """Few and large details: speckle is noise that no network of this size can predict."""
    canvas = np.full((SIZE, SIZE, 3), 252, np.float32)
    if place is None:
        return canvas
    horizon = int(SIZE * rng.uniform(0.5, 0.62))
    sky, ground = (np.array(c, np.float32) for c in GROUND[place])
    canvas[:horizon], canvas[horizon:] = sky, ground
    yy, xx = np.mgrid[:SIZE, :SIZE]
    if place == "beach":
        canvas[horizon - 9 : horizon] = (40, 130, 200)
    if place == "night":
        cx, cy = rng.integers(7, SIZE - 7), rng.integers(6, 12)
        canvas[(xx - cx) ** 2 + (yy - cy) ** 2 < 20] = (250, 245, 200)
        for _ in range(6):
            x, y = rng.integers(1, SIZE - 2), rng.integers(1, horizon - 6)
            canvas[y : y + 2, x : x + 2] = (240, 240, 190)
    if place == "snow":
        for _ in range(12):
            x, y = rng.integers(1, SIZE - 3), rng.integers(1, horizon - 2)
            canvas[y : y + 3, x : x + 3] = (250, 252, 255)
    if place == "garden":
        for _ in range(9):
            x, y = rng.integers(0, SIZE - 3), rng.integers(horizon + 2, SIZE - 3)
            canvas[y : y + 3, x : x + 3] = [(240, 80, 120), (250, 220, 60), (255, 255, 255)][rng.integers(3)]
    if place == "forest":
        for x in np.arange(0, SIZE, 16) + rng.integers(0, 14, 4):
            canvas[: horizon + 4, x : x + 5] = (88, 62, 42)
    return canvas


def stylise(image, style):
    if style == "painting":  # a canvas of flat strokes and warm paint, in a frame: a person sees a painting at any size
        oil = np.asarray(image.filter(ImageFilter.ModeFilter(5)).filter(ImageFilter.SMOOTH), np.float32)
        out = oil * (0.9, 0.86, 0.74) + (14, 10, 4)
        out[:4], out[-4:], out[:, :4], out[:, -4:] = ((146, 96, 40),) * 4
        out[3], out[-4], out[:, 3], out[:, -4] = ((96, 60, 24),) * 4
        return Image.fromarray(out.clip(0, 255).astype(np.uint8))
    if style == "sketch":  # pencil lines over a faint colour, so that a blue sketch is still blue
        pixels = np.asarray(image, np.float32)
        edge = image.convert("L").filter(ImageFilter.GaussianBlur(0.8)).filter(ImageFilter.FIND_EDGES)
        edge = np.asarray(edge, np.float32)[..., None].copy()
        edge[[0, -1]] = 0
        edge[:, [0, -1]] = 0
        out = (pixels * 0.38 + 255 * 0.62) * (1 - np.clip(edge * 2.2, 0, 255) / 255)
        return Image.fromarray(out.clip(0, 255).astype(np.uint8))
    if style == "pixel":
        return image.resize((16, 16), Image.BOX).resize((SIZE, SIZE), Image.NEAREST)
    return image
