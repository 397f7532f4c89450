"""Text of an export whatever its encoding.

Exports come as UTF-8 with or without a byte order mark, as UTF-16 with one, or as Windows-1252, sometimes mixed in one
file. They are read as UTF-8, and a byte that is not UTF-8 is read as Windows-1252, so one stray byte spoils neither the
file nor the umlauts around it, and nothing has to be guessed before the last byte is seen.
"""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import TextIO

from voc import limits
from voc.errors import InputError


def decode(path: Path) -> str:
    r"""Return a whole file as text: no byte order mark, no NUL, line ends as ``\n``.

    Raises:
        InputError: if the file cannot be opened or read, or is larger than ``limits.LARGEST_DOCUMENT``.
    """
    with open_text(path) as file:
        text = file.read(limits.LARGEST_DOCUMENT)
        if file.read(1):
            raise InputError(f"{path} has more than {limits.LARGEST_DOCUMENT:,} characters (limit LARGEST_DOCUMENT)")
    return text


def open_text(path: Path, newline: str | None = None) -> TextIO:
    """Open a file for reading as ``decode`` reads it, in flat memory.

    Args:
        path: the file.
        newline: as in ``open``; ``""`` keeps line ends, which the ``csv`` module wants.

    Returns:
        The text. Reading raises ``InputError`` at a line of more than ``limits.LONGEST_LINE`` characters.

    Raises:
        InputError: if the file cannot be opened.
    """
    try:
        file = path.open("rb")
        utf16 = file.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    if utf16:
        return _WithoutNul(file, encoding="utf-16", errors="replace", newline=newline)
    return _WithoutNul(file, encoding="utf-8-sig", errors=_ERRORS, newline=newline)


class _WithoutNul(io.TextIOWrapper):
    """Text without NUL characters, which crashed writers leave behind and no format allows."""

    def read(self, size: int | None = -1, /) -> str:
        """Return up to ``size`` characters, or all; empty only at the end."""
        while text := super().read(size):
            if kept := text.replace("\0", ""):
                return kept
        return ""

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        """Return a line with its end, or empty at the end; iterating calls this, too."""
        most = limits.LONGEST_LINE + 1
        while text := super().readline(most if size < 0 else size):
            if len(text) == most and not text.endswith("\n"):
                raise InputError(f"has a line of more than {most - 1:,} characters (limit LONGEST_LINE)")
            if kept := text.replace("\0", ""):
                return kept
        return ""


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Decode the bytes that are not UTF-8 as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_ERRORS = "voc.cp1252"
codecs.register_error(_ERRORS, _as_cp1252)
