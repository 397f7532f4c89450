import json
from collections import Counter, defaultdict
from pathlib import Path

from voc.readers.speaker_labels import CONFIDENT, Guess
from voc.readers.speakers import Turn, guesses, joined, rows
from voc.taxonomy import Role

SAMPLES = Path(__file__).parents[2] / "voc" / "samples" / "chats.jsonl"
CALL = [
    ("one", "Thank you for calling Marlow Bank, how can I help?"),
    ("two", "My card was declined and I've been on hold for an hour."),
]


def turns(*said: tuple[str | None, str]) -> list[Turn]:
    return [Turn(position, text, speaker) for position, (speaker, text) in enumerate(said, 1)]


def known(*said: tuple[str | None, str]) -> dict[str, str | None]:
    return {who: guess.known and guess.known.value for who, guess in guesses(turns(*said)).items()}


def test_two_speakers_are_told_apart_by_what_they_say() -> None:
    assert known(*CALL) == {"one": "agent", "two": "customer"}
    assert known(*reversed(CALL)) == {"one": "agent", "two": "customer"}
    assert {guess.confidence for guess in guesses(turns(*CALL)).values()} == {5 / 6}, "four signs and none against them"


def test_a_sign_counts_once_however_often_it_is_said() -> None:
    once, thrice = turns(CALL[0]), turns(*[CALL[0]] * 3)
    assert guesses(once) == guesses(thrice)


def test_under_the_stated_confidence_nobody_has_a_role() -> None:
    found = guesses(turns(("one", "Good morning."), ("two", "I paid on Monday.")))
    assert found["two"] == Guess(Role.CUSTOMER, 2 / 3)
    assert found["one"] == Guess(Role.AGENT, 2 / 3)
    assert CONFIDENT > 2 / 3
    assert known(("one", "Hello."), ("two", "Hello.")) == {"one": None, "two": None}


def test_signs_that_contradict_each_other_give_no_role() -> None:
    both = " ".join(text for _, text in CALL)
    assert known(("one", both), ("two", both)) == {"one": None, "two": None}


def test_one_unknown_speaker_is_taken_as_the_one_who_is_missing() -> None:
    assert known(("Agent", "Hello."), ("Dana", "Hello.")) == {"Agent": "agent", "Dana": "customer"}
    assert known(("HelpBot", "Hello."), ("Dana", "Hello.")) == {"HelpBot": "bot", "Dana": "customer"}
    assert known(("Customer", "Hello."), ("Sam", "Hello.")) == {"Customer": "customer", "Sam": "agent"}
    three = known(("Agent", "Hello."), ("Dana", "Hello."), ("Lee", "Hello."))
    assert three == {"Agent": "agent", "Dana": None, "Lee": None}
    with_all = known(("Agent", "Hello."), ("Customer", "Hello."), ("Lee", "Hello."))
    assert with_all["Lee"] is None


def test_a_sign_against_it_leaves_the_missing_one_unknown() -> None:
    assert known(("Agent", "Hello."), ("Lee", "Bear with me.")) == {"Agent": "agent", "Lee": None}


def test_a_third_speaker_counts_by_the_own_signs() -> None:
    found = known(
        ("SPEAKER_02", "Your call is important to us. For billing press 1."),
        ("SPEAKER_00", "Billing, Imran speaking. How may I help? I'll put you through to sales."),
        ("SPEAKER_01", "I was told my refund was on its way, and I rang twice."),
    )
    assert found == {"SPEAKER_02": "bot", "SPEAKER_00": "agent", "SPEAKER_01": "customer"}


def test_the_letters_a_and_c_are_agent_and_customer_unless_the_words_differ() -> None:
    assert known(("A", "Hello."), ("C", "Hello.")) == {"A": "agent", "C": "customer"}
    assert known(("C", "Hello."), ("A", "Hello.")) == {"A": "agent", "C": "customer"}
    assert known(("A", "Hello."), ("B", "Hello.")) == {"A": None, "B": None}
    assert known(("A", CALL[1][1]), ("C", CALL[0][1])) == {"A": None, "C": None}


def test_turns_without_a_speaker_and_events_tell_nothing() -> None:
    assert guesses([Turn(1, CALL[0][1]), Turn(2, "My bill", "x", role=Role.SYSTEM)]) == {}


def test_rows_have_a_role_or_a_reason() -> None:
    said = [*turns(*CALL, ("three", "Hm."), (None, "Hello?")), Turn(5, "left", role=Role.SYSTEM)]
    assert list(rows(said, {"interaction_id": "c"})) == [
        (1, {"interaction_id": "c", "role": "agent", "role_confidence": 0.75, "text": CALL[0][1], "speaker": "one"}),
        (2, {"interaction_id": "c", "role": "customer", "role_confidence": 0.75, "text": CALL[1][1], "speaker": "two"}),
        (3, "role of speaker 'aaaaa' is not known (nothing tells it): name the speakers Customer and Agent"),
        (4, "no speaker is named, so it may be the customer's or not: mark turns as 'Customer: ' and 'Agent: '"),
        (5, {"interaction_id": "c", "role": "system", "text": "left"}),
    ]
    reason = next(reason for _, reason in rows(turns(("x", "I paid on Monday.")), {}))
    assert reason == (
        "role of speaker 'a' is not known (customer at 0.67, under 0.75): name the speakers Customer and Agent"
    )


def test_a_role_that_the_export_states_has_no_confidence() -> None:
    said = [*turns(("Customer", "Hello."), ("Sam (Support)", "Hello.")), Turn(3, "left", role=Role.SYSTEM)]
    assert [row.get("role_confidence") for _, row in rows(said, {}) if isinstance(row, dict)] == [None, 0.95, None]


def test_turns_of_one_speaker_are_joined() -> None:
    said = turns(("a", "one"), ("a", "two"), ("b", "three"), ("a", "four"))
    assert [(turn.position, turn.text) for turn in joined(said)] == [(1, "one two"), (3, "three"), (4, "four")]


def test_words_alone_make_nobody_in_the_sample_chats_a_customer_who_is_none() -> None:
    chats = defaultdict(list)
    for line in SAMPLES.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue  # the samples have a broken row on purpose
        if row.get("role") in ("customer", "agent", "bot"):
            chats[row["interaction_id"]].append(row)
    seen: Counter[tuple[str, str | None]] = Counter()
    for said in chats.values():
        voices = {who: f"SPEAKER_{i}" for i, who in enumerate(dict.fromkeys((r["role"], r["speaker"]) for r in said))}
        found = known(*((voices[r["role"], r["speaker"]], r["text"] or "") for r in said))
        seen.update((role, found[voice]) for (role, _), voice in voices.items())
    wrong = {pair for pair in seen if pair[1] not in (None, pair[0])}
    assert wrong <= {("bot", "agent")}, "a bot that talks as an agent does is taken for one"
    assert seen["customer", "customer"] > len(chats) / 3
