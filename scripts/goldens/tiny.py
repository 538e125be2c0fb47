"""Tiny Stable Diffusion models with random weights, as diffusers saves them, for src/models' parity tests.

    pip install -r scripts/goldens/requirements.txt
    python scripts/goldens/tiny.py src/models/goldens

Two folders. `sd1` is laid out as Stable Diffusion 1.x: convolutions around the transformers, one number of heads,
quick GELU, the old names in the autoencoder's attention, `position_ids` among the text encoder's weights,
configurations as short as the published ones; float16. `sd2` is laid out as 2.x: linear projections, heads per block,
GELU, a text encoder whose last layer is dropped from its configuration, padding with "!", v-prediction; float32.
Beside each, `goldens.safetensors`: inputs, and the outputs of diffusers in float32; images and latents as NHWC.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, DDIMScheduler, PNDMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from safetensors.torch import load_file, save_file
from tokenizers.pre_tokenizers import ByteLevel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from capture import capture

SCHEDULE = dict(
    beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", set_alpha_to_one=False, steps_offset=1
)

SD1 = dict(
    dtype=torch.float16,
    pad="<|endoftext|>",
    text=dict(hidden_act="quick_gelu", num_hidden_layers=2),
    unet=dict(
        block_out_channels=(8, 16),
        layers_per_block=2,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        attention_head_dim=2,
        norm_num_groups=4,
        cross_attention_dim=16,
        sample_size=8,
    ),
    vae=dict(layers_per_block=1, block_out_channels=(8, 16), latent_channels=4, norm_num_groups=4),
    scheduler=PNDMScheduler(**SCHEDULE, skip_prk_steps=True),
    size=(4, 8),
)

SD2 = dict(
    dtype=torch.float32,
    pad="!",
    text=dict(hidden_act="gelu", num_hidden_layers=2),
    unet=dict(
        block_out_channels=(8, 8, 16),
        layers_per_block=1,
        down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
        attention_head_dim=(1, 2, 4),
        norm_num_groups=4,
        cross_attention_dim=16,
        sample_size=8,
        use_linear_projection=True,
        upcast_attention=True,
    ),
    vae=dict(layers_per_block=2, block_out_channels=(8, 8, 16), latent_channels=4, norm_num_groups=4),
    scheduler=DDIMScheduler(**SCHEDULE, clip_sample=False, prediction_type="v_prediction"),
    size=(8, 4),
)

# What the files of SD v1.4 do not say, because they are older than the keys.
OLD_UNET = (
    "act_fn attention_head_dim block_out_channels center_input_sample cross_attention_dim down_block_types "
    "downsample_padding flip_sin_to_cos freq_shift in_channels layers_per_block mid_block_scale_factor norm_eps "
    "norm_num_groups out_channels sample_size up_block_types"
).split()
OLD_VAE = (
    "act_fn block_out_channels down_block_types in_channels latent_channels layers_per_block norm_num_groups "
    "out_channels sample_size up_block_types"
).split()


def shake(module, seed, dtype):
    """Weights that keep the signal's size, norms and biases that are not their initial ones and zeros."""
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in sorted(module.named_parameters()):
        noise = torch.randn(parameter.shape, generator=generator)
        if parameter.ndim > 1:
            fan_in = parameter[0].numel() if "embedding." not in name or "time" in name else 1
            parameter.data = noise * fan_in**-0.5
        else:
            parameter.data = 0.2 * noise + (1.0 if name.endswith("weight") else 0.0)
        parameter.data = parameter.data.to(dtype).float()
    return module.eval()


def tokenizer(folder, pad):
    """CLIP's byte-level vocabulary with a handful of merges."""
    letters = sorted(ByteLevel.alphabet())
    merges = ["r o", "s e</w>", "ro se</w>", "b l", "u e</w>", "bl ue</w>"]
    words = [*letters, *(letter + "</w>" for letter in letters), *("".join(merge.split()) for merge in merges)]
    folder.mkdir(parents=True)
    vocabulary = {word: i for i, word in enumerate([*words, "<|startoftext|>", "<|endoftext|>"])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False))
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges, ""]))
    return CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), pad_token=pad, model_max_length=77)


def keep(file, keys):
    config = json.loads(file.read_text())
    file.write_text(json.dumps({k: v for k, v in config.items() if k in keys or k == "_class_name"}, indent=2) + "\n")


def age(folder):
    """Turns a folder as diffusers saves it today into one as it was published in 2022."""
    keep(folder / "unet/config.json", OLD_UNET)
    keep(folder / "vae/config.json", OLD_VAE)
    file = folder / "vae/diffusion_pytorch_model.safetensors"
    old = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    weights = load_file(file)
    for now, then in old.items():
        weights = {name.replace(f"attentions.0.{now}.", f"attentions.0.{then}."): w for name, w in weights.items()}
    save_file(weights, file, {"format": "pt"})
    file = folder / "text_encoder/model.safetensors"
    positions = {"text_model.embeddings.position_ids": torch.arange(77)[None]}
    save_file({**load_file(file), **positions}, file, {"format": "pt"})


def make(folder, seed, kind):
    shutil.rmtree(folder, ignore_errors=True)
    tokens = tokenizer(folder / "tokenizer", kind["pad"])
    text = CLIPTextConfig(
        vocab_size=len(tokens), hidden_size=16, intermediate_size=32, num_attention_heads=2, projection_dim=8,
        bos_token_id=tokens.bos_token_id, eos_token_id=tokens.eos_token_id, pad_token_id=tokens.pad_token_id,
        **kind["text"],
    )
    blocks = len(kind["vae"]["block_out_channels"])
    names = dict(down_block_types=("DownEncoderBlock2D",) * blocks, up_block_types=("UpDecoderBlock2D",) * blocks)
    pipeline = StableDiffusionPipeline(
        vae=shake(AutoencoderKL(**kind["vae"], **names), seed, kind["dtype"]),
        text_encoder=shake(CLIPTextModel(text), seed + 1, kind["dtype"]),
        tokenizer=tokens,
        unet=shake(UNet2DConditionModel(**kind["unet"]), seed + 2, kind["dtype"]),
        scheduler=kind["scheduler"],
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    goldens = capture(pipeline, ["A rose", "a photo of a blue rose!"], kind["size"], seed)
    pipeline.to(kind["dtype"]).save_pretrained(folder)
    if kind is SD1:
        age(folder)
    save_file(goldens, folder / "goldens.safetensors", {"torch": torch.__version__.split("+")[0]})


if __name__ == "__main__":
    torch.set_num_threads(1)
    out = Path(sys.argv[1])
    make(out / "sd1", 10, SD1)
    make(out / "sd2", 20, SD2)
