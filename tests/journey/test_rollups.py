import pytest

import voc
from tests.conftest import SAMPLES
from voc.batch import score_files
from voc.errors import InputError
from voc.journey import rollups
from voc.taxonomy import Owner, Stage, names

STAGES = list(names(Stage))


def written(tmp_path, text):
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_written_is_read_again(tmp_path) -> None:
    assert rollups.read(written(tmp_path, rollups.shipped().to_toml())) == rollups.shipped()
    strange = f'[phase]\n"a \\"b\\" \\\\ é = [x]" = {STAGES}'
    found = rollups.read(written(tmp_path, strange))
    assert list(found.phase) == ['a "b" \\ é = [x]']
    assert found.pillar == rollups.shipped().pillar, "a section that is not there stays"
    assert rollups.read(written(tmp_path, found.to_toml())) == found
    words = rollups.read(written(tmp_path, '[cue.wait]\nphrases = ["a\\u007fb \\t\\u0085 \\\\u007f"]'))
    assert words.cue[0].phrases == ("a\x7fb \t\x85 \\u007f",)
    assert rollups.read(written(tmp_path, words.to_toml())) == words


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[phase", r"my.toml is not TOML: "),
        ("[phases]\na = []", r"\[phases\] is no section of a taxonomy: did you mean 'phase'\?"),
        ("phase = 3", r"\[phase\] must be a section of lines such as name = \[\"usage\"\]"),
        ('[phase]\na = "usage"', r"\[phase\] a must be a list such as"),
        ('[phase]\na = ["usag"]', r"\[phase\] a: 'usag' is no stage: did you mean 'usage'\?"),
        ('[phase]\na = ["usage"]\nb = ["usage"]', r"stage 'usage' is in a and again in b"),
        ('[pillar]\na = ["usage"]', r"\[pillar\] must name every stage; missing: awareness, .*exit"),
        (f'[phase]\n" " = {STAGES}', r"' ' is no name for a group"),
        ("[owner]\na = []", r"\[owner\] must name every owner"),
        (f"[stage_owner]\nlogistic = {STAGES}", r"'logistic' is no owner: did you mean 'logistics'\?"),
        ('[service]\nstages = ["usage"]', r"must hold stages, owners, and holds stages"),
        ("[pillar]\na = [1]", r"\[pillar\] a must be a list such as"),
        ('[three_e]\nease = ["effort"]', r"must hold effectiveness, ease, emotion, and holds ease"),
        (
            '[three_e]\neffectiveness = []\nease = ["effort"]\nemotion = ["emotion"]',
            r"\[three_e\] effectiveness is empty",
        ),
        ('[service]\nstages = ["billing"]\nowners = ["usage"]', r"owners: 'usage' is no owner: did you mean"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, text, message) -> None:
    with pytest.raises(InputError, match=message):
        rollups.read(written(tmp_path, text))


def test_a_missing_file_is_said(tmp_path) -> None:
    with pytest.raises(InputError, match=r"cannot read the taxonomy .*none.toml: No such file"):
        voc.load(taxonomy=tmp_path / "none.toml")


def test_billing_may_be_both_a_stage_and_an_owner_of_service(tmp_path) -> None:
    found = rollups.read(written(tmp_path, '[service]\nstages = ["billing"]\nowners = ["billing"]'))
    assert found.service == {"stages": ("billing",), "owners": ("billing",)}


def test_a_taxonomy_goes_with_the_scores(tmp_path) -> None:
    path = written(
        tmp_path,
        f'[phase]\nall = {STAGES}\n[owner]\n"the shop" = {list(names(Owner))}\n',
    )
    score_files(voc.load(taxonomy=path), [SAMPLES / "complaints.csv"], tmp_path / "out", progress=False)
    scores = voc.read_scores(tmp_path / "out")
    assert set(scores.stages["phase"].to_pylist()) == {"all"}
    assert set(scores.stages["owner"].to_pylist()) == {"the shop"}
    assert scores.rollup("phase")["group"].to_pylist() == ["all"]
    assert scores.taxonomy == rollups.read(path)
