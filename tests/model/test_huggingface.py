import shutil
from pathlib import Path

import numpy as np
import pytest

import voc
from tests.conftest import SAMPLES
from voc.errors import InputError, ModelError
from voc.model.huggingface import EmotionModel, read_mapping
from voc.model.store import DEFAULT, find

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

LABELS = ("joy", "love", "anger", "neutral")
MINE = '[labels]\njoy = "delight"\nlove = ["delight", "trust"]\nanger = "anger"\nneutral = []\n'
TEXTS = ["Where is my parcel?", None, "Thank you, I love it!", "word " * 300]


def saved(folder: Path, problem: str) -> Path:
    """Save a real, untrained BERT of two small layers with the tokenizer of the shipped model."""
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=30522, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64, num_labels=4, problem_type=problem, id2label=dict(enumerate(LABELS)),
    )  # fmt: skip
    model = transformers.BertForSequenceClassification(config)
    with torch.no_grad():
        model.classifier.weight *= 100  # so that texts differ
    model.save_pretrained(folder)
    save_tokenizer(folder, model_max_length=64)
    return folder


def save_tokenizer(folder: Path, **more: int) -> None:
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_file=str(find(DEFAULT) / "tokenizer.json"), **more,
        unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
    )  # fmt: skip
    tokenizer.save_pretrained(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return saved(tmp_path_factory.mktemp("hf") / "mood", "single_label_classification")


@pytest.fixture(scope="module")
def labels(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("labels") / "labels.toml"
    path.write_text(MINE, encoding="utf-8")
    return path


def by_hand(folder: Path, text: str) -> np.ndarray:
    """Ask the model as its users do."""
    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    with torch.no_grad():
        return model.eval()(input_ids=torch.tensor([tokenizer(text)["input_ids"]])).logits[0].numpy()


@pytest.mark.parametrize("problem", ["single_label_classification", "multi_label_classification"])
def test_probabilities_are_the_models(tmp_path, labels, problem) -> None:
    made = saved(tmp_path / "mood", problem)
    logits = by_hand(made, TEXTS[0])
    single = problem.startswith("single")
    each = np.exp(logits) / np.exp(logits).sum() if single else 1 / (1 + np.exp(-logits))
    joy, love, anger, _ = each
    found = EmotionModel(made, read_mapping(labels)).probabilities(TEXTS)
    row = dict(zip(voc.load().classify(["a"])["emotion_scores"].to_pylist()[0], found[0], strict=True))
    assert row["delight"] == pytest.approx(joy + love if single else max(joy, love), abs=1e-5)
    assert row["trust"] == pytest.approx(love, abs=1e-5)
    assert row["anger"] == pytest.approx(anger, abs=1e-5)
    assert np.isnan(row["sadness"]), "an emotion that the model does not know is not judged"
    assert np.isnan(found[1]).all()
    assert ((found[3] >= 0) & (found[3] <= 1)).sum() == 3, "a long text is read in windows"


@pytest.mark.parametrize("kind", ["Roberta", "MPNet", "Longformer"])
def test_a_long_text_fits_models_that_number_positions_from_behind_the_padding(tmp_path, labels, kind) -> None:
    config = getattr(transformers, f"{kind}Config")(
        vocab_size=30522, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=34, pad_token_id=1, id2label=dict(enumerate(LABELS)),
    )  # fmt: skip
    getattr(transformers, f"{kind}ForSequenceClassification")(config).save_pretrained(tmp_path / "mood")
    save_tokenizer(tmp_path / "mood")
    found = EmotionModel(tmp_path / "mood", read_mapping(labels)).probabilities(TEXTS)
    assert np.isfinite(found).sum(1).tolist() == [3, 0, 3, 3]


def test_a_model_without_a_limit_of_positions_reads_every_text(tmp_path, labels) -> None:
    config = transformers.XLNetConfig(
        vocab_size=30522, d_model=16, n_layer=1, n_head=2, d_inner=32, id2label=dict(enumerate(LABELS))
    )
    transformers.XLNetForSequenceClassification(config).save_pretrained(tmp_path / "mood")
    save_tokenizer(tmp_path / "mood")
    found = EmotionModel(tmp_path / "mood", read_mapping(labels)).probabilities(TEXTS)
    assert np.isfinite(found).sum(1).tolist() == [3, 0, 3, 3]


def test_an_emotion_counts_once_for_a_label(tmp_path, folder, labels) -> None:
    path = tmp_path / "labels.toml"
    path.write_text(MINE.replace('joy = "delight"', 'joy = ["delight", "delight"]'), encoding="utf-8")
    twice, once = (EmotionModel(folder, read_mapping(mine)).probabilities(TEXTS) for mine in (path, labels))
    np.testing.assert_array_equal(twice, once)


def test_another_vocabulary_is_another_model(tmp_path, folder, labels) -> None:
    copy = tmp_path / "mood"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("tokenizer*"))
    (copy / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer", "model_max_length": 64}')
    places = transformers.AutoTokenizer.from_pretrained(folder).get_vocab()
    words = sorted(places, key=places.__getitem__)
    found = []
    for _ in range(2):
        (copy / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
        found.append(EmotionModel(copy, read_mapping(labels)).fingerprint)
        assert found[-1] == EmotionModel(copy, read_mapping(labels)).fingerprint
        words[places["love"]], words[places["hate"]] = "hate", "love"
    assert found[0] != found[1]


def test_it_works_with_scores_pictures_and_risk(folder, labels, tmp_path) -> None:
    from voc.batch import score_files

    analyzer, base = voc.load(folder, labels=labels), voc.load()
    assert analyzer.name == "mood with voc-mini-en"
    assert analyzer.fingerprint != base.fingerprint
    rows = [analyzer.classify(TEXTS).to_pylist(), base.classify(TEXTS).to_pylist()]
    for mine, ours in zip(*rows, strict=True):
        assert [mine[name] for name in ("stage", "cues", "valence")] == [
            ours[name] for name in ("stage", "cues", "valence")
        ]
    assert rows[0][0]["emotion_scores"]["sadness"] is None
    assert 0 <= rows[0][0]["risk"] <= 1
    assert analyzer.classify(TEXTS[2:3]).to_pylist()[0] == rows[0][2], "alone as in a batch"
    score_files(analyzer, [SAMPLES / "complaints.csv"], tmp_path / "out", progress=False, workers=1)
    scores = voc.read_scores(tmp_path / "out")
    assert set(scores.units["emotion"].to_pylist()) <= {"delight", "trust", "anger", "neutral", None}
    assert scores.interactions["risk"].null_count == 0
    assert scores.about.metrics == {}, "our metrics say nothing of somebody else's model"
    scores.report(tmp_path / "report.html")
    voc.plots.EmotionMixDisplay.from_scores(scores)


def test_a_folder_that_cannot_be_trusted_is_refused(folder, labels, tmp_path) -> None:
    for name, message in (("pytorch_model.bin", "pytorch_model.bin is a pickle"), (None, "holds no safetensors: save")):
        copy = tmp_path / str(name)
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.safetensors"))
        if name:
            torch.save({}, copy / name)
        with pytest.raises(ModelError, match=message):
            voc.load(copy, labels=labels)
    with pytest.raises(ModelError, match=r"it has no config.json; models are never fetched"):
        voc.load("somebody/some-model", labels=labels)


def test_broken_weights_are_refused(tmp_path, folder, labels) -> None:
    whole = (folder / "model.safetensors").read_bytes()
    shutil.copytree(folder, tmp_path / "mood")
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n"
    for broken in (pointer, whole[: len(whole) // 2]):
        (tmp_path / "mood" / "model.safetensors").write_bytes(broken)
        with pytest.raises(ModelError, match="mood cannot be loaded as a sequence classifier"):
            voc.load(tmp_path / "mood", labels=labels)


def test_a_head_that_was_never_trained_is_refused(tmp_path, folder, labels) -> None:
    from safetensors.torch import load_file, save_file

    shutil.copytree(folder, tmp_path / "bare")
    path = tmp_path / "bare" / "model.safetensors"
    weights = {name: value for name, value in load_file(path).items() if not name.startswith("classifier")}
    save_file(weights, path, {"format": "pt"})
    with pytest.raises(ModelError, match=r"lacks weights such as classifier"):
        voc.load(tmp_path / "bare", labels=labels)


def test_code_of_its_own_is_refused(tmp_path, folder, labels) -> None:
    import json

    shutil.copytree(folder, tmp_path / "code")
    path = tmp_path / "code" / "config.json"
    config = json.loads(path.read_text()) | {
        "model_type": "mine",
        "auto_map": {"AutoConfig": "mine.Config", "AutoModelForSequenceClassification": "mine.Model"},
    }
    path.write_text(json.dumps(config))
    (tmp_path / "code" / "mine.py").write_text("raise SystemExit('the code ran')")
    with pytest.raises(ModelError, match=r"cannot be loaded as a sequence classifier"):
        voc.load(tmp_path / "code", labels=labels)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (MINE.replace("neutral = []\n", ""), r"labels.toml:1: \[labels\] must name every label .* missing: neutral"),
        (
            MINE.replace('"anger"', '"angr"'),
            r"labels.toml:4: \[labels\] anger: 'angr' is no emotion: did you mean 'anger'",
        ),
        (MINE + "hate = []\n", r"labels.toml:6: \[labels\] 'hate' is no label of the model, which has joy, love"),
        (MINE.replace('"delight"\n', "1\n"), r"labels.toml:2: \[labels\] joy must be an emotion"),
        ("threshold = 2\n" + MINE, r"labels.toml:1: threshold must lie above 0"),
        ("treshold = 0.5\n" + MINE, r"labels.toml:1: there is no 'treshold': use labels, threshold"),
        ("[labels", r"are not TOML"),
        ("base = 'x'", r"\[labels\] must name the labels"),
    ],
)
def test_errors_of_the_labels_tell_the_line(folder, tmp_path, text, message) -> None:
    path = tmp_path / "labels.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        voc.load(folder, labels=path)
