import numpy as np

from voc.analyzer import Analyzer
from voc.model import store
from voc.model.heads import CUE_COUNT, WIDTH
from voc.model.runtime import OnnxRuntime

TEXT = "I\u2019ve been on hold for two hours \U0001f621 and nobody helps."


def test_token_evidence_lines_up_with_the_source(analyzer: Analyzer) -> None:
    (raw,) = analyzer._predictor.runtime.run([TEXT])
    assert raw.unit.shape == (WIDTH,)
    assert raw.tokens.shape == (len(raw.spans), CUE_COUNT)
    assert TEXT[raw.spans[-2][0] : raw.spans[-2][1]] == "helps"
    assert all(0 <= start < end <= len(TEXT) for start, end in raw.spans)


def test_text_longer_than_the_window_is_split_and_not_cut_off() -> None:
    folder = store.find(store.DEFAULT)
    short = OnnxRuntime(folder, max_tokens=34)
    text = "fine " * 32 + "terrible scam and a disgusting lie " * 4
    (raw,) = short.run([text])
    assert len(raw.spans) == len(raw.tokens) > 32
    assert raw.spans[-1][1] == len(text.rstrip())
    (head,) = short.run(["fine " * 32])
    assert np.abs(raw.unit - head.unit).max() > 0.5, "the end of the text must count"


def test_threads_do_not_change_a_bit() -> None:
    folder = store.find(store.DEFAULT)
    texts = [f"call number {i} about my bill, still waiting" for i in range(200)]
    one = [raw.unit for raw in OnnxRuntime(folder, 512, threads=1).run(texts)]
    many = [raw.unit for raw in OnnxRuntime(folder, 512, threads=4).run(texts)]
    np.testing.assert_array_equal(one, many)
