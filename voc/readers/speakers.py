"""Who speaks in a transcript: from a speaker's label, else from what the speakers say, to a role with a confidence.

Rules, in this order. Each gives a role and a confidence from 0 to 1; a role under ``CONFIDENT`` is not used, and the
turns of that speaker become rejects that say so, because words of an agent scored as a customer's would be worse.

1. The label is a spelling in ``voc.readers.rows.ROLES``: 1. The export states the role, so rows carry no confidence.
2. The label says it in other words (``John (Support)``, ``AGENT_2``, ``Acme Customer Care``, ``HelpBot``): 0.95. A
   label that names an agent and a customer at once says nothing.
3. What is left is judged by signs: English phrases that agents, customers or bots say (``speaker_signs``), each counted
   once for a speaker however often it is said. If ``k`` of ``n`` signs speak for a role, its confidence is
   ``(k + 1) / (n + 2)`` (Laplace's rule of succession: two signs that agree give 0.75, eight 0.9, two that differ 0.5).

   a. A speaker with signs of a bot and no better ones is a bot.
   b. Two speakers who are both not known are taken as one agent and one customer: a sign of the agent in one is a sign
      of the customer in the other. The labels ``A`` and ``C`` (agent, customer) count as ``IMPLIED`` signs.
   c. Else each speaker counts alone. Where one speaker is left and the conversation has an agent or bot but no
      customer, or a customer but no agent, this one is taken as the other: ``IMPLIED`` signs.

Turns that name no speaker have no role. With neutral labels, signs alone give roles to both speakers in 876 of 1,000
dialogues of mwoz and 758 of 1,000 of sgd (evaluation sets, on which nothing here was chosen), all of them right. In the
50 chats of ``voc/samples``, terser, with up to four speakers, and looked at when the signs were written, 18 customers
are known, nobody else is taken for one, and a bot is taken for an agent. Not measured: real calls and what speech
recognition makes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from voc.errors import shape
from voc.readers import speaker_signs
from voc.readers.speaker_labels import CONFIDENT, NOTHING, Guess, from_label, stated
from voc.readers.speaker_signs import Counts
from voc.taxonomy import Role

IMPLIED = 3
"""Signs that the other speakers' roles are worth: with none against it 0.8, with one against it 0.67."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said at a time.

    Attributes:
        position: line or record where it starts, counted from 1.
        text: what was said.
        speaker: label as exported; None when the export names none.
        voice: who it is where the export tells speakers apart without naming them; defaults to the label.
        timestamp: when, if the export has a date.
        role: the role if the form of the export tells it, as for events of the platform.
    """

    position: int
    text: str
    speaker: str | None = None
    voice: str | None = None
    timestamp: datetime | None = None
    role: Role | None = None

    @property
    def who(self) -> str | None:
        """What tells this speaker from the others of the conversation."""
        return self.voice or self.speaker


def guesses(turns: Sequence[Turn]) -> dict[str, Guess]:
    """Judge all speakers of one conversation.

    Args:
        turns: the whole conversation; turns that have a role and those that name no speaker do not count.

    Returns:
        A guess for each speaker (``Turn.who``), those under ``CONFIDENT`` too.
    """
    said: dict[str, list[str]] = {}
    label: dict[str, str] = {}
    for turn in turns:
        if turn.who is not None and turn.role is None:
            said.setdefault(turn.who, []).append(turn.text.replace("’", "'"))
            label[turn.who] = turn.speaker or ""
    found = {who: from_label(label[who]) for who in said}
    signs = {who: speaker_signs.count(texts) for who, texts in said.items() if found[who].known is None}
    for who, counts in signs.items():
        if counts[Role.BOT] > max(counts[Role.AGENT], counts[Role.CUSTOMER]):
            found[who] = _succession(Role.BOT, counts)
    people = [who for who in signs if found[who].known is not Role.BOT]
    persons_known = {guess.known for guess in found.values()} & {Role.AGENT, Role.CUSTOMER}
    if len(people) == 2 and not persons_known:  # noqa: PLR2004
        found.update(_pair(people, signs, [label[who].strip().lower() for who in people]))
    else:
        found.update((who, _alone(signs[who])) for who in people)
        found.update(_last(people, signs, found))
    return found


def _succession(role: Role, counts: Counts) -> Guess:
    return Guess(role, (counts[role] + 1) / (sum(counts.values()) + 2))


def _alone(counts: Counts) -> Guess:
    """Judge a person by nothing but the own signs."""
    if counts[Role.AGENT] == counts[Role.CUSTOMER]:
        return NOTHING if not counts[Role.AGENT] else Guess(None, 0.5)
    return _succession(max(Role.AGENT, Role.CUSTOMER, key=counts.__getitem__), counts)


def _pair(people: Sequence[str], signs: Mapping[str, Counts], labels: Sequence[str]) -> dict[str, Guess]:
    """Judge two persons of whom one should be the agent and one the customer."""
    first, second = (signs[who] for who in people)
    counts = {
        Role.AGENT: first[Role.AGENT] + second[Role.CUSTOMER] + IMPLIED * (labels == ["a", "c"]),
        Role.CUSTOMER: first[Role.CUSTOMER] + second[Role.AGENT] + IMPLIED * (labels == ["c", "a"]),
        Role.BOT: first[Role.BOT] + second[Role.BOT],
    }
    guess = _alone(counts)
    other = {Role.AGENT: Role.CUSTOMER, Role.CUSTOMER: Role.AGENT}
    return {people[0]: guess, people[1]: replace(guess, role=guess.role and other[guess.role])}


def _last(people: Sequence[str], signs: Mapping[str, Counts], found: Mapping[str, Guess]) -> dict[str, Guess]:
    """Judge the one person left by who else is there: each conversation has a customer and somebody who answers."""
    left = [who for who in people if found[who].known is None]
    roles = {guess.known for guess in found.values()}
    if Role.CUSTOMER not in roles and roles & {Role.AGENT, Role.BOT}:
        role = Role.CUSTOMER
    elif Role.CUSTOMER in roles and Role.AGENT not in roles:
        role = Role.AGENT
    else:
        return {}
    if len(left) != 1:
        return {}
    counts = signs[left[0]]
    return {left[0]: _alone({**counts, role: counts[role] + IMPLIED})}


def joined(turns: Iterable[Turn]) -> list[Turn]:
    """Join turns of one speaker that follow each other; the first one's position and time hold."""
    whole = []
    for _, group in groupby(turns, key=lambda turn: (turn.who, turn.role)):
        same = list(group)
        whole.append(replace(same[0], text=" ".join(turn.text for turn in same)))
    return whole


def rows(turns: Sequence[Turn], common: Mapping[str, object]) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield a conversation as ``(position, row)``, or ``(position, reason)`` for a turn whose role is not known.

    Args:
        turns: the whole conversation, in order.
        common: columns that all its rows share.
    """
    found = guesses(turns)
    for turn in turns:
        guess = _guess(turn, found)
        if guess.known is None:
            yield turn.position, _reason(turn, found)
            continue
        row = {**common, **guess.columns(), "text": turn.text}
        if turn.speaker is not None:
            row["speaker"] = turn.speaker
        if turn.timestamp is not None:
            row["timestamp"] = turn.timestamp
        yield turn.position, row


def _guess(turn: Turn, found: Mapping[str, Guess]) -> Guess:
    if turn.role:
        return stated(turn.role)
    return NOTHING if turn.who is None else found[turn.who]


def _reason(turn: Turn, found: Mapping[str, Guess]) -> str:
    """Say why a turn has no role and what would give it one."""
    if turn.who is None:
        return "no speaker is named, so it may be the customer's or not: mark turns as 'Customer: ' and 'Agent: '"
    guess = found[turn.who]
    sure = f"{guess.role.value} at {guess.confidence:.2f}, under {CONFIDENT}" if guess.role else "nothing tells it"
    return f"role of speaker {shape(turn.who)} is not known ({sure}): name the speakers Customer and Agent"
