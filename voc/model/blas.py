"""Keeps matrix products in the thread that asks for them, where there are threads enough already."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController

_limiting = threading.Lock()


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit NumPy to one thread a product: more of them would mostly wait for each other, at full load.

    The limit holds for the whole process until the block ends that set it. A block that begins meanwhile sets none, so
    that what was before always returns; it is never wrong, at worst slower.
    """
    if not _limiting.acquire(blocking=False):
        yield
        return
    try:
        with _controller().limit(limits=1, user_api="blas"):
            yield
    finally:
        _limiting.release()


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()
