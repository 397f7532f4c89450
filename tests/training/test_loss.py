import torch

from voc.model.heads import HEADS, WIDTH
from voc.training.loss import loss


def perfect() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, dict[str, torch.Tensor]]:
    logits = torch.full((2, WIDTH), -20.0)
    tokens = torch.full((2, 3, 17), -20.0)
    targets = {
        "emotions": torch.zeros(2, 18),
        "stage": torch.tensor([3.0, 0.0]),
        "effort": torch.tensor([[4.0], [float("nan")]]),
        "tokens": torch.zeros(2, 3, 17),
    }
    targets["emotions"][0, 1] = 1
    targets["tokens"][0, 1, 4] = 1
    logits[0, HEADS["emotions"].start + 1] = 20
    logits[0, HEADS["stage"].start + 3] = logits[1, HEADS["stage"].start] = 20
    logits[:, HEADS["effort"].start] = torch.tensor([4.0, 1.0])
    tokens[0, 1, 4] = 20
    return logits, tokens, torch.tensor([[1, 1, 1], [1, 1, 0]]), targets


def test_a_perfect_answer_costs_nothing_and_each_error_costs() -> None:
    logits, tokens, mask, targets = perfect()
    assert loss(logits, tokens, mask, targets) < 1e-3
    for name, change in (("emotions", (0, 2)), ("stage", (0, 5)), ("effort", (0, 0))):
        worse = logits.clone()
        worse[change[0], HEADS[name].start + change[1]] += 60
        assert loss(worse, tokens, mask, targets) > 1


def test_null_effort_and_padding_cost_nothing() -> None:
    logits, tokens, mask, targets = perfect()
    logits[1, HEADS["effort"].start] = 99
    tokens[1, 2, 4] = 20
    assert loss(logits, tokens, mask, targets) < 1e-3


def test_probabilities_are_targets_like_classes() -> None:
    logits, tokens, mask, targets = perfect()
    hard = loss(logits, tokens, mask, targets)
    classes = len(HEADS["stage"].labels)
    targets["stage"] = torch.nn.functional.one_hot(targets["stage"].long(), classes).float()
    torch.testing.assert_close(loss(logits, tokens, mask, targets), hard)
    targets["stage"] = torch.full((2, classes), 1 / classes)
    assert loss(logits, tokens, mask, targets) > hard + 1


def test_unknown_tokens_cost_nothing() -> None:
    logits, tokens, mask, targets = perfect()
    tokens[0, 2, 3] = 20
    assert loss(logits, tokens, mask, targets) > 1
    targets["tokens"][0] = float("nan")
    assert loss(logits, tokens, mask, targets) < 1e-3
    targets["tokens"][:] = float("nan")
    assert loss(logits, tokens, mask, targets) < 1e-3


def test_a_class_that_was_not_judged_costs_nothing() -> None:
    logits, tokens, mask, targets = perfect()
    logits[0, HEADS["stage"].start + 5] += 60
    assert loss(logits, tokens, mask, targets) > 1
    targets["stage"][0] = float("nan")
    assert loss(logits, tokens, mask, targets) < 1e-3
    targets["stage"][:] = float("nan")
    assert loss(logits, tokens, mask, targets) < 1e-3
