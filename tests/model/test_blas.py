"""The limit on the threads of matrix products: one while a block runs, and all as before afterwards."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from threadpoolctl import ThreadpoolController, threadpool_limits

from voc.model.blas import one_thread


def threads() -> set[int]:
    return {library["num_threads"] for library in ThreadpoolController().select(user_api="blas").info()}


@pytest.fixture(autouse=True)
def two_threads() -> Iterator[None]:
    with threadpool_limits(2, user_api="blas"):
        yield


def test_overlapping_blocks_end_as_it_was() -> None:
    entered, leave = threading.Event(), threading.Event()

    def other() -> None:
        with one_thread():
            entered.set()
            leave.wait(10)

    thread = threading.Thread(target=other)
    with one_thread():
        assert threads() == {1}
        thread.start()
        assert entered.wait(10)
    assert threads() == {2}
    leave.set()
    thread.join()
    assert threads() == {2}
    with one_thread():
        assert threads() == {1}


def test_an_error_ends_the_limit() -> None:
    with pytest.raises(ZeroDivisionError), one_thread():
        raise ZeroDivisionError
    assert threads() == {2}
