import pytest

from voc.taxonomy import Cue, Emotion, GoEmotion, Label, Owner, Phase, Stage, names


@pytest.mark.parametrize(
    ("labels", "count"), [(Emotion, 18), (Cue, 17), (Stage, 12), (Phase, 4), (Owner, 8), (GoEmotion, 28)]
)
def test_counts_are_those_of_the_guidelines(labels: type[Label], count: int) -> None:
    assert len(labels) == count


@pytest.mark.parametrize("labels", [Emotion, Cue, Stage, Phase, Owner])
def test_every_label_is_defined(labels: type[Label]) -> None:
    assert all(label.definition for label in labels)
    assert all(label.polarity in {-1, 0, 1} for label in labels)


def test_phases_follow_the_journey_without_going_back() -> None:
    order = list(Phase)
    places = [order.index(stage.phase) for stage in Stage]
    assert places == sorted(places)
    assert set(places) == {0, 1, 2, 3}


def test_ease_cues_are_good_and_effort_cues_bad() -> None:
    assert {cue.value for cue in Cue if cue.polarity > 0} == {
        "easy", "fast", "resolved_first_time", "proactive", "clear_guidance",
    }  # fmt: skip


def test_goemotions_keep_their_polarity_when_mapped() -> None:
    assert GoEmotion.ANNOYANCE.emotion is Emotion.FRUSTRATION
    assert GoEmotion.NEUTRAL.emotion is None
    assert all(label.emotion is None or label.polarity == label.emotion.polarity for label in GoEmotion)


def test_members_are_plain_strings_in_column_order() -> None:
    assert names(Emotion)[0] == "anger"
    assert f"{Emotion.ANGER}" == "anger"
