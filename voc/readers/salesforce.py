"""Salesforce: comments on cases, as CSV.

Documentation:
- https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/
  sforce_api_objects_casecomment.htm, and likewise ``case`` and ``user`` (``UserType``, ``ContactId``)
- https://developer.salesforce.com/docs/atlas.en-us.dataLoader.meta/dataLoader/supported_data_types.htm (values)

Read: one comment a row, from the data export, Data Loader or the Bulk API. Columns may be named as in the API in any
case, with the fields of related records (``Parent.CaseNumber``, ``CREATEDBY.NAME``), or with blanks (``Case Number``):
the case (``ParentId``, or ``CaseNumber``), ``CommentBody``, ``CreatedDate`` (ISO 8601; UTC where it has no zone),
``IsPublished``, ``IsDeleted``, who created it (``CreatedById``, ``CreatedBy``, ``CreatedBy.Name``, ``CreatorName``,
``CreatedBy.UserType``, ``CreatedBy.ContactId``), and of the case ``Parent.ContactId``, ``Parent.Contact.Name``,
``Parent.SuppliedName`` and ``Parent.Origin`` (the channel).

The role, by the first rule that applies:

1. not published, so the customer cannot see it: system
2. ``CreatedBy.UserType``: a user of a portal, a partner or a guest is a customer; an automated process is a bot; anyone
   inside the company is an agent
3. the author has a contact (``CreatedBy.ContactId``), or is a user of the self-service portal (id 035…): customer
4. the author's name is that of the case's contact, or of who sent the case in: customer
5. the author is ``Automated Process``: bot
6. anyone else is an agent: comments are generally entered by users who work on a case

Where no column serves rules 2 to 4, a reason for the header line says so. The customer is the case's contact, or else
the first author who is a customer.

Not read: the case itself with its subject and description, e-mails, the feed, attachments; reports, whose times are in
the form and zone of whoever exported them, are rejected row by row. The comments of a case may lie anywhere in the
file, so what was read is held until the end of it.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TextIO

from voc import limits
from voc.errors import InputError
from voc.readers import documents
from voc.readers.documents import Row
from voc.readers.encoding import open_text
from voc.readers.rows import RowError
from voc.taxonomy import Role

SUFFIXES: tuple[str, ...] = (".csv", ".tsv")

_CASE = ("parentid", "parentcasenumber", "casenumber", "caseid")
_BODY = ("commentbody",)
_AUTHOR_ID = ("createdbyid", "createdby")
_AUTHOR_NAME = ("createdbyname", "creatorname", "createdby")
_USER_TYPE = ("createdbyusertype",)
_AUTHOR_CONTACT = ("createdbycontactid",)
_CONTACT = ("parentcontactid", "contactid")
_CONTACT_NAME = ("parentcontactname", "contactname", "parentsuppliedname", "suppliedname")
_CHANNEL = ("parentorigin", "origin", "caseorigin")

_USER_TYPES = {
    **dict.fromkeys(("cspliteportal", "customersuccess", "powercustomersuccess", "powerpartner"), Role.CUSTOMER),
    **dict.fromkeys(("guest", "selfservice"), Role.CUSTOMER),
    **dict.fromkeys(("standard", "csnonly"), Role.AGENT),
    **dict.fromkeys(("automatedprocess", "cloudintegrationuser"), Role.BOT),
}
_SELF_SERVICE = re.compile(r"035[0-9A-Za-z]{12}(?:[0-9A-Za-z]{3})?")
_TRUE = ("true", "yes", "y", "on", "1")
_FALSE = ("false", "no", "n", "off", "0")

Fields = Mapping[str, str]


def sniff(head: str) -> bool:
    """Tell whether a file that starts like this holds comments on Salesforce cases."""
    line = next((line for line in head.splitlines() if line.strip()), "")
    return _is_header(_names(line))


def rows(path: Path) -> Iterator[tuple[int, Row | str]]:
    """Yield ``(line, row)``, or a reason for a row that cannot be used.

    Raises:
        InputError: if the header is not that of comments on cases.
    """
    cases: dict[object, list[tuple[int, Row]]] = {}
    with open_text(path, newline="") as file:
        start, line = next(((number, line) for number, line in enumerate(file, 1) if line.strip()), (1, ""))
        names = _names(line)
        if not _is_header(names):
            raise InputError(
                f"{path} has no case comments of Salesforce: it needs ParentId or CaseNumber, and CommentBody"
            )
        if not _tells_customers(names):
            yield start, "no column tells who is a customer, so everyone is an agent: export CreatedBy.UserType as well"
        for number, values in _records(file, start + 1, _separator(line), len(names)):
            try:
                row = _row(_fields(names, values))
            except RowError as error:
                yield number, str(error)
            else:
                cases.setdefault(row["interaction_id"], []).append((number, row))
    for case in cases.values():
        yield from _case(case)


def _names(header: str) -> list[str]:
    """Return the names of the columns in lower case, only letters and digits."""
    try:
        fields = next(csv.reader([header.strip()], delimiter=_separator(header)), [])
    except csv.Error:  # a field that is no name by its length
        return []
    return [re.sub(r"[\W_]", "", name.lower()) for name in fields]


def _separator(header: str) -> str:
    return max(",;\t|", key=header.count)


def _is_header(names: list[str]) -> bool:
    return not set(_CASE).isdisjoint(names) and not set(_BODY).isdisjoint(names)


def _tells_customers(names: list[str]) -> bool:
    has = set(names)
    by_name = has & {*_AUTHOR_NAME} and has & {*_CONTACT_NAME}
    return bool(has & {*_USER_TYPE, *_AUTHOR_CONTACT} or by_name)


_MOST_LINES = 5000
"""Lines of one record: a comment has at most 4,000 bytes, so more is a quotation mark too few."""


def _records(file: TextIO, number: int, separator: str, width: int) -> Iterator[tuple[int, list[str] | None]]:
    """Yield ``(line, fields)``, with None for what is no record.

    Where a quotation mark is missing or too many, the record swallows the next ones. So what comes out with another
    number of fields than the header has is given up line by line, until a record starts again.
    """
    waiting: deque[str] = deque()
    broken = False
    again = 0
    while True:
        taken: list[str] = []
        try:
            fields = next(csv.reader(_take(file, waiting, taken), delimiter=separator), None)
        except csv.Error:
            fields = None
        if not taken:
            return
        ends = len(taken) == 1 and taken[0].endswith(("\n", "\r"))
        whole = ends or "".join(taken).count('"') % 2 == 0
        if fields is not None and len(fields) == width and whole:
            yield number, fields
            broken = False
        elif fields or fields is None:  # a blank line has no fields
            if not broken:
                yield number, None
            broken = True
            again += len(taken)
            if again > limits.MOST_LINES_AGAIN:
                raise InputError("has too many quotation marks that do not fit (limit MOST_LINES_AGAIN)")
            waiting.extendleft(reversed(taken[1:]))
            del taken[1:]
        number += len(taken)


def _take(file: TextIO, waiting: deque[str], taken: list[str]) -> Iterator[str]:
    """Yield the next lines and note them in ``taken``."""
    size = 0
    while len(taken) < _MOST_LINES and size < limits.LONGEST_LINE:
        line = waiting.popleft() if waiting else file.readline()
        if not line:
            return
        taken.append(line)
        size += len(line)
        yield line


def _fields(names: list[str], values: list[str] | None) -> Fields:
    if values is None:
        raise RowError("cut off, or another number of fields than the header")
    return {name: value.strip() for name, value in zip(names, values, strict=True)}


def _get(fields: Fields, *names: str) -> str | None:
    """Return the first of these columns that is filled."""
    return next((fields[name] for name in names if fields.get(name)), None)


def _row(fields: Fields) -> Row:
    """Turn a comment into a row.

    Raises:
        RowError: if it is deleted or of no case, or a value is not understood.
    """
    case = _get(fields, *_CASE)
    if case is None:
        raise RowError("is of no case: ParentId or CaseNumber is empty")
    if _flag(fields, "isdeleted", "deleted"):
        raise RowError("is deleted")
    role = _role(fields)
    author = _get(fields, *_AUTHOR_CONTACT, *_AUTHOR_ID, *_AUTHOR_NAME) if role is Role.CUSTOMER else None
    return documents.row(
        interaction_id=case,
        customer_id=_get(fields, *_CONTACT) or author,
        role=role.value,
        speaker=_get(fields, *_AUTHOR_NAME, *_AUTHOR_ID),
        timestamp=documents.moment(_get(fields, "createddate")),
        channel=_get(fields, *_CHANNEL),
        text=_get(fields, *_BODY),
    )


def _flag(fields: Fields, *names: str) -> bool | None:
    """Return yes or no as Data Loader writes it, null where nothing is written.

    Raises:
        RowError: if it is neither.
    """
    value = _get(fields, *names)
    if value is None:
        return None
    if value.lower() not in _TRUE + _FALSE:
        raise documents.unknown(names[0], value)
    return value.lower() in _TRUE


def _role(fields: Fields) -> Role:
    """Return who speaks, by the rules of this module.

    Raises:
        RowError: if it is not told whether the comment is published.
    """
    if _flag(fields, "ispublished", "published") is False:
        return Role.SYSTEM
    if known := _USER_TYPES.get((_get(fields, *_USER_TYPE) or "").lower()):
        return known
    if _get(fields, *_AUTHOR_CONTACT) or _SELF_SERVICE.fullmatch(_get(fields, *_AUTHOR_ID) or ""):
        return Role.CUSTOMER
    name = (_get(fields, *_AUTHOR_NAME) or "").lower()
    if name and name in (fields.get(column, "").lower() for column in _CONTACT_NAME):
        return Role.CUSTOMER
    return Role.BOT if name == "automated process" else Role.AGENT


def _case(case: list[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """Return the rows of a case by time, or as they came where one has no time, with the customer in all of them."""
    times = {number: time for number, row in case if isinstance(time := row.get("timestamp"), datetime)}
    if len(times) == len(case):
        case.sort(key=lambda one: times[one[0]])
    customer = next((row["customer_id"] for _, row in case if "customer_id" in row), None)
    if customer is not None:
        for _, row in case:
            row.setdefault("customer_id", customer)
    return case
