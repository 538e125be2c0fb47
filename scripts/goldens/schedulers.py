"""Golden trajectories of diffusers' schedulers, for src/sampling/scheduler.test.ts.

The model is a fixed function of sample and timestep, so that nothing but the schedulers' own arithmetic is compared.
    python scripts/goldens/schedulers.py > src/sampling/goldens/schedulers.golden.json
"""

import json
import warnings

import torch
from diffusers import DDIMScheduler, DPMSolverMultistepScheduler, PNDMScheduler

warnings.filterwarnings("ignore")

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


def trajectory(name, config, steps):
    scheduler = CLASSES[name].from_config(config)
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


variants = [({}, 20), ({}, 7), ({"skip_prk_steps": False}, 20)]
variants += [({"timestep_spacing": spacing}, 20) for spacing in ("leading", "trailing", "linspace")]
variants += [({"timestep_spacing": "trailing"}, 49), ({"timestep_spacing": "trailing"}, 7)]
variants += [({"prediction_type": "v_prediction"}, 20), ({"clip_sample": True}, 20), ({"set_alpha_to_one": True}, 20)]
variants += [({"beta_schedule": "linear"}, 20)]

runs = []
for name in CLASSES:
    for change, steps in variants:
        if ("skip_prk_steps" in change and name != "pndm") or ("clip_sample" in change and name != "ddim"):
            continue
        timesteps, samples = trajectory(name, {**STABLE_DIFFUSION, **change}, steps)
        kept = [[shown(value) for value in sample] for sample in (samples[0], samples[1], samples[len(samples) // 2], samples[-1])]
        runs.append({"scheduler": name, "change": change, "steps": steps, "timesteps": timesteps, "samples": kept})

shares = {}
for kind in ("linear", "scaled_linear"):
    full = PNDMScheduler.from_config({**STABLE_DIFFUSION, "beta_schedule": kind}).alphas_cumprod
    shares[kind] = [shown(value) for value in full[::37].tolist()]

document = {"diffusers": __import__("diffusers").__version__, "config": STABLE_DIFFUSION, "start": START, "shares": shares}
lines = [json.dumps(run) for run in runs]
print(json.dumps(document)[:-1] + ', "runs": [\n' + ",\n".join(lines) + "\n]}")
