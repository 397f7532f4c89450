"""Where a network runs: on the processor, or on a GPU."""

from __future__ import annotations

import re

from voc.errors import InputError, MissingExtraError

CPU = "cpu"
_GPU = re.compile(r"cuda(?::(\d{1,3}))?")


def check_name(device: str) -> None:
    """Check that a device is called as one.

    Raises:
        InputError: if it is not.
    """
    if device != CPU and not _GPU.fullmatch(device):
        raise InputError(f"no device {device!r}: there are 'cpu', 'cuda', and 'cuda:1' for the second GPU")


def check_device(device: str) -> None:
    """Check that there is such a device, and what it needs.

    Args:
        device: ``cpu``; ``cuda`` for the GPU that torch takes by default, or ``cuda:1`` for the second one.

    Raises:
        InputError: if the device is called otherwise, or is not there.
        MissingExtraError: if it is a GPU and torch, transformers or onnx are not installed.
    """
    check_name(device)
    if device == CPU:
        return
    try:
        import onnx  # noqa: F401
        import torch
        import transformers  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("a GPU", "torch") from error
    if not torch.cuda.is_available():
        raise InputError(
            f"no CUDA device: torch {torch.__version__} sees no GPU; install a driver and torch for CUDA, or use "
            "device='cpu'"
        )
    if int(device.partition(":")[2] or 0) >= torch.cuda.device_count():
        raise InputError(f"no device {device!r}: torch sees {torch.cuda.device_count()} of them, cuda:0 the first")
