"""Text to spans: what is found, what it is, and what stays."""

from __future__ import annotations

import logging
import re
import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.privacy.planted import transcripts
from tests.privacy.values import PHONES, phone
from voc.privacy import Kind, Redactor
from voc.privacy.recognisers import find

REDACTOR = Redactor(key="0123456789abcdef", kinds=set(Kind) - {Kind.NAME})


def seen(text: str) -> list[tuple[str, str]]:
    return [(one.kind.value, text[one.start : one.end]) for one in REDACTOR.redact(text).found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to Jane.Doe+x@example.co.uk.", [("EMAIL", "Jane.Doe+x@example.co.uk")]),
        ("it's jane dot doe at gmail dot com ok", [("EMAIL", "jane dot doe at gmail dot com")]),
        ("jane (at) gmail (dot) com", [("EMAIL", "jane (at) gmail (dot) com")]),
        ("call +44 (0)20 7946 0018 now", [("PHONE", "+44 (0)20 7946 0018")]),
        ("(212) 788-0198", [("PHONE", "(212) 788-0198")]),
        ("ring oh seven seven double nine, one two three four five six", None),
        ("paid with 4111 1111 1111 1111", [("CARD", "4111 1111 1111 1111")]),
        ("cvv 123", [("CARD", "123")]),
        ("to gb82 west 1234 5698 7654 32", [("IBAN", "gb82 west 1234 5698 7654 32")]),
        ("my SSN is 536-22-1847", [("ID", "536-22-1847")]),
        ("NINO AB123456C", [("ID", "AB123456C")]),
        ("DNI 12345678Z", [("ID", "12345678Z")]),
        ("at 14 Elm Road, Leeds LS6 2AB please", [("ADDRESS", "14 Elm Road, Leeds LS6 2AB")]),
        ("Hauptstraße 12a, 10115 Berlin", [("ADDRESS", "Hauptstraße 12a, 10115 Berlin")]),
        ("sort code 20-00-00, account 55779911", [("ACCOUNT", "20-00-00"), ("ACCOUNT", "55779911")]),
        ("order number 4471", [("ORDER", "4471")]),
        ("booking reference QWERTY", [("ORDER", "QWERTY")]),
        ("from 192.168.10.4", [("IP", "192.168.10.4")]),
        ("see https://shop.example/orders/12345?u=ab", [("URL", "/orders/12345?u=ab")]),
    ],
)
def test_found(text: str, expected: list[tuple[str, str]] | None) -> None:
    assert seen(text) == expected if expected else seen(text)[0][0] == "PHONE"


@pytest.mark.parametrize(
    "text",
    [
        "it cost £1,200.00, 1 200 000 users paid 249.99 or $4,500",
        "on 12/03/2024 at 14:30, 2024-03-12 and from 2019-2024",
        "the WH-1000XM4, an iPhone 15 Pro, an RTX 4090 and flight BA2490 or LH 454",
        "version 10.15.7.2 of the app, firmware 4.2.1",
        "sizes 38 39 40 41 42, 3 of 12, 24/7, 100% of 5 stars",
        "the order took 10-14 days, the case lasted 24 hours, my account was charged 45.99",
        "look at amazon dot com, it is 2 miles down the road",
        "visit https://example.com/help or www.example.com",
        "I waited 3 days in court and drove 20 minutes to the main road",
        "one two three, testing",
    ],
)
def test_stays(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize("made", ["4111 1111 1111 1112", "4111111111111112"])
def test_a_number_that_is_no_card_is_still_somebodys(made: str) -> None:
    assert seen(f"it says {made}") in ([("NUMBER", made)], [("PHONE", made)])


@pytest.mark.parametrize("country", sorted(PHONES))
def test_phones_of_many_countries_without_a_word_that_says_so(country: str) -> None:
    from random import Random

    random = Random(country)
    for _ in range(20):
        number = phone(random, country)
        assert [number.strip()] == [text.strip() for _, text in seen(f"so: {number} ok")], number


def test_what_is_left_out_before_looking_would_find_nothing() -> None:
    for transcript in transcripts(1)[:60]:
        for line in transcript.text.replace(". ", "\n").splitlines():
            assert find(line) == find(line, prefilter=False)


@given(st.text(alphabet="a1 @.-/(at)dotone+A\n:", max_size=60))
def test_any_text_is_looked_through(text: str) -> None:
    assert find(text) == find(text, prefilter=False)
    for one in find(text):
        assert 0 <= one.start < one.end <= len(text)


def test_no_pattern_is_run_that_cannot_count(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="presidio-analyzer"):  # it tells the time of each pattern by name
        find("warm 1")
    run = {name for record in caplog.records for name in re.findall(r"match_time\[(.+?)\]", record.getMessage())}
    weak = {"PAN (Low)", "PAN (Medium)", "MBI (weak)", "Nric (weak)", "SSN1 (very weak)", "IPv6_unspecified"}
    strong = {"PAN (High)", "MBI (medium)", "Nric (medium)", "SSN5 (medium)", "IPv4"}
    checked = {"TFN (Low)", "AADHAAR (Very Weak)", "SIN (weak)", "PESEL"}  # a right check digit makes these sure
    assert not weak & run
    assert strong | checked <= run


def test_a_weak_pattern_counts_where_a_check_makes_it_sure() -> None:
    assert seen("my tfn is 876543210") == [("ID", "876543210")]  # a right check digit, found at score 0.01
    assert seen("PAN ABCPD1234E") == [("ID", "ABCPD1234E")]


def test_nothing_goes_to_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for transcript in transcripts(2)[:40]:
        assert REDACTOR.redact(transcript.text).found


@pytest.mark.parametrize(
    "text", ["a-" * 3000 + "@ 1", "1 " * 3000, "order " * 2000 + "1", "(" * 9000 + "1", "a.b" * 3000 + " at x"]
)
def test_long_nonsense_takes_no_time(text: str) -> None:
    started = time.process_time()
    find(text)
    assert time.process_time() - started < 5
