"""The static model: the same to the last bit however texts are put together, and right on clear texts."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

import voc
from voc.analyzer import Analyzer
from voc.errors import ModelError
from voc.model import static as module
from voc.model import store
from voc.model.artifacts import STATIC_WEIGHTS, TOKENIZER, verify, write_manifest
from voc.model.heads import CUE_COUNT, WIDTH
from voc.model.static import StaticRuntime
from voc.text import normalize

NAME = "voc-static-en"
ODD = [
    "\U0001f621",
    "\U0001f468\u200d\U0001f469",
    "don\u2019t",
    "sooooo",
    "\u00e9te\u0301",
    "\x85",
    "\u3000",
    "10am",
    "[MASK]",
    "\u4e2d",
]
TEXTS = st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=8)), max_size=8).map(" ".join)
CLEAR = [
    ("I am absolutely furious, this is an outrage!", "anger"),
    ("Thank you so much, I really appreciate your help.", "gratitude"),
    ("I love this dress, it is perfect and makes me so happy!", "delight"),
    ("I am so worried that my money is gone.", "anxiety"),
    ("I'm really disappointed, I expected much better.", "disappointment"),
]


@pytest.fixture(scope="module")
def static() -> Analyzer:
    return voc.load(NAME)


@pytest.fixture(scope="module")
def runtime() -> StaticRuntime:
    return StaticRuntime(store.find(NAME), threads=1)


def units(runtime: StaticRuntime, texts: list[str]) -> np.ndarray:
    return np.stack([raw.unit for raw in runtime.run(texts)])


@settings(max_examples=30)
@given(texts=st.lists(TEXTS, min_size=1, max_size=6))
def test_a_text_scores_the_same_alone_and_in_any_order(runtime: StaticRuntime, texts: list[str]) -> None:
    together = units(runtime, texts)
    assert together.shape == (len(texts), WIDTH)
    np.testing.assert_array_equal(together, np.concatenate([units(runtime, [text]) for text in texts]))
    np.testing.assert_array_equal(together[::-1], units(runtime, texts[::-1]))


def test_threads_and_chunks_do_not_change_a_bit(runtime: StaticRuntime, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"call number {i} about my bill, still waiting" + " and waiting" * (i % 40) for i in range(200)]
    monkeypatch.setattr(module, "CHUNK", 7)
    many = units(StaticRuntime(store.find(NAME), threads=3), texts)
    np.testing.assert_array_equal(many, np.concatenate([units(runtime, [text]) for text in texts]))


@settings(max_examples=100)
@given(text=TEXTS)
def test_word_by_word_gives_the_tokens_of_the_whole_text(runtime: StaticRuntime, text: str) -> None:
    tokenizer = Tokenizer.from_file(str(store.find(NAME) / TOKENIZER))
    assert runtime._ids([text])[0].tolist() == tokenizer.encode(normalize(text).text).ids
    (raw,) = runtime.run([text])
    assert raw.tokens.shape == (len(raw.spans), CUE_COUNT)


def test_forgetting_words_changes_nothing(runtime: StaticRuntime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WORDS", 2)
    texts = ["I was on hold for two hours", "nobody helps, two hours gone"]
    np.testing.assert_array_equal(units(StaticRuntime(store.find(NAME)), texts), units(runtime, texts))


@pytest.mark.parametrize(("text", "emotion"), CLEAR)
def test_clear_emotions(static: Analyzer, text: str, emotion: str) -> None:
    assert emotion in static.classify([text])["emotions"][0].as_py()


def test_negation_of_the_next_word_is_read(static: Analyzer) -> None:
    happy, unhappy = static.classify(["I am happy with it.", "I am not happy with it."])["valence"].to_pylist()
    assert happy > unhappy + 0.3


def test_cues_have_words_and_everything_else_is_there(static: Analyzer) -> None:
    text = "I was on hold for fifty minutes and had to call back twice."
    found = static.analyze(text)
    quotes = {span.cue.value: text[span.start : span.end] for span in found.units[0].cues}
    assert "hold" in quotes["wait"]
    assert "call back" in quotes["repeat_contact"]
    assert 0 < found.risk < 1
    assert found.effort is not None


def test_blank_texts_are_not_scored(static: Analyzer) -> None:
    rows = static.classify([None, " ", "\u200b", "fine"])
    assert rows["emotion"].to_pylist()[:3] == [None] * 3
    assert rows["emotion"][3].as_py() is not None


def test_the_folder_is_small_and_holds_no_pickle() -> None:
    files = list(store.find(NAME).iterdir())
    assert {path.suffix for path in files} <= {".safetensors", ".json", ".md"}
    assert sum(path.stat().st_size for path in files) < 30e6


def crafted(folder: Path, change: dict[str, np.ndarray]) -> Path:
    """Return a copy with other arrays and a manifest that fits them."""
    copy = Path(shutil.copytree(store.find(NAME), folder / "copy"))
    save_file(load_file(copy / STATIC_WEIGHTS) | change, copy / STATIC_WEIGHTS)
    write_manifest(copy, {"name": "copy"})
    verify(copy)
    return copy


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("embeddings", np.zeros((5, 256), np.int8)),
        ("embeddings", np.zeros((30522, 256), np.float32)),
        ("heads.scale", np.full(WIDTH, np.nan)),
        ("heads.weight", np.zeros((256, 3), np.int16)),
        ("surprise", np.zeros(1)),
    ],
)
def test_crafted_weights_are_refused(tmp_path: Path, name: str, array: np.ndarray) -> None:
    with pytest.raises(ModelError, match="does not fit"):
        voc.load(crafted(tmp_path, {name: array}))


def test_weights_that_are_no_safetensors_are_refused(tmp_path: Path) -> None:
    copy = crafted(tmp_path, {})
    (copy / STATIC_WEIGHTS).write_bytes(b"\x80\x04K\x01.")
    write_manifest(copy, {"name": "copy"})
    with pytest.raises(ModelError, match="cannot be loaded"):
        voc.load(copy)
