"""Golden pictures of folders that diffusers mends when it loads them, for src/sampling/folders.test.ts.

Each case is the tiny model of src/models/goldens/sd1 with some files written anew, as text; diffusers loads the folder
and draws. `scheduler` is a class that is put in the place of the folder's own, given to the pipeline's constructor.
    python scripts/goldens/folders.py src/sampling/goldens
writes `folders.golden.json` and `folders.png`: a row a case, side by side its pictures.
"""

import json
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import diffusers
import numpy
import torch
from diffusers import StableDiffusionPipeline
from PIL import Image

warnings.filterwarnings("ignore")
diffusers.logging.set_verbosity_error()
torch.set_num_threads(1)

OUT = Path(sys.argv[1])
BASE = Path(__file__).parents[2] / "src/models/goldens/sd1"
JOBS = [("A rose", 0), ("a photo of a blue rose!", 1)]
STEPS, GUIDANCE = 6, 3.0
CLASSES = {"pndm": "PNDMScheduler", "ddim": "DDIMScheduler", "dpm++": "DPMSolverMultistepScheduler"}
SCHEDULE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}


def read(name):
    return json.loads((BASE / name).read_text())


def changed(name, **change):
    """One JSON file of the base, as Python writes it; None takes a key away."""
    values = {**read(name), **change}
    return {name: json.dumps({key: value for key, value in values.items() if value != ...}, indent=2)}


def index(scheduler):
    return changed("model_index.json", scheduler=["diffusers", scheduler])


def saved(scheduler, **settings):
    """A scheduler's file as its class saves it."""
    text = getattr(diffusers, scheduler)(**SCHEDULE, **settings).to_json_string()
    return {"scheduler/scheduler_config.json": text, **index(scheduler)}


FILE = "scheduler/scheduler_config.json"
cases = {
    "as it stands": {},
    "the class that the index names, not the file's own": index("DDIMScheduler"),
    "DDIM saved with clip_sample": saved("DDIMScheduler", set_alpha_to_one=False, steps_offset=1),
    "DDIM that says neither clip_sample nor steps_offset": {
        **changed(FILE, _class_name="DDIMScheduler", clip_sample=..., steps_offset=...),
        **index("DDIMScheduler"),
    },
    "PNDM with another steps_offset": changed(FILE, steps_offset=0),
    "DPM-Solver, with -Infinity": saved("DPMSolverMultistepScheduler"),
    "leftovers of other classes": changed(
        FILE, sigma_min=0.03, timestep_type="discrete", use_karras_sigmas=True, thresholding=True, x=float("nan")
    ),
    "keys that hold the defaults of who saved them": changed(
        FILE, prediction_type="v_prediction", _use_default_values=["prediction_type"]
    ),
}
for asked in CLASSES:
    cases[f"UniPC, with {asked} in its place"] = {**saved("UniPCMultistepScheduler"), "asked": asked}
    cases[f"Euler, with {asked} in its place"] = {**saved("EulerDiscreteScheduler"), "asked": asked}
cases["PNDM that lacks clip_sample, with ddim in its place"] = {**changed(FILE, clip_sample=...), "asked": "ddim"}
cases["a UNet older than 0.9 that says 32"] = {
    **changed("unet/config.json", _diffusers_version="0.8.1", sample_size=32),
    "drawn": False,
}
cases["a UNet of 0.9 that says 32"] = {
    **changed("unet/config.json", _diffusers_version="0.9.0.dev0", sample_size=32),
    "drawn": False,
}


def draw(folder, asked):
    parts = {}
    if asked:
        parts["scheduler"] = getattr(diffusers, CLASSES[asked]).from_pretrained(folder, subfolder="scheduler")
    pipeline = StableDiffusionPipeline.from_pretrained(folder, dtype=torch.float32, **parts)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


rows, golden = [], []
for name, files in cases.items():
    asked, drawn = files.pop("asked", None), files.pop("drawn", True)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(BASE, folder, dirs_exist_ok=True)
        for path, text in files.items():
            (Path(folder) / path).write_text(text)
        pipeline = draw(folder, asked)
        size = pipeline.unet.config.sample_size * pipeline.vae_scale_factor
        case = {"name": name, "files": files, "scheduler": asked, "size": size, "row": len(rows) if drawn else None}
        golden.append({key: value for key, value in case.items() if value is not None})
        if drawn:
            result = pipeline(
                [prompt for prompt, _ in JOBS],
                generator=[torch.Generator().manual_seed(seed) for _, seed in JOBS],
                num_inference_steps=STEPS,
                guidance_scale=GUIDANCE,
            )
            rows.append(numpy.concatenate([numpy.asarray(picture) for picture in result.images], axis=1))

Image.fromarray(numpy.concatenate(rows)).save(OUT / "folders.png", optimize=True)
(OUT / "folders.golden.json").write_text("[\n" + ",\n".join(json.dumps(case) for case in golden) + "\n]\n")
