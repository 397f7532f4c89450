import json

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.conftest import SAMPLES
from voc.cli import app
from voc.errors import InputError
from voc.training.own_data import read_own
from voc.training.suggest import select, suggest


def test_suggestions_are_uncertain_and_unlike_each_other() -> None:
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(5, 8)) * 10
    features = np.repeat(centres, 20, axis=0) + rng.normal(size=(100, 8))
    unsure = np.append(np.full(99, 0.5), 0.0)
    chosen = select(features, unsure, 10, 0)
    assert len({int(row) // 20 for row in chosen}) == 5, "one of each group"
    assert 99 not in select(features, unsure, 9, 0), "what is sure is not in the pool"
    assert select(features[:3], unsure[:3], 5, 0).tolist() == [0, 1, 2]
    same = select(np.zeros((50, 8)), np.ones(50), 4, 0)
    assert len(set(same.tolist())) == 4, "texts that look the same are still distinct"


def test_the_file_can_be_corrected_and_trained_on(tmp_path) -> None:
    out = tmp_path / "todo.jsonl"
    arguments = ["label", str(SAMPLES / "complaints.csv"), "--suggest", "7", "-o", str(out)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    first = out.read_text(encoding="utf-8")
    records = [json.loads(line) for line in first.splitlines()]
    assert len(records) == len({record["text"] for record in records}) == 7
    assert [r["uncertainty"] for r in records] == sorted((r["uncertainty"] for r in records), reverse=True)
    assert read_own(out) == ([], 7), "drafts do not train"
    for record in records:
        assert all(quote in record["text"] for _, quote in record["cues"])
        del record["draft"]
    out.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    assert len(read_own(out)[0]) == 7, "every draft holds to the guidelines"
    CliRunner().invoke(app, [*arguments, "--overwrite"])
    assert out.read_text(encoding="utf-8") == first, "the same choice again"


def test_nothing_to_suggest_is_said() -> None:
    from voc.schema import UTTERANCES

    with pytest.raises(InputError, match="no text of a customer"):
        suggest(UTTERANCES.empty_table(), "voc-mini-en", 3)
    with pytest.raises(InputError, match="at least 1"):
        suggest(UTTERANCES.empty_table(), "voc-mini-en", 0)
