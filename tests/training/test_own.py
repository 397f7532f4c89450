import json

import numpy as np
import pytest
from sklearn.metrics import f1_score

import voc
from voc.errors import DataError, InputError, ModelError
from voc.model.heads import HEADS
from voc.training.own_data import read_own
from voc.training.own_fit import choose, fit, losses

pytest.importorskip("onnx")

PLACES = ("in the shop", "on the phone", "on the web site", "at my door", "by e-mail", "in the app")
WORDS = {
    "refund": ("I want my money back", "Please refund the charge", "Where is my refund", "Give me the money again"),
    "delivery": (
        "My parcel has not come",
        "The courier left the box",
        "When will it be delivered",
        "Late parcel again",
    ),
    "praise": ("You were all so kind", "Lovely people", "The staff was great", "Such friendly help"),
}


def written(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def examples(**more):
    return [
        {"text": f"{words} {place}.", "labels": [label], **more}
        for label, texts in WORDS.items()
        for words in texts
        for place in PLACES
    ]


@pytest.mark.parametrize("columns", [1, 3])
def test_micro_f1_counts_labels_and_not_their_absence(columns) -> None:
    from voc.training.own import _micro

    rng = np.random.default_rng(0)
    gold, given = rng.random((50, columns)) < 0.2, rng.random((50, columns)) < 0.3
    assert _micro(gold.astype(float), given) == pytest.approx(f1_score(gold.ravel(), given.ravel()))


@pytest.fixture(scope="module")
def adapted(tmp_path_factory):
    from voc.training.own import adapt

    folder = tmp_path_factory.mktemp("own")
    records = [*examples(emotions=[]), {"text": "Nobody has checked this", "labels": ["odd"], "draft": True}]
    return folder / "mine", adapt(written(folder / "my.jsonl", records), "voc-mini-en", folder / "mine")


def test_own_labels_are_learned_and_the_other_heads_stay(adapted, analyzer) -> None:
    folder, report = adapted
    found = report["heads"]["own labels"]
    assert found["adapted"]["micro-F1"] > max(0.8, found["base"]["micro-F1"])
    assert report["drafts_left_out"] == 1
    assert report["heads"]["emotions"]["held_out"] == 15, "72 examples, a fifth, rounded up"
    mine = voc.load(folder)
    texts = ["I would like a refund of that amount", None, "The parcel is late", "word " * 600]
    rows = mine.classify(texts).to_pylist()
    assert rows[0]["labels"][0]["label"] == "refund"
    assert rows[2]["labels"][0]["label"] == "delivery"
    assert rows[1]["labels"] is None
    assert analyzer.classify(texts)["labels"].null_count == len(texts)
    before, after = analyzer.logits(texts[:1]), mine.logits(texts[:1])
    changed = [
        name for name, head in HEADS.items() if not np.array_equal(before[:, head.columns], after[:, head.columns])
    ]
    assert set(changed) <= {"emotions"}
    assert mine.analyze(texts[0]).units[0].labels[0] == "refund"
    assert mine.classify(texts[:1]).to_pylist()[0] == rows[0], "alone as in a batch"


def test_own_labels_are_the_same_in_a_process_of_its_own(adapted, tmp_path) -> None:
    from voc.batch import score_files

    rows = [f'"{record["text"]}"' for record in examples()[::8]]
    (tmp_path / "in.csv").write_text("\n".join(["text", *rows]), encoding="utf-8")
    mine = voc.load(adapted[0])
    for workers in (0, 1):
        score_files(mine, [tmp_path / "in.csv"], tmp_path / str(workers), progress=False, workers=workers)
    one, two = (voc.read_scores(tmp_path / str(workers)).units for workers in (0, 1))
    assert one["labels"].equals(two["labels"])
    assert {label["label"] for row in one["labels"].to_pylist() for label in row} == set(WORDS)


def test_an_adapted_model_still_tells_unusual_texts(adapted) -> None:
    mine = voc.load(adapted[0])
    texts = ["I want my money back.", "Zwq xj kvv qqz, bzzt wrx 0x7f 0x3e."]
    assert mine.classify(texts)["unusual"].equals(voc.load().classify(texts)["unusual"])


@pytest.mark.parametrize("base", ["voc-static-en", "voc-cascade-en"])
def test_only_networks_are_adapted(base, tmp_path) -> None:
    from voc.training.own import adapt

    with pytest.raises(ModelError, match=r"holds no model.onnx: adapt a network such as voc-mini-en"):
        adapt(written(tmp_path / "my.jsonl", examples()), base, tmp_path / "mine")


def test_an_adapted_model_can_be_adapted_again_and_suggests(adapted, tmp_path) -> None:
    from voc.training.own import adapt

    folder, _ = adapted
    records = [{"text": r["text"], "label": r["labels"][0]} for r in examples()]
    with pytest.raises(ModelError, match="was adapted already"):
        adapt(written(tmp_path / "my.jsonl", records), str(folder), tmp_path / "two")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "my.jsonl:2: not JSON"),
        ("[1]", "my.jsonl:2: not an object"),
        ('{"text": " "}', "my.jsonl:2: no text"),
        (r'{"text": "\ud83d"}', "my.jsonl:2: no text"),
        (
            '{"text": "a", "emotions": ["angr"]}',
            r"my.jsonl:2: emotions: 'angr' .* did you mean 'anger'\?; names of your own",
        ),
        ('{"text": "a", "emotions": "anger"}', "my.jsonl:2: emotions must be a list"),
        ('{"text": "a", "stage": "none"}', "my.jsonl:2: stage: 'none' is not in the guidelines"),
        ('{"text": "a", "valence": 3}', "my.jsonl:2: valence must be a number from -2 to 2"),
        ('{"text": "a", "effort": true}', "my.jsonl:2: effort must be a number from 1 to 5 or null"),
        ('{"text": "a", "emotion": []}', r"my.jsonl:2: unknown field 'emotion': did you mean 'emotions'\?"),
        ('{"text": "a", "label": ""}', "my.jsonl:2: label must be a name"),
        ('{"text": "a", "label": "x"}\n{"text": "a", "labels": ["x"]}', "holds both 'label'"),
    ],
)
def test_bad_lines_are_named(tmp_path, line, message) -> None:
    path = tmp_path / "my.jsonl"
    path.write_text('{"text": "fine", "effort": null, "shop": 3}\n' + line, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_own(path)


def test_half_an_emoji_is_no_character(tmp_path) -> None:
    path = written(tmp_path / "my.jsonl", [{"text": "I love it \ud83d", "labels": ["b\ude00", "c"]}])
    [example] = read_own(path)[0]
    assert (example.text, example.record["labels"]) == ("I love it \ufffd", ["b\ufffd", "c"])
    path = written(path, [{"text": "I love it", "label": "\ud83d"}])
    assert read_own(path)[0][0].record["label"] == "\ufffd"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_end_where_json_lines_do(tmp_path, end) -> None:
    from voc.training.suggest import write

    texts = ["one\u2028two", "three\u2029four", "five\x85six", "seven"]
    path = tmp_path / "my.jsonl"
    write([{"text": text, "labels": ["x"]} for text in texts], path)
    assert [example.text for example in read_own(path)[0]] == texts
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", end.encode()) + b"{")
    with pytest.raises(DataError, match=r"my\.jsonl:5: not JSON"):
        read_own(path)


def test_too_few_examples_are_refused(tmp_path) -> None:
    from voc.training.own import adapt

    for records, message in (
        (examples()[:20], r"labels of your own take 50 examples"),
        ([*examples(), {"text": "once", "labels": ["rare"]}], r"too few of 'rare' \(1\)"),
        ([{"text": "a", "stage": "usage"}] * 10, r"no field has the 50 examples"),
        ([{"text": "a", "draft": True}], r"holds no examples, only 1 drafts"),
    ):
        with pytest.raises(DataError, match=message):
            adapt(written(tmp_path / "my.jsonl", records), "voc-mini-en", tmp_path / "mine")
    with pytest.raises(InputError, match="is there already"):
        adapt(tmp_path / "my.jsonl", "voc-mini-en", tmp_path)


def test_a_correction_is_made_only_where_it_surely_helps() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(200, 20))
    truth = features[:, :1] * 3
    gold = (rng.random((200, 1)) < 1 / (1 + np.exp(-truth))).astype(float)
    right = choose("multilabel", features, truth, gold, np.arange(200), 0)
    assert right.penalty is None, "what is right already stays"
    wrong = choose("multilabel", features, np.zeros((200, 1)), gold, np.arange(200), 0)
    assert wrong.penalty is not None
    assert wrong.after < wrong.before
    random = rng.integers(0, 2, (200, 1)).astype(float)
    noise = choose("multilabel", features, np.zeros((200, 1)), random, np.arange(200), 0)
    assert noise.penalty is None, "noise is not learned"


def test_what_is_said_again_and_again_teaches_nothing_of_other_texts() -> None:
    rng = np.random.default_rng(0)
    features, gold = rng.normal(size=(60, 60)), rng.integers(0, 2, (60, 1)).astype(float)
    again = np.repeat(np.arange(60), 5)
    noise = choose("multilabel", features[again], np.zeros((300, 1)), gold[again], again, 0)
    assert noise.penalty is None


def test_copies_of_a_text_are_held_out_together(tmp_path) -> None:
    from voc.training.own import adapt

    rng = np.random.default_rng(0)
    records = [{"text": record["text"], "label": str(rng.integers(2))} for record in examples()]
    path = written(tmp_path / "my.jsonl", [record for record in records for _ in range(5)])
    found = adapt(path, "voc-mini-en", tmp_path / "mine")["heads"]["own labels"]
    assert (found["examples"], found["held_out"]) == (360, 75), "15 of 72 texts"
    assert found["adapted"]["micro-F1"] < 0.8, "random labels cannot be learned"
    with pytest.raises(DataError, match=r"there are 30$"):
        adapt(written(path, records[:30] * 5), "voc-mini-en", tmp_path / "two")


@pytest.mark.parametrize("kind", ["multilabel", "multiclass", "regression"])
def test_a_fit_is_at_a_minimum(kind) -> None:
    rng = np.random.default_rng(1)
    features, offset = rng.normal(size=(60, 4)), rng.normal(size=(60, 3))
    gold = {
        "multilabel": rng.integers(0, 2, (60, 3)).astype(float),
        "multiclass": rng.integers(0, 3, (60, 1)).astype(float),
        "regression": rng.normal(size=(60, 3)),
    }[kind]
    linear = fit(kind, features, offset, gold, 2.0)

    def objective(weights, bias):
        loss = losses(kind, offset + features @ weights + bias, gold).sum()
        return loss + (2.0 * weights**2).sum() / 2 + (bias**2).sum() / 2

    best = objective(linear.weights, linear.bias)
    for _ in range(20):
        nudged = linear.weights + rng.normal(size=linear.weights.shape) * 0.01
        assert objective(nudged, linear.bias + rng.normal(size=3) * 0.01) > best
