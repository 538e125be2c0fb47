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
from safetensors.torch import load_file, save_file

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
TEXT = read("text_encoder/config.json")
UNET = "unet/config.json"
cases |= {
    "a UNet's lists of one entry a block, nulls and unknown keys": changed(
        UNET, layers_per_block=[2, 2], transformer_layers_per_block=[1, 1], cross_attention_dim=[16, 16],
        only_cross_attention=[False, False], attention_head_dim=[2, 2], sample_size=[8, 8], use_linear_projection=None,
        cross_frame=3, addition_time_embed_dim=256, _use_default_values=["norm_eps"],
    ),
    "an autoencoder with a shift that the pipeline does not apply": changed(
        "vae/config.json", shift_factor=0.3, latents_mean=[1.0, 2.0, 3.0, 4.0], scaling_factor=0.5, force_upcast=False
    ),
    "the configuration of a whole CLIP": {
        "text_encoder/config.json": json.dumps(
            {"model_type": "clip", "architectures": ["CLIPModel"], "text_config": TEXT, "vision_config": {}}
        )
    },
    "an image-to-image pipeline's folder": changed("model_index.json", _class_name="StableDiffusionImg2ImgPipeline"),
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


# Textual inversion: a word of two vectors, numbered behind the vocabulary, and their rows of the embedding.
SIZE = read("text_encoder/config.json")["vocab_size"]
ROWS = torch.randn(2, 16, generator=torch.Generator().manual_seed(5)).half()
cases["a word of textual inversion"] = {
    **changed("text_encoder/config.json", vocab_size=SIZE + 2),
    "tokenizer/added_tokens.json": json.dumps({"<rose>": SIZE, "<rose>_1": SIZE + 1}),
    "jobs": [("A <rose>", 0), ("a photo of <rose> on blue", 1)],
    "rows": ROWS.tolist(),
}


def grow(folder):
    """Puts the new rows behind the text encoder's embedding."""
    file = folder / "text_encoder/model.safetensors"
    weights = load_file(file)
    (name,) = (name for name in weights if name.endswith("token_embedding.weight"))
    save_file({**weights, name: torch.cat([weights[name], ROWS])}, file, {"format": "pt"})


def draw(folder, asked):
    parts = {}
    if asked:
        parts["scheduler"] = getattr(diffusers, CLASSES[asked]).from_pretrained(folder, subfolder="scheduler")
    pipeline = StableDiffusionPipeline.from_pretrained(folder, dtype=torch.float32, **parts)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


rows, golden = [], []
for name, files in cases.items():
    asked, drawn, extra = files.pop("asked", None), files.pop("drawn", True), files.pop("rows", None)
    jobs = files.pop("jobs", None)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(BASE, folder, dirs_exist_ok=True)
        for path, text in files.items():
            (Path(folder) / path).write_text(text)
        if extra:
            grow(Path(folder))
        pipeline = draw(folder, asked)
        size = pipeline.unet.config.sample_size
        size = (size if isinstance(size, int) else size[0]) * pipeline.vae_scale_factor
        case = {"name": name, "files": files, "scheduler": asked, "size": size, "row": len(rows) if drawn else None}
        case |= {"rows": extra, "prompts": jobs and [prompt for prompt, _ in jobs]}
        golden.append({key: value for key, value in case.items() if value is not None})
        if drawn:
            result = pipeline(
                [prompt for prompt, _ in jobs or JOBS],
                generator=[torch.Generator().manual_seed(seed) for _, seed in JOBS],
                num_inference_steps=STEPS,
                guidance_scale=GUIDANCE,
            )
            rows.append(numpy.concatenate([numpy.asarray(picture) for picture in result.images], axis=1))

Image.fromarray(numpy.concatenate(rows)).save(OUT / "folders.png", optimize=True)
(OUT / "folders.golden.json").write_text("[\n" + ",\n".join(json.dumps(case) for case in golden) + "\n]\n")
