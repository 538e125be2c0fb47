"""Runs each part of a pipeline once and keeps what went in and what came out."""

import torch
import torch.nn.functional as F


class SplitAttention:
    """Attention whose keys and values read different texts: the two lie one behind the other in the context."""

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, **_):
        keys, values = (hidden_states,) * 2 if encoder_hidden_states is None else encoder_hidden_states.chunk(2, 1)
        q, k, v = attn.to_q(hidden_states), attn.to_k(keys), attn.to_v(values)
        q, k, v = (x.unflatten(-1, (attn.heads, -1)).transpose(1, 2) for x in (q, k, v))
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
        return attn.to_out[0](mixed)


def last(x):
    """NCHW to NHWC."""
    return x.permute(0, 2, 3, 1).contiguous()


@torch.no_grad()
def capture(pipeline, prompts, size, seed):
    """Text states, UNet calls and both ways through the autoencoder; `size` in latent pixels, height first."""
    generator = torch.Generator().manual_seed(seed)
    unet, vae = pipeline.unet, pipeline.vae
    ids = pipeline.tokenizer(
        prompts, padding="max_length", max_length=77, truncation=True, return_tensors="pt"
    ).input_ids
    states = pipeline.text_encoder(ids).last_hidden_state
    batch = len(prompts)
    latents = torch.randn(batch, unet.config.in_channels, *size, generator=generator)
    timesteps = torch.tensor([981, 1])[:batch]
    prediction = unet(latents, timesteps, states).sample

    processors = unet.attn_processors
    unet.set_attn_processor(SplitAttention())
    split = unet(latents, timesteps, torch.cat([states, states.flip(0)], 1)).sample
    unet.set_attn_processor(processors)

    image = vae.decode(latents).sample
    picture = torch.rand(image.shape, generator=generator) * 2 - 1
    posterior = vae.encode(picture).latent_dist
    return {
        "ids": ids,
        "states": states,
        "latents": last(latents),
        "timesteps": timesteps.float(),
        "prediction": last(prediction),
        "prediction_keys_values_apart": last(split),
        "decoded": last(image),
        "image": last(picture),
        "mean": last(posterior.mean),
        "log_variance": last(posterior.logvar),
    }
