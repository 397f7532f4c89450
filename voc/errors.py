"""All errors of the library: one hierarchy, each message says what is wrong and what to do."""

from __future__ import annotations

import re


class VocError(Exception):
    """Base of every error that the library raises on purpose."""


class InputError(VocError):
    """The input cannot be read as asked: a missing column, an unknown format, a broken file."""


class ModelError(VocError):
    """A model folder is missing, incomplete, altered, or made for another version."""


class MissingExtraError(VocError):
    """A feature needs packages that are not installed.

    >>> str(MissingExtraError("training a model", "torch"))
    "training a model needs packages that are not installed: pip install 'voc-emotion[torch]'"
    """

    def __init__(self, what: str, extra: str) -> None:
        """Say that ``what`` needs the optional dependencies ``extra``."""
        super().__init__(f"{what} needs packages that are not installed: pip install 'voc-emotion[{extra}]'")


class DataError(VocError):
    """Training or evaluation data is absent or does not have the form that it should have."""


class JobError(VocError):
    """A batch job cannot begin or go on; what is done is kept, and the message says how to go on."""


_SHOWN = 30
"""Characters of a value's shape in a message."""
_SMALL = re.compile(r"[+-]?\d{0,4}(?:[.,]\d{1,2})?%?")
"""Numbers that are nobody's, such as a rating out of range."""


def shape(value: object) -> str:
    """Describe a value of the input for a message without quoting it: messages end in logs, values are customers'.

    Letters become ``a`` and ``A``, digits ``9``; short numbers stay, and so does what is no text.

    >>> shape("3/2/2026, 10:00 AM"), shape("four"), shape("11"), shape(4111111111111111), shape(["Jane"])
    ("'9/9/9999, 99:99 AA'", "'aaaa'", "'11'", 'a number of 16 digits', 'a list')
    """
    if isinstance(value, str):
        if _SMALL.fullmatch(value.strip()):
            return repr(value.strip())
        forms = ("9" if c.isdigit() else "A" if c.isupper() else "a" if c.isalpha() else c for c in value[:_SHOWN])
        return repr("".join(forms)) + "…" * (len(value) > _SHOWN)
    if value is None or isinstance(value, bool):
        return repr(value)
    if isinstance(value, int | float):
        digits = sum(c.isdigit() for c in repr(value))
        return repr(value) if digits <= _DIGITS else f"a number of {digits} digits"
    return f"a {type(value).__name__}"


_DIGITS = 6
"""Digits of a number that may be shown."""


def code(value: object) -> str:
    """Describe a value of a field with a fixed vocabulary: a single word is shown, all else by its shape.

    >>> code("ROLE_UNSPECIFIED"), code("call me on 07911 123456")
    ("'ROLE_UNSPECIFIED'", "'aaaa aa aa 99999 999999'")
    """
    return repr(value) if isinstance(value, str) and _WORD.fullmatch(value) else shape(value)


_WORD = re.compile(r"[A-Za-z_]{1,24}")


def header(names: list[str]) -> str:
    """List the columns of a table for a message; of a table without a header, whose first row holds values, say so.

    >>> header(["text", "Response Date"]), header(["R1", "My order never came, call me on 07911 123456"])
    ('text, Response Date', '2 columns without names: is there a header?')
    """
    if not names:
        return "no columns"
    if all(_NAME.fullmatch(name) for name in names):
        return ", ".join(names)
    return f"{len(names)} columns without names: is there a header?"


_NAME = re.compile(r"(?!.*\d{5})[^@\n]{0,40}")
