"""What can be seen to have happened in a conversation: hand-overs, repeats, loops, waits, changes of channel.

Only earlier turns decide what a turn is. Thresholds were fitted by ``voc train effort``, which also measures every kind
on conversations held out (``fitted.json``).
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from voc.effort.fitted import fitted
from voc.effort.words import Vector, shared, similarity, vector
from voc.schema import Seen
from voc.taxonomy import Event, Role


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of one interaction in order, one sequence a field, all of one length."""

    role: Sequence[str]
    speaker: Sequence[str | None]
    text: Sequence[str | None]
    timestamp: Sequence[datetime | None]
    channel: Sequence[str | None]

    def by(self, *roles: Role) -> list[int]:
        """Return the turns of speakers with these roles."""
        return [i for i, role in enumerate(self.role) if role in roles]


LIVE, E_MAIL = timedelta(minutes=5), timedelta(hours=12)
"""Longest wait that is no event, in channels where somebody is there, and in those where people write letters.

Source: Zendesk, first reply time (2023, zendesk.co.uk/blog/first-reply-time, from its Customer Experience Trends Report
2020 and the Multichannel Customer Care Report 2017): chat "5 minutes or less" is better than merely good, e-mail "12
hours or less" is good."""
_LIVE = re.compile(
    r"chat|(?<![a-z])call|phone|voice|tele|messag|sms|whatsapp|messenger|bot|(?<![a-z])live", re.IGNORECASE
)
_HAND_OVER = re.compile(
    r"\b(?:transfer|connect|pass|put|redirect)(?:ring|ing)? you (?:to|on|over|through|with)\b", re.I
)


_REFUSED = re.compile(
    r"(?:\b(?:not|cannot|never|unable|without|no need|instead of|rather than)|n['’]t)"
    r"(?:\s+(?:need|have|want|going|able|be|to)\b)*\s+$",
    re.IGNORECASE,
)
"""What makes a hand-over right after it one that does not happen."""

_REQUEST = re.compile(
    r"\?|\b(?:please|tell me|let me know|confirm|provide|describe|share|enter|type|say|spell|give me|reply with|"
    r"need (?:your|the)|(?:take|have) your)\b",
    re.IGNORECASE,
)
"""What asks for something. On conversations held out, a repeat that follows it is one that was asked for with an F1 of
.58 (.39 with the question mark alone)."""


_LOOKED_BACK = 200
"""Turns of one side that a turn is compared with, the latest. The conversations on which the thresholds were fitted
have fewer, so this only keeps the time of a conversation without end from being its square."""


def find_events(turns: Turns, limits: Mapping[str, Any] | None = None) -> list[Seen]:
    """Return what happened, in the order of turns; ``limits`` are thresholds other than the fitted ones."""
    limits = limits or fitted()
    found = [*_transfers(turns), *_waits(turns), *_changes(turns)]
    found += [*_repeats(turns, limits["same"], limits["least"]), *_loops(turns, limits["same_bot"])]
    return sorted(found, key=lambda seen: seen.turn)


def _transfers(turns: Turns) -> Iterator[Seen]:
    """Yield where somebody else answers than before, or an agent without a name says that they hand over.

    Who answers after a hand-over that was said is no second one. What a bot says is not needed: the agent's role tells.
    """
    before: tuple[str, str | None] | None = None
    announced = False
    for i in turns.by(Role.AGENT, Role.BOT):
        now = (turns.role[i], turns.speaker[i])
        said = now == (Role.AGENT, None) and _hands_over(turns.text[i] or "")
        changed = before is not None and _differ(before, now)
        if said or (changed and not announced):
            yield Seen(Event.TRANSFER, i)
        if said or changed:
            announced = said and not changed
        if before is not None and now[1] is None and now[0] == before[0]:
            now = before  # the latest name is remembered over turns without one
        before = now


def _hands_over(text: str) -> bool:
    """Return whether a turn says that the customer is handed over."""
    return any(not _REFUSED.search(text[: found.start()]) for found in _HAND_OVER.finditer(text))


def _differ(before: tuple[str, str | None], now: tuple[str, str | None]) -> bool:
    """Return whether two speakers, by role and name, are not the same; a missing name may be any."""
    return before[0] != now[0] or (None not in (before[1], now[1]) and before[1] != now[1])


def _repeats(turns: Turns, same: float, least: float) -> Iterator[Seen]:
    """Yield where the customer says again what they had said, other than thanks, agreement and the like."""
    answering = _questions(turns)
    for i, j in _said_before(turns, turns.by(Role.CUSTOMER), same, least):
        yield Seen(Event.ASKED_AGAIN if i in answering else Event.REPEAT, i, j)


def _questions(turns: Turns) -> set[int]:
    """Return the turns that answer a question or request of the other side."""
    after: set[int] = set()
    asked = False
    for i, (role, text) in enumerate(zip(turns.role, turns.text, strict=True)):
        if role in (Role.AGENT, Role.BOT):
            asked = bool(_REQUEST.search(text or ""))
        elif role == Role.CUSTOMER and asked:
            after.add(i)
    return after


def _loops(turns: Turns, same: float) -> Iterator[Seen]:
    """Yield where a bot says again what it had said before an answer of the customer."""
    customer = turns.by(Role.CUSTOMER)  # in order
    for i, j in _said_before(turns, turns.by(Role.BOT), same):
        if bisect(customer, j) < bisect(customer, i):
            yield Seen(Event.BOT_LOOP, i, j)


def _said_before(turns: Turns, among: Sequence[int], threshold: float, least: float = 0.0) -> Iterator[tuple[int, int]]:
    """Yield turns that are like an earlier one and share information with it, with the one that they are most like."""
    if len(among) < 2:  # noqa: PLR2004  (it takes two, and making vectors costs most)
        return
    earlier: deque[tuple[int, Vector]] = deque(maxlen=_LOOKED_BACK)
    for i in among:
        words = vector(turns.text[i])
        alike = [(similarity(words, other), j, other) for j, other in earlier]
        found = [(value, j) for value, j, other in alike if value >= threshold and shared(words, other) >= least]
        if found:
            yield i, max(found)[1]
        earlier.append((i, words))


def _waits(turns: Turns) -> Iterator[Seen]:
    """Yield the turns for which the customer waited long."""
    for i, j, seconds in waits(turns):
        channel = turns.channel[i]
        if seconds > (LIVE if channel and _LIVE.search(channel) else E_MAIL).total_seconds():
            yield Seen(Event.WAIT, i, j)


def waits(turns: Turns) -> Iterator[tuple[int, int, float]]:
    """Yield the turns that the customer waited for, the turn before, and the seconds between them.

    Where times go back, as in turns out of order, nothing is known.
    """
    for j, i in pairwise(turns.by(Role.CUSTOMER, Role.AGENT, Role.BOT)):
        seconds = seconds_between(turns.timestamp[j], turns.timestamp[i])
        if seconds is not None and turns.role[i] != Role.CUSTOMER:
            yield i, j, seconds


def seconds_between(earlier: datetime | None, later: datetime | None) -> float | None:
    """Return the seconds between two times, null where one is not known or they are the wrong way round."""
    if earlier is None or later is None or later < earlier:
        return None
    return (later - earlier).total_seconds()


def _changes(turns: Turns) -> Iterator[Seen]:
    """Yield where the customer goes on in another channel."""
    known = [i for i in turns.by(Role.CUSTOMER) if turns.channel[i] is not None]
    for j, i in pairwise(known):
        if turns.channel[i] != turns.channel[j]:
            yield Seen(Event.CHANNEL_CHANGE, i, j)
