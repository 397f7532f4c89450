import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.effort.fitted import fitted
from voc.effort.rating import EXPRESSED, log_odds, rate, rating_of
from voc.schema import Seen
from voc.taxonomy import Event

SEEN = st.lists(st.sampled_from(list(Event)).map(lambda event: Seen(event, 1)), max_size=6)
SAID = st.none() | st.floats(1, 5)
RESOLVED = st.none() | st.booleans()


@given(SAID, SEEN, RESOLVED, st.booleans())
def test_contributions_add_up_to_the_rating(
    said: float | None, seen: list[Seen], resolved: bool | None, answered: bool
) -> None:
    rating, parts = rate(said, seen, resolved, answered)
    if rating is None:
        assert said is None
        assert not answered
        assert parts == {}
    elif answered:
        assert 1 < rating < 5
        assert rating_of(sum(parts.values())) == pytest.approx(rating)
    else:
        assert rating == said
        assert parts == {EXPRESSED: log_odds(rating)}


@given(SAID, SEEN, RESOLVED, st.sampled_from(list(Event)))
def test_each_event_more_is_more_effort(
    said: float | None, seen: list[Seen], resolved: bool | None, event: Event
) -> None:
    before = rate(said, seen, resolved, answered=True)[0]
    after = rate(said, [*seen, Seen(event, 9)], resolved, answered=True)[0]
    assert before is not None
    assert after is not None
    assert after > before


@given(SEEN, RESOLVED, st.floats(1.25, 4.5))
def test_what_is_said_counts(seen: list[Seen], resolved: bool | None, said: float) -> None:
    low, high = (rate(value, seen, resolved, answered=True)[0] for value in (said, said + 0.2))
    assert low is not None
    assert high is not None
    assert high > low


def test_no_weight_is_below_0_and_all_evidence_has_one() -> None:
    weights = fitted()["weights"]
    assert {event.value for event in Event} < weights.keys()
    assert all(weight > 0 for name, weight in weights.items() if name != "baseline")
    assert math.isfinite(weights["baseline"])


def test_a_smooth_conversation_is_easy_and_a_laborious_one_hard() -> None:
    laborious = [Seen(event, 5) for event in (Event.TRANSFER, Event.ASKED_AGAIN, Event.ASKED_AGAIN, Event.WAIT)]
    smooth, hard = rate(None, [], True, answered=True)[0], rate(4.5, laborious, False, answered=True)[0]
    assert smooth is not None
    assert hard is not None
    assert smooth < 2.5
    assert hard > 4
