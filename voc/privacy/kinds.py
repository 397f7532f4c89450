"""Kinds of personal data, and what was found of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A kind of personal data; the value names it in placeholders."""

    NAME = "NAME"
    """People's names; found only with a spaCy model that has named entities."""
    EMAIL = "EMAIL"
    """E-mail addresses, written or spelled out ("jane dot doe at gmail dot com")."""
    PHONE = "PHONE"
    """Telephone numbers, in digits or spoken."""
    CARD = "CARD"
    """Numbers of payment cards, their security codes and PINs."""
    IBAN = "IBAN"
    """International bank account numbers."""
    ID = "ID"
    """National identity, social security, health, tax, passport and driving licence numbers."""
    ADDRESS = "ADDRESS"
    """Postal addresses: street with house number, box, post code."""
    ACCOUNT = "ACCOUNT"
    """Bank and customer accounts, sort codes."""
    ORDER = "ORDER"
    """Numbers of orders, bookings, tickets, parcels, policies, invoices and the like."""
    NUMBER = "NUMBER"
    """Other long numbers, which are somebody's number of something."""
    IP = "IP"
    """Addresses of computers, IPv4 and IPv6."""
    URL = "URL"
    """Links that lead to something of one person: with numbers, keys or a user's page in them."""


TYPICAL = {
    Kind.NAME: "Jane Doe",
    Kind.EMAIL: "jane.doe@example.com",
    Kind.PHONE: "07700 900123",
    Kind.CARD: "4111 1111 1111 1111",
    Kind.IBAN: "GB82 WEST 1234 5698 7654 32",
    Kind.ID: "078-05-1120",
    Kind.ADDRESS: "14 Elm Road, Leeds",
    Kind.ACCOUNT: "12345678",
    Kind.ORDER: "AB-123456",
    Kind.NUMBER: "1234567890",
    Kind.IP: "192.0.2.1",
    Kind.URL: "/x/123",
}
"""What a model reads where a placeholder stands: a value of the kind, the same for all, which is nobody's.

Source: invented, and numbers that are reserved for examples. Measured on planted transcripts (``tests/bench/
redaction.py``): so a text with placeholders scores about half as far from the text as it was as with the placeholders
themselves, which a model has never seen.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of personal data in a text.

    Attributes:
        kind: what it is.
        start: offset of its first character.
        end: offset behind it.
        value: the same for all spellings of the same thing, as far as rules can tell: digits only, lower case.
    """

    kind: Kind
    start: int
    end: int
    value: str
