"""The optimiser of the autoencoder and the denoiser: Muon for matrices and convolutions, Adam for the rest."""
import torch


@torch.no_grad()
def orthogonal(m, steps=5):
    """Brings a matrix's singular values near 1 by Newton-Schulz iterations (Jordan et al., 2024)."""
    wide = m.shape[0] <= m.shape[1]
    x = m if wide else m.T
    x = x / (x.norm() + 1e-7)
    for _ in range(steps):
        gram = x @ x.T
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return x if wide else x.T


class Muon(torch.optim.Optimizer):
    """Momentum whose update is made orthogonal, scaled to the size of Adam's so that both take one learning rate."""

    def __init__(self, parameters, lr=1e-3, momentum=0.95, betas=(0.9, 0.99), weight_decay=0.01):
        super().__init__(list(parameters), dict(lr=lr, momentum=momentum, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            lr, momentum, (b1, b2) = group["lr"], group["momentum"], group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                state["n"] = n = state.get("n", 0) + 1
                if n == 1:
                    state["m"], state["v"] = torch.zeros_like(p), None
                if p.ndim >= 2 and min(p.shape[0], p[0].numel()) >= 8:
                    m = state["m"].lerp_(p.grad, 1 - momentum)
                    update = orthogonal(p.grad.lerp(m, momentum).flatten(1)).view_as(p)
                    p.mul_(1 - lr * group["weight_decay"]).add_(update, alpha=-0.2 * lr * max(p.shape[0], p[0].numel()) ** 0.5)
                else:
                    v = state["v"] = torch.zeros_like(p) if n == 1 else state["v"]
                    m = state["m"].lerp_(p.grad, 1 - b1)
                    v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
                    p.addcdiv_(m, (v / (1 - b2**n)).sqrt().add_(1e-8), value=-lr / (1 - b1**n))
