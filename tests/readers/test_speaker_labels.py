import pytest

from voc.readers.rows import ROLES
from voc.readers.speaker_labels import CONFIDENT, Guess, from_label, is_field, is_speaker, split, stated
from voc.taxonomy import Role


def test_every_spelling_of_a_role_is_certain() -> None:
    for spelling, role in ROLES.items():
        assert from_label(spelling.title()) == stated(role)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("John (Support)", "agent"),
        ("AGENT_2", "agent"),
        ("Agent 1", "agent"),
        ("Customer Service", "agent"),
        ("Acme Customer Care", "agent"),
        ("Contact centre", "agent"),
        ("Client Services Team", "agent"),
        ("AcmeSupport", "agent"),
        ("Supervisor Kim", "agent"),
        ("Customer-1", "customer"),
        ("Jane Doe (Guest)", "customer"),
        ("HelpBot", "bot"),
        ("Support Bot", "bot"),
        ("Virtual assistant 2", "bot"),
        ("Kim [IVR]", "bot"),
        ("Internal note", "system"),
        ("Agent note", "system"),
        ("SPEAKER_00", None),
        ("Priya Nair", None),
        ("Agent for customer", None),
        ("Talbot", None),
        ("Ai", None),
        ("", None),
    ],
)
def test_a_label_gives_the_role_that_its_words_name(label: str, role: str | None) -> None:
    guess = from_label(label)
    assert (guess.known and guess.known.value) == role
    assert 0 <= guess.confidence <= 1


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Agent: hello", ("Agent", "hello")),
        ("**Agent:** hello", ("Agent", "hello")),
        ("[SPEAKER_00]: hello: there", ("SPEAKER_00", "hello: there")),
        ("Mo (Lead, Team): hello", ("Mo (Lead, Team)", "hello")),
        ("Customer - hello", ("Customer", "hello")),
        ("Customer:", ("Customer", "")),
        ("Agent：hello", ("Agent", "hello")),
        ("Agent:hello", ("Agent", "hello")),
        ("Jean-Luc: hello", ("Jean-Luc", "hello")),
        ("Dana - hello", None),
        ("see https://example.com", None),
        ("at 12:30 nobody came", None),
        ("Yes, but: no", None),
        ("hello", None),
        ("", None),
    ],
)
def test_a_line_is_split_into_label_and_text(line: str, found: tuple[str, str] | None) -> None:
    assert split(line) == found


def test_a_dash_separates_any_label_where_it_may() -> None:
    assert split("Dana - I said: no", dash=True) == ("Dana", "I said: no")


@pytest.mark.parametrize("label", ["Agent", "customer", "Dana Cole", "DANA", "SPEAKER_00", "spk_1", "support agent 2"])
def test_labels_are_speakers(label: str) -> None:
    assert is_speaker(label, 1)


@pytest.mark.parametrize("label", ["Order number", "what happened was", "The agent said", "PS", "Date", "dana", ""])
def test_other_words_before_a_colon_are_not(label: str) -> None:
    assert not is_speaker(label, 1)


def test_a_user_name_in_small_letters_is_a_speaker_if_it_comes_again() -> None:
    assert is_speaker("dana_k", 2)


def test_fields_of_headers_are_told_from_other_words() -> None:
    assert all(map(is_field, ("Queue", "Agent", "Call duration", "Order number")))
    assert not any(map(is_field, ("Dana Cole", "", "when I rang they said")))


def test_columns_of_a_guess() -> None:
    assert from_label("Agent").columns() == {"role": "agent"}
    assert from_label("John (Support)").columns() == {"role": "agent", "role_confidence": 0.95}
    assert Guess(Role.CUSTOMER, CONFIDENT).columns() == {"role": "customer", "role_confidence": CONFIDENT}
    assert Guess(Role.CUSTOMER, CONFIDENT - 0.01).columns() == {}
    assert Guess(None, 0.5).columns() == {}
    assert stated(Role.BOT).columns() == {"role": "bot"}
