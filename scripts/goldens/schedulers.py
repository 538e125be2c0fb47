"""Golden trajectories of diffusers' schedulers, for src/sampling/scheduler.test.ts.

The model is a fixed function of sample and timestep, so that nothing but the schedulers' own arithmetic is compared.
Each scheduler is made from a configuration by `from_config`, then given to `StableDiffusionPipeline`, whose constructor
mends it. `files` are configurations as schedulers of other classes save them, as text.
    python scripts/goldens/schedulers.py > src/sampling/goldens/schedulers.golden.json
"""

import json
import warnings

import diffusers
import torch
from diffusers import DDIMScheduler, DPMSolverMultistepScheduler, PNDMScheduler, StableDiffusionPipeline

warnings.filterwarnings("ignore")
diffusers.logging.set_verbosity_error()

CLASSES = {"pndm": PNDMScheduler, "ddim": DDIMScheduler, "dpm++": DPMSolverMultistepScheduler}
STABLE_DIFFUSION = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "set_alpha_to_one": False,
    "skip_prk_steps": True,
    "steps_offset": 1,
    "clip_sample": False,
}
START = [0.5, -1.25, 2.0, -0.03125]


PARTS = dict.fromkeys(("vae", "text_encoder", "tokenizer", "unet", "safety_checker", "feature_extractor"))


def trajectory(name, config, steps):
    scheduler = CLASSES[name].from_config(config)
    scheduler = StableDiffusionPipeline(**PARTS, scheduler=scheduler, requires_safety_checker=False).scheduler
    scheduler.set_timesteps(steps)
    sample = torch.tensor(START)
    samples = []
    for timestep in scheduler.timesteps:
        output = torch.sin(sample * 2 + timestep / 500) * 0.8
        sample = scheduler.step(output, timestep, sample).prev_sample
        samples.append(sample.tolist())
    return scheduler.timesteps.tolist(), samples


def shown(value):
    return float(f"{value:.9g}")


def kept(samples):
    chosen = (samples[0], samples[1], samples[len(samples) // 2], samples[-1])
    return [[shown(value) for value in sample] for sample in chosen]


variants = [({}, 20), ({}, 7), ({"skip_prk_steps": False}, 20)]
variants += [({"timestep_spacing": spacing}, 20) for spacing in ("leading", "trailing", "linspace")]
variants += [({"timestep_spacing": "trailing"}, 49), ({"timestep_spacing": "trailing"}, 7)]
variants += [({"prediction_type": "v_prediction"}, 20), ({"set_alpha_to_one": True}, 20)]
variants += [({"beta_schedule": "linear"}, 20), ({"clip_sample": True}, 20), ({"steps_offset": 0}, 20)]
only = {
    "skip_prk_steps": "pndm",
    "clip_sample": "ddim",
    "solver_order": "dpm++",
    "use_karras_sigmas": "dpm++",
    "solver_type": "dpm++",
    "lambda_min_clipped": "dpm++",
}
variants += [({"solver_order": 1}, 20), ({"solver_type": "logrho"}, 20)]
variants += [({"solver_type": "bh2", "variance_type": "fixed_small", "lower_order_final": False}, 7)]
variants += [({"use_karras_sigmas": True}, steps) for steps in (20, 7)]
variants += [({"use_karras_sigmas": True, "sigma_min": 0.1, "sigma_max": 10.0, "prediction_type": "v_prediction"}, 20)]
variants += [({"use_karras_sigmas": True, "beta_schedule": "squaredcos_cap_v2", "sigma_max": 10.0}, 20)]
variants += [({"rescale_betas_zero_snr": True, "prediction_type": "v_prediction", "timestep_spacing": "trailing"}, 20)]
variants += [({"trained_betas": [0.002 + 0.001 * i for i in range(100)], "num_train_timesteps": 100}, 20)]
variants += [({"use_karras_sigmas": True, "rescale_betas_zero_snr": True, "prediction_type": "v_prediction"}, 20)]
variants += [({"beta_schedule": "squaredcos_cap_v2", "timestep_spacing": "leading"}, 20)]
clipped = {"lambda_min_clipped": -2.0}
variants += [({**clipped, "timestep_spacing": spacing}, 20) for spacing in ("leading", "trailing", "linspace")]

runs = []
for name in CLASSES:
    for change, steps in variants:
        if any(only.get(key, name) != name for key in change):
            continue
        timesteps, samples = trajectory(name, {**STABLE_DIFFUSION, **change}, steps)
        runs.append({"scheduler": name, "change": change, "steps": steps, "timesteps": timesteps, "samples": kept(samples)})

# Files that schedulers of other classes save, `-Infinity` and keys that no sampler here reads among them.
SCHEDULE = {key: STABLE_DIFFUSION[key] for key in ("beta_start", "beta_end", "beta_schedule")}
OTHERS = (
    "DDPMScheduler DEISMultistepScheduler DPMSolverSinglestepScheduler EulerAncestralDiscreteScheduler "
    "EulerDiscreteScheduler HeunDiscreteScheduler KDPM2DiscreteScheduler LCMScheduler LMSDiscreteScheduler "
    "PNDMScheduler DDIMScheduler DPMSolverMultistepScheduler UniPCMultistepScheduler"
).split()
files = {other: getattr(diffusers, other)(**SCHEDULE).to_json_string() for other in OTHERS}
for name in CLASSES:
    for other, text in files.items():
        if (name, other) == ("dpm++", "DEISMultistepScheduler"):
            continue  # diffusers refuses it, too
        timesteps, samples = trajectory(name, json.loads(text), 8)
        runs.append({"scheduler": name, "file": other, "steps": 8, "timesteps": timesteps, "samples": kept(samples)})

shares = {}
for kind in ("linear", "scaled_linear", "squaredcos_cap_v2"):
    full = PNDMScheduler.from_config({**STABLE_DIFFUSION, "beta_schedule": kind}).alphas_cumprod
    shares[kind] = [shown(value) for value in full[::37].tolist()]

document = {"diffusers": diffusers.__version__, "config": STABLE_DIFFUSION, "start": START, "shares": shares, "files": files}
lines = [json.dumps(run) for run in runs]
print(json.dumps(document)[:-1] + ', "runs": [\n' + ",\n".join(lines) + "\n]}")
