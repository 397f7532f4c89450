"""What is seen in a conversation, and what is not: golden cases with their lookalikes, and properties."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.effort.events import Turns, find_events, waits
from voc.schema import Seen
from voc.taxonomy import Event, Role

START = datetime(2026, 1, 1, tzinfo=UTC)
Turn = tuple[str, str | None, str] | tuple[str, str | None, str, float]
C, A, B, S = (role.value for role in (Role.CUSTOMER, Role.AGENT, Role.BOT, Role.SYSTEM))
PROBLEM = "my dishwasher leaks water all over the kitchen floor"


def turns(rows: list[Turn], channel: str | list[str] = "chat") -> Turns:
    times = [START + timedelta(seconds=row[3]) if len(row) > 3 else None for row in rows]
    channels = channel if isinstance(channel, list) else [channel] * len(rows)
    return Turns([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows], times, channels)


GOLDEN = {
    "another agent": ([(C, None, "hello"), (A, "Ann", "hi"), (A, "Bo", "hi")], [(Event.TRANSFER, 2, None)]),
    "an agent after a bot": ([(B, None, "hi"), (C, None, "a human"), (A, "Bo", "hi")], [(Event.TRANSFER, 2, None)]),
    "the same agent": ([(C, None, "hello"), (A, "Ann", "hi"), (C, None, "so"), (A, "Ann", "yes")], []),
    "one agent has no name": ([(C, None, "hello"), (A, "Ann", "hi"), (A, None, "yes")], []),
    "a hand-over is said": (
        [(C, None, "help"), (A, None, "I'll put you through to billing")], [(Event.TRANSFER, 1, None)],
    ),
    "a hand-over is said, then done": (
        [(C, None, "hello"), (B, None, "I'll transfer you to an agent."), (A, None, "Hello, it arrives tomorrow.")],
        [(Event.TRANSFER, 2, None)],
    ),
    "handed over, then on again": (
        [(B, None, "hi"), (A, None, "I'll put you through to billing"), (A, None, "Billing."), (B, None, "Rate us")],
        [(Event.TRANSFER, 1, None), (Event.TRANSFER, 3, None)],
    ),
    "two hand-overs are said and done": (
        [(B, None, "I'll transfer you to an agent."), (A, None, "hi"), (A, None, "I'll transfer you to the bot."),
         (B, None, "hello")],
        [(Event.TRANSFER, 1, None), (Event.TRANSFER, 2, None)],
    ),
    "a row without a name between two": (
        [(A, "Ann", "hi"), (A, None, "one moment"), (C, None, "hello"), (A, "Bob", "hi")], [(Event.TRANSFER, 3, None)],
    ),
    "a row without a name between the same": (
        [(A, "Ann", "hi"), (A, None, "one moment"), (C, None, "hello"), (A, "Ann", "so")], [],
    ),
    "no hand-over is needed": ([(C, None, "hi"), (A, None, "I do not need to transfer you to anyone")], []),
    "no hand-over is possible": ([(C, None, "hi"), (A, None, "Sorry, I can't connect you to them.")], []),
    "a hand-over after another refusal": (
        [(C, None, "hi"), (A, None, "I can't do that, so I'll transfer you to billing")], [(Event.TRANSFER, 1, None)],
    ),
    "a note is no speaker": ([(A, "Ann", "hi"), (S, "Bo", "note"), (C, None, "hello"), (A, "Ann", "yes")], []),
    "asked again": (
        [(C, None, PROBLEM), (A, "Ann", "What is the problem?"), (C, None, "as I said the dishwasher leaks water")],
        [(Event.ASKED_AGAIN, 2, 0)],
    ),
    "asked without a question mark": (
        [(C, None, PROBLEM), (A, None, "please describe the problem"), (C, None, "the dishwasher leaks water")],
        [(Event.ASKED_AGAIN, 2, 0)],
    ),
    "said again unasked": (
        [(C, None, PROBLEM), (A, "Ann", "Have a nice day."), (C, None, "but the dishwasher still leaks water")],
        [(Event.REPEAT, 2, 0)],
    ),
    "more on the matter": (
        [(C, None, PROBLEM), (A, "Ann", "When did it start?"), (C, None, "on Sunday evening")], [],
    ),
    "short answers": ([(C, None, "yes"), (A, "Ann", "Sure?"), (C, None, "of course")], []),
    "agreed to every question": (
        [turn for asked in ("For two people?", "On Friday?", "At seven?", "By the window?", "Shall I book it?")
         for turn in ((A, "Ann", asked), (C, None, "Yes please"))],
        [],
    ),
    "thanked for everything": ([turn for _ in range(3) for turn in ((C, None, "Thank you"), (A, "Ann", "Done."))], []),
    "ok, ok": ([(C, None, "Ok"), (A, "Ann", "It is on its way."), (C, None, "ok")], []),
    "an order number twice": (
        [(C, None, "order number 4412, where is it"), (A, "Ann", "Your order number?"), (C, None, "4412")],
        [(Event.ASKED_AGAIN, 2, 0)],
    ),
    "a name twice": (
        [(C, None, "this is Wojciechowska"), (A, "Ann", "Hello."), (C, None, "as I said, Wojciechowska")],
        [(Event.REPEAT, 2, 0)],
    ),
    "another order number": ([(C, None, "4412"), (A, "Ann", "And the other one?"), (C, None, "4413")], []),
    "the problem in other words": (
        [(C, None, PROBLEM), (A, "Ann", "I see."), (C, None, "the kitchen floor is wet, water leaks there")],
        [(Event.REPEAT, 2, 0)],
    ),
    "the problem in another order": (
        [(C, None, "the parcel never arrived at my house"), (A, "Ann", "I see."),
         (C, None, "at my house the parcel never arrived")],
        [(Event.REPEAT, 2, 0)],
    ),
    "a bot loops": (
        [(B, None, "Choose billing or support."), (C, None, "neither"), (B, None, "Choose billing or support.")],
        [(Event.BOT_LOOP, 2, 0)],
    ),
    "a bot asks something new": (
        [(B, None, "Choose billing or support."), (C, None, "support"), (B, None, "What is your postcode?")], [],
    ),
    "a bot that nobody answered": ([(B, None, "Are you there?"), (B, None, "Are you there?")], []),
    "a long wait": ([(C, None, "hello", 0), (A, "Ann", "hi", 301)], [(Event.WAIT, 1, 0)]),
    "a short wait": ([(C, None, "hello", 0), (A, "Ann", "hi", 299)], []),
    "the customer is slow": ([(A, "Ann", "hi", 0), (C, None, "hello", 9000)], []),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "events"), GOLDEN.values(), ids=GOLDEN.keys())
def test_golden(rows: list[Turn], events: list[tuple[Event, int, int | None]]) -> None:
    assert find_events(turns(rows)) == [Seen(*event) for event in events]


@pytest.mark.parametrize(
    ("channel", "hours", "waited"),
    [
        ("email", 11, False),
        ("email", 13, True),
        ("delivery", 11, False),
        ("Locally", 11, False),
        *((channel, 1, True) for channel in ("Phone call", "livechat", "web_live", "video_call", "CALLBACK", "Live")),
    ],
)
def test_what_a_long_wait_is_depends_on_the_channel(channel: str, hours: float, waited: bool) -> None:
    seen = find_events(turns([(C, None, "hello", 0), (A, "Ann", "hi", hours * 3600)], channel))
    assert bool(seen) == waited


def test_a_customer_who_goes_on_elsewhere_changes_the_channel() -> None:
    rows: list[Turn] = [(C, None, "hello"), (A, "Ann", "please write to us"), (C, None, "see above")]
    assert find_events(turns(rows, ["chat", "chat", "email"])) == [Seen(Event.CHANNEL_CHANGE, 2, 0)]


def test_the_longest_wait_is_the_customers() -> None:
    rows: list[Turn] = [(A, "Ann", "hi", 0), (C, None, "x", 50), (A, "Ann", "y", 60), (A, "Ann", "z", 90)]
    assert list(waits(turns(rows))) == [(2, 1, 10.0), (3, 2, 30.0)]


def test_times_that_go_back_are_not_known() -> None:
    assert list(waits(turns([(C, None, "x", 50), (A, "Ann", "y", 40), (A, "Ann", "z", 90)]))) == [(2, 1, 50.0)]


VOCABULARY = ["order", "router", "leaks", "red", "line", "dead", "invoice", "parcel", "lost", "again"]
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=8)
ROWS = st.lists(
    st.tuples(st.sampled_from([C, A, B, S]), st.sampled_from([None, "Ann", "Bo"]), WORDS.map(" ".join)), max_size=12
)


@given(ROWS)
def test_only_earlier_turns_decide(rows: list[Turn]) -> None:
    whole = find_events(turns(rows))
    for end in range(len(rows)):
        assert find_events(turns(rows[:end])) == [seen for seen in whole if seen.turn < end]


@given(ROWS)
def test_events_point_back_to_a_turn_of_the_right_speaker(rows: list[Turn]) -> None:
    for seen in find_events(turns(rows)):
        role = rows[seen.turn][0]
        assert seen.of is None or (seen.of < seen.turn and rows[seen.of][0] == role)
        assert role == {Event.BOT_LOOP: B, Event.REPEAT: C, Event.ASKED_AGAIN: C}.get(seen.event, role)
