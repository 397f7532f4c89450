"""All errors of the library: one hierarchy, each message says what is wrong and what to do."""

from __future__ import annotations


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
