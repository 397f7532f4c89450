"""How much is taken in at a time: what keeps a hostile file from using up memory or time.

Each limit is far above what an honest export or model holds. What is above one becomes a reject, or an error for the
whole file, and the message names the limit. The environment raises one for a job: ``VOC_LONGEST_TEXT=5000000 voc ...``.
"""

from __future__ import annotations

import os

from voc.errors import InputError


def _limit(name: str, default: int) -> int:
    """Return a limit: the default, or what the environment says.

    Raises:
        InputError: if that is no whole number above 0.
    """
    given = os.environ.get(f"VOC_{name}", str(default))
    if not given.isdecimal() or not int(given):
        raise InputError(f"VOC_{name} is {given[:20]!r}: set it to a whole number above 0")
    return int(given)


LONGEST_TEXT = _limit("LONGEST_TEXT", 1_000_000)
"""Characters of one text: what is said in twenty hours, at 150 words a minute."""
LONGEST_NAME = _limit("LONGEST_NAME", 1000)
"""Characters of an id or a name, which stands beside each unit of a text. RFC 5322 allows message ids of 998."""
LONGEST_LINE = _limit("LONGEST_LINE", 2**24)
"""Characters of one line of a file: a text of ``LONGEST_TEXT`` with all its characters escaped fits."""
LARGEST_DOCUMENT = _limit("LARGEST_DOCUMENT", 2**27)
"""Characters of one JSON conversation: 100,000 turns take a tenth. What is decoded of it takes up to ten times that."""
LARGEST_MAIL = _limit("LARGEST_MAIL", 2**25)
"""Bytes of a mail that are read: text comes before attachments, and what is behind 32 MB is an attachment."""
MOST_COLUMNS = _limit("MOST_COLUMNS", 10_000)
"""Columns of a table. Surveys have a few thousand at most; Excel ends at 16,384."""
MOST_LINES_AGAIN = _limit("MOST_LINES_AGAIN", 1_000_000)
"""Lines that are read again, in all, where a quotation mark of a CSV file does not fit: a mark costs 5,000 at most."""
MOST_DECODED_AGAIN = _limit("MOST_DECODED_AGAIN", 20)
"""How often, on average, a character of broken JSON is decoded: once for each object around it that is broken."""
MOST_UNPACKED = _limit("MOST_UNPACKED", 1000)
"""How many times larger than itself a compressed file may be unpacked. Text packs about ten to one, repeated columns
a hundred to one."""
LARGEST_JSON = _limit("LARGEST_JSON", 2**26)
"""Bytes of a JSON file of a model or of scores: the largest vocabularies that are in use (256,000 tokens) take half."""
