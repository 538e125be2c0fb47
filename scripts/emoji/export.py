"""Writes what was trained as the model that ships: a diffusers folder in float16, and the CLIP for transformers.js.

usage: export.py [--out FOLDER] [--run FOLDER]
"""
import argparse
import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL, StableDiffusionPipeline
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import load_file, save_file
from transformers import CLIPModel, CLIPTextConfig, CLIPTextModel, CLIPTokenizer

import pools
import world
from train_clip import ids_of
from train_unet import build, schedule

warnings.filterwarnings("ignore")
INT8_FROM = 90_000  # values; the two matrices of every MLP, a third of the file


def text_encoder(clip):
    """The text half of the CLIP, under the names that Stable Diffusion's folders have."""
    text = CLIPTextModel(CLIPTextConfig(**clip.config.text_config.to_dict()))
    state = {k.removeprefix("text_model."): v for k, v in clip.text_model.state_dict().items()}
    own = text.state_dict()
    prefix = "text_model." if next(iter(own)).startswith("text_model.") else ""
    text.load_state_dict({prefix + k: v for k, v in state.items()})
    return text


def name_like_sd(path):
    """Gives the text encoder's weights the prefix that Stable Diffusion's files have and newer writers leave out."""
    state = {k if k.startswith("text_model.") else f"text_model.{k}": v for k, v in load_file(path).items()}
    save_file(state, path, metadata=dict(format="pt"))


def forget_places(folder):
    """Configurations keep the folder that they were read from: no reader needs this machine's."""
    for file in folder.rglob("config.json"):
        config = json.loads(file.read_text())
        for part in (config, config.get("text_config", {}), config.get("vision_config", {})):
            part.pop("_name_or_path", None)
        file.write_text(json.dumps(config, indent=2) + "\n")


class Scores(torch.nn.Module):
    """CLIP's forward pass with the outputs that transformers.js reads."""

    def __init__(self, clip):
        super().__init__()
        self.clip = clip

    def forward(self, input_ids, pixel_values, attention_mask):
        # Captions end before their padding and attention looks back only, so the mask changes nothing: it is read and
        # ignored, because transformers.js always sends it.
        ids = input_ids + 0 * attention_mask
        text = self.clip.text_projection(self.clip.text_model(input_ids=ids).pooler_output)
        image = self.clip.visual_projection(self.clip.vision_model(pixel_values=pixel_values).pooler_output)
        text, image = F.normalize(text, dim=-1), F.normalize(image, dim=-1)
        scores = self.clip.logit_scale.exp().clamp(max=100) * image @ text.T
        return scores, scores.T, text, image


def shrink(path):
    """Stores weights small and widens them on load, so that the arithmetic stays float32 on every CPU: the layers' large
    matrices as int8 with a scale for every output, the rest as float16."""
    model = onnx.load(path)
    graph, widen = model.graph, []
    kept = []
    factors = {node.input[1] for node in graph.node if node.op_type == "MatMul"}
    for tensor in graph.initializer:
        value, name = numpy_helper.to_array(tensor), tensor.name
        if value.dtype != np.float32 or value.size < 256:
            kept.append(tensor)
        elif name in factors and value.size >= INT8_FROM:
            scale = (np.abs(value).max(0) / 127).astype(np.float32)
            kept.append(numpy_helper.from_array(np.round(value / scale).astype(np.int8), name + "_int8"))
            kept.append(numpy_helper.from_array(scale, name + "_scale"))
            widen.append(helper.make_node("DequantizeLinear", [name + "_int8", name + "_scale"], [name], axis=1))
        else:
            kept.append(numpy_helper.from_array(value.astype(np.float16), name + "_half"))
            widen.append(helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT))
    nodes = widen + list(graph.node)
    for node in nodes:  # where the exporter met it is of no use to a reader
        node.doc_string = ""
        del node.metadata_props[:]
    for field, values in ((graph.initializer, kept), (graph.node, nodes), (graph.value_info, [])):
        del field[:]
        field.extend(values)
    onnx.save(model, path)


def write_clip(clip, tokenizer, run, out):
    out.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt"):
        shutil.copy(run / "tokenizer" / name, out / name)
    config = clip.config.to_dict()
    config["architectures"] = ["CLIPModel"]
    (out / "config.json").write_text(json.dumps(config, indent=2, default=str))
    half = dict(image_mean=[0.5] * 3, image_std=[0.5] * 3, rescale_factor=1 / 255, resample=3)
    steps = {f"do_{k}": True for k in ("resize", "rescale", "normalize", "convert_rgb")} | dict(do_center_crop=False)
    processor = dict(image_processor_type="CLIPImageProcessor", size=dict(height=64, width=64), crop_size=dict(height=64, width=64)) | steps | half
    (out / "preprocessor_config.json").write_text(json.dumps(processor, indent=2))
    (out / "onnx").mkdir(exist_ok=True)
    path = out / "onnx" / "model.onnx"
    ids, pixels = ids_of(tokenizer, ["a rose", "a blue rose"]), torch.randn(3, 3, 64, 64)
    torch.onnx.export(
        Scores(clip).eval(), (ids, pixels, torch.ones_like(ids)), str(path), dynamo=False, opset_version=17,
        input_names=["input_ids", "pixel_values", "attention_mask"],
        output_names=["logits_per_image", "logits_per_text", "text_embeds", "image_embeds"],
        dynamic_axes=dict(
            input_ids={0: "texts", 1: "positions"}, attention_mask={0: "texts", 1: "positions"}, pixel_values={0: "images"},
            logits_per_image={0: "images", 1: "texts"}, logits_per_text={0: "texts", 1: "images"}, text_embeds={0: "texts"}, image_embeds={0: "images"},
        ),
    )
    shrink(path)
    return path


@torch.no_grad()
def check_clip(path, clip, tokenizer, run):
    """Largest difference in score to PyTorch's, and how often the best caption agrees, on pictures of the world."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    captions = [world.article(n) for n in world.SUBJECTS] + [f"a {c} rose" for c in world.COLOURS]
    pictures = pools.to_input(torch.from_numpy(np.load(run / "pool0.npy", mmap_mode="r")[:256].copy()))
    worst, agree = 0.0, []
    for texts, images, padding in ((len(captions), 256, "max_length"), (1, 1, True), (2, 7, True)):
        batch = {k: v.astype(np.int64) for k, v in tokenizer(captions[:texts], padding=padding, max_length=77, return_tensors="np").items()}
        x = pictures[:images]
        theirs = torch.tensor(session.run(["logits_per_image"], batch | dict(pixel_values=x.numpy()))[0])
        ours = Scores(clip).eval()(torch.tensor(batch["input_ids"]), x, torch.tensor(batch["attention_mask"]))[0]
        worst = max(worst, (theirs - ours).abs().max().item())
        agree += (theirs.argmax(1) == ours.argmax(1)).tolist()
    return f"differ by at most {worst:.3f} (of a scale of {ours.new_tensor(1.0).mul(clip.logit_scale.exp()).item():.0f}) and agree on the best caption {100 * np.mean(agree):.1f} % of the time"


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--run", default=world.DEFAULT_RUN)
    p.add_argument("--out", default=str(world.HERE.parents[1] / "models" / "emoji"))
    p.add_argument("--unet", default="unet.pt")
    p.add_argument("--clip", default="judge")
    p.add_argument("--vae", default="vae-sharp")
    p.add_argument("--threads", type=int, default=1)
    o = p.parse_args()
    torch.set_num_threads(o.threads)
    torch.manual_seed(0)
    run, out = Path(o.run), Path(o.out)
    tokenizer = CLIPTokenizer.from_pretrained(run / "tokenizer")
    clip = CLIPModel.from_pretrained(run / o.clip).eval()
    vae = AutoencoderKL.from_pretrained(run / o.vae)
    saved = torch.load(run / o.unet, weights_only=False, map_location="cpu")
    unet = build()
    unet.load_state_dict(saved["ema"])
    vae.register_to_config(scaling_factor=saved["scale"])
    pipeline = StableDiffusionPipeline(
        vae=vae, text_encoder=text_encoder(clip), tokenizer=tokenizer, unet=unet, scheduler=schedule(),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )
    pipeline.to(torch.float16).save_pretrained(out)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt"):
        shutil.copy(run / "tokenizer" / name, out / "tokenizer" / name)
    path = write_clip(clip, tokenizer, run, out / "clip")
    name_like_sd(out / "text_encoder" / "model.safetensors")
    forget_places(out)
    for file in out.rglob("*.*"):
        file.chmod(0o644)
    size = sum(f.stat().st_size for f in out.rglob("*") if f.is_file()) / 1e6
    print(f"UNet of step {saved['step']} ({saved['minutes']:.1f} min); CLIP scores {check_clip(path, clip, tokenizer, run)}; {size:.2f} MB in all")
    if size >= 28:
        raise SystemExit("the model is over its 28 MB")


if __name__ == "__main__":
    main()
