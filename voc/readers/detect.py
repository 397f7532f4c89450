"""Which files of a job are read, and as which format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from voc.errors import InputError
from voc.readers import AUTO
from voc.readers.encoding import open_text

HEAD = 2**16
"""Characters of a file that tell its format."""


class Reader(Protocol):
    """A module that reads one format; the first line of its docstring says which."""

    __doc__: str | None

    @property
    def SUFFIXES(self) -> tuple[str, ...]:  # noqa: N802
        """Ends of the names of files that may have the format, in lower case."""

    def sniff(self, head: str) -> bool:
        """Tell whether a file with one of the suffixes that starts like this has the format."""

    def rows(self, path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
        """Yield ``(position, row)``, or ``(position, reason)`` for what cannot be used.

        Raises:
            InputError: if the file as a whole is not of the format.
        """


_NAMES = (
    "contact-lens",
    "ccai",
    "genesys",
    "zendesk",
    "intercom",
    "salesforce",
    "whisper",
    "subtitles",
    "transcript",
    "mail",
    "survey",
    "csv",
    "jsonl",
    "parquet",
)
"""Each is a module of ``voc.readers``, with "_" for "-"."""
FORMATS: dict[str, Reader] = {
    name: cast("Reader", import_module(f"voc.readers.{name.replace('-', '_')}")) for name in _NAMES
}
"""All formats in the order in which they are tried: those that are told by more before those that are told by less."""
TABLES = ("csv", "jsonl", "parquet")
"""Formats whose columns have names of the user's own choice."""


def find(paths: Sequence[Path], format: str, tables: bool) -> Iterator[tuple[Path, str]]:
    """Yield the files and their formats; of folders those with a known suffix, in order of name, one level deep.

    Args:
        paths: files and folders.
        format: name of a format, or ``auto`` to go by each file's suffix and first characters.
        tables: whether the user named columns, so that a file that can be a table is read as one.

    Yields:
        File and name of its format, empty where it is not known.

    Raises:
        InputError: if a path does not exist or the format's name is not known.
    """
    for file in listed(paths, format):
        yield file, format if format != AUTO else detect(file, tables)


def listed(paths: Sequence[Path], format: str) -> Iterator[Path]:
    """Yield the files that ``find`` yields, without looking into them; errors as there."""
    known = suffixes(format)
    for path in paths:
        if not path.exists():
            raise InputError(f"{path} does not exist")
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix.lower() in known and file.is_file())
        else:
            yield path


def suffixes(format: str) -> set[str]:
    """Return the suffixes, in lower case, that files of a format may have, or with ``auto`` those of any format.

    Raises:
        InputError: if the format's name is not known.
    """
    if format != AUTO and format not in FORMATS:
        raise InputError(f"format {format!r} is not known; use auto, {', '.join(FORMATS)}")
    readers = [FORMATS[format]] if format != AUTO else FORMATS.values()
    return {suffix for reader in readers for suffix in reader.SUFFIXES}


def detect(path: Path, tables: bool = False) -> str:
    """Return the name of a file's format by its suffix and its first characters; empty where it is not known."""
    named = [name for name, reader in FORMATS.items() if path.suffix.lower() in reader.SUFFIXES]
    if tables and any(name in TABLES for name in named):
        named = [name for name in named if name in TABLES]
    if len(named) < 2 and any(name in TABLES for name in named):  # noqa: PLR2004  (nothing to choose from)
        return named[0]
    if not named:
        return ""
    try:
        with open_text(path) as file:
            head = file.read(HEAD)
    except InputError:
        return named[0]  # whose reader says what is wrong with the file
    return next((name for name in named if FORMATS[name].sniff(head)), "")
