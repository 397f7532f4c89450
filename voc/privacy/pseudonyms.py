"""Placeholders that are the same for the same value, whatever the order, the process or the part of a job.

A placeholder is made of the value and a secret key alone (HMAC-SHA256), so that no table of values is kept or shared.
Without the key it tells nothing of the value; whoever has the key can check a guess, so the key is as secret as the
data. Two values share a placeholder of a kind with probability 20**-8: about 20 pairs in a million values.
"""

from __future__ import annotations

import hmac
import re

from voc.privacy.kinds import Kind

LETTERS = "bcdfghjklmnpqrstvwxz"
"""Letters of a placeholder: no vowels, so that no word arises; no digits, so that it is never taken for a number."""
LENGTH = 8
"""Letters a placeholder has."""
PLACEHOLDER = re.compile(rf"\[(?P<kind>{'|'.join(Kind)})_[{LETTERS}]{{{LENGTH}}}\]")
"""What stands in redacted text."""


def placeholder(kind: Kind, value: str, key: bytes) -> str:
    """Return what stands for a value in redacted text.

    >>> placeholder(Kind.EMAIL, "jane@example.com", b"secret") == placeholder(Kind.EMAIL, "jane@example.com", b"secret")
    True
    >>> len(placeholder(Kind.EMAIL, "jane@example.com", b"other"))
    16
    """
    number = int.from_bytes(hmac.digest(key, f"{kind}:{value}".encode(), "sha256"))
    letters = []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return f"[{kind}_{''.join(letters)}]"
