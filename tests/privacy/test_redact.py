"""Placeholders: the same for the same value, never telling it, with the way back to the text that was given."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from tests.privacy.planted import transcripts
from voc.errors import InputError, MissingExtraError
from voc.privacy import Kind, Redactor
from voc.privacy.pseudonyms import PLACEHOLDER
from voc.text import normalize

KEY = "a secret of sixteen bytes or more"
REDACTOR = Redactor(key=KEY, kinds=set(Kind) - {Kind.NAME})
TEXTS = [transcript.text for transcript in transcripts()[:40]]


def test_the_same_value_has_the_same_placeholder_in_any_spelling() -> None:
    one, two, three = (
        REDACTOR.redact(text).text.split(" ", 1)[1]
        for text in (
            "call 07788 123456",
            "call +44 7788 123456",
            "call oh double seven double eight one two three four five six",
        )
    )
    assert one == two == three
    assert REDACTOR.redact("A@Example.com").text == REDACTOR.redact("a@example.com").text


ADDRESSES = ("jane.doe@example.com", "janedoe@example.com", "jane_doe@example.com", "jane@doeexample.com")


def test_addresses_that_differ_by_a_sign_are_of_different_people() -> None:
    assert len({REDACTOR.redact(f"write to {address}").text for address in ADDRESSES}) == len(ADDRESSES)


@pytest.mark.parametrize(
    "spelled",
    [
        "jane dot doe at gmail dot com",
        "Jane.Doe@GMAIL.com",
        "jane.doe @ gmail.com",
        "jane (dot) doe (at) gmail (dot) com",
    ],
)
def test_an_address_has_the_same_placeholder_spelled_and_written(spelled: str) -> None:
    assert REDACTOR.redact(spelled).text == REDACTOR.redact("jane.doe@gmail.com").text


def test_quotes_around_an_address_are_none_of_it() -> None:
    quoted = [
        REDACTOR.redact(text).found[0].value for text in ("'a@example.com'", "**a@example.com**", "a@example.com")
    ]
    assert quoted == ["a@example.com"] * 3


def test_ids_are_the_same_only_if_they_differ_in_case() -> None:
    ids = [*ADDRESSES, "jane @ example.com", "jane@example.com", "'jane@example.com", "Jane Doe <jane@example.com>"]
    redacted = [REDACTOR.redact_mail(one) for one in ids]
    assert len(set(redacted)) == len(ids)
    assert not any("example" in one for one in redacted)
    assert REDACTOR.redact_mail("Jane@Example.com") == REDACTOR.redact_mail("jane@example.com")
    assert REDACTOR.redact_mail("jane@example.com") == REDACTOR.redact("jane@example.com").text


@given(st.lists(st.text(alphabet="aA.@ _-+'<c", max_size=12), min_size=2, max_size=2))
def test_ids_that_are_the_same_are_put_in_the_same_shard(starts: list[str]) -> None:
    one, other = (f"{start}@b.com" for start in starts)
    if REDACTOR.redact_mail(one) == REDACTOR.redact_mail(other):
        assert one.casefold() == other.casefold()  # as voc.batch.group hashes customers


def test_placeholders_depend_on_value_and_key_alone() -> None:
    alone = [REDACTOR.redact(text) for text in TEXTS]
    assert list(REDACTOR.redact_many(TEXTS[::-1])) == alone[::-1]
    assert [pickle.loads(pickle.dumps(REDACTOR)).redact(text) for text in TEXTS[:3]] == alone[:3]
    other = Redactor(kinds=REDACTOR.kinds).redact(TEXTS[0])
    assert other.found == alone[0].found
    assert other.text != alone[0].text


def test_another_process_gives_the_same_placeholders() -> None:
    code = f"from voc.privacy import Redactor; print(Redactor({KEY!r}, ['EMAIL']).redact('a@example.com').text)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == REDACTOR.redact("a@example.com").text


def test_redacting_again_changes_nothing() -> None:
    for text in TEXTS:
        once = REDACTOR.redact(text).text
        assert REDACTOR.redact(once).text == once


@given(st.sampled_from(TEXTS), st.data())
def test_offsets_lead_back(text: str, data: st.DataObject) -> None:
    redacted = REDACTOR.redact(text)
    start = data.draw(st.integers(0, len(redacted.text)))
    end = data.draw(st.integers(start, len(redacted.text)))
    a, b = redacted.to_source(start, end)
    assert 0 <= a <= b <= len(text)
    inside = any(s < offset < e for s, e in zip(redacted.starts, redacted.ends, strict=True) for offset in (start, end))
    if not inside:
        kept = PLACEHOLDER.sub("[]", redacted.text[start:end])
        expected, position = "", a
        for one in redacted.found:
            if a <= one.start and one.end <= b:
                expected += text[position : one.start] + "[]"
                position = one.end
        assert kept == expected + text[position:b]
    assert redacted.to_source(0, len(redacted.text)) == (0, len(text))


def test_a_model_reads_a_typical_value_and_offsets_stay() -> None:
    text = REDACTOR.redact("mail a@example.com now").text
    read = normalize(text)
    assert read.text == "mail jane.doe@example.com now"
    assert text[slice(*read.to_source(26, 29))] == "now"
    assert text[slice(*read.to_source(6, 8))].startswith("[EMAIL_")


def test_the_key_is_never_shown() -> None:
    assert KEY not in repr(REDACTOR)
    assert KEY not in str(REDACTOR.about())


def test_kinds_and_keys_are_checked() -> None:
    with pytest.raises(InputError, match="kinds to redact MAIL are not known"):
        Redactor(kinds=["MAIL"])
    with pytest.raises(InputError, match="has 3 bytes"):
        Redactor(key="abc")
    assert Redactor(kinds=["EMAIL"]).redact("a@example.com, 07788 123456").text.endswith("], 07788 123456")


def test_names_by_a_spacy_model(tmp_path) -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Elena Rossi"}])
    pipeline.to_disk(tmp_path / "people")
    redactor = Redactor(key=KEY, names=tmp_path / "people")
    assert redactor.missing == frozenset()
    assert redactor.redact("Ask Elena Rossi at a@example.com.").found[0].kind == Kind.NAME
    spacy.blank("en").to_disk(tmp_path / "none")
    with pytest.raises(InputError, match="finds no named entities"):
        Redactor(names=tmp_path / "none").redact("Ask")
    with pytest.raises(InputError, match="is no spaCy model"):
        Redactor(names=tmp_path / "absent").redact("Ask")


def test_without_presidio_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "voc.privacy.recognisers", None)
    monkeypatch.delattr("voc.privacy.recognisers", raising=False)
    with pytest.raises(MissingExtraError, match=r"voc-emotion\[privacy\]"):
        Redactor()
