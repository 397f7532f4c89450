"""How stages and owners roll up, and what makes up the three E's: shipped, and changed by a user's TOML file.

A file may hold any of these sections. A section that is there replaces the shipped one as a whole; one that is not
there stays as it is. ``Scores.save`` writes the file in force as ``taxonomy.toml``, which is a good one to start from::

    [phase]                   # phases of the journey, in any words, and their stages: every stage once
    discover = ["awareness", "consideration"]
    buy = ["purchase", "delivery", "billing"]
    "use and help" = ["onboarding", "usage", "support", "returns"]
    stay = ["renewal", "advocacy", "exit"]

    [pillar]                  # the same for the pillars; shipped: service, product, journey, bond
    ...

    [owner]                   # departments as yours are called, and the owners they stand for: every owner once
    operations = ["logistics", "technical_support"]
    ...

    [stage_owner]             # owners, and the stages they answer for where the words do not tell: every stage once
    logistics = ["delivery", "returns"]
    ...

    [three_e]                 # effectiveness, ease and emotion, and the signals each is the mean of (any of SIGNALS)
    effectiveness = ["goal", "expectation"]
    ease = ["effort", "cues"]
    emotion = ["emotion"]

    [service]                 # what is contact with customer service: units of these stages or of these owners
    stages = ["support"]
    owners = ["customer_service"]
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from voc.errors import InputError
from voc.taxonomy import Owner, Stage, names

EFFECTIVENESS, EASE, EMOTION = THREE_E = ("effectiveness", "ease", "emotion")
"""Did it work, was it easy, how did it feel: the three dimensions of Forrester's Customer Experience Index."""
SIGNALS = ("goal", "expectation", "effort", "cues", "emotion", "valence", "staff")
"""What an E can be made of, see ``voc.journey.three_e.SIGNALS``."""

Groups = Mapping[str, tuple[str, ...]]
"""Members of each group, by its name."""

_BOND = ("renewal", "advocacy", "exit")
_SHIPPED_PILLARS: Groups = {
    "service": ("support",),
    "product": ("usage",),
    "journey": tuple(stage for stage in names(Stage) if stage not in {"support", "usage", *_BOND}),
    "bond": _BOND,
}


@dataclass(frozen=True)
class Rollups:
    """Groups by section; the members of a section are distinct.

    Attributes:
        phase: stages of each phase, all of them.
        pillar: stages of each pillar, all of them.
        owner: owners of each department, all of them.
        stage_owner: stages that each owner answers for, all of them.
        three_e: signals of each of the three E's.
        service: ``stages`` and ``owners`` that are contact with customer service.
    """

    phase: Groups
    pillar: Groups
    owner: Groups
    stage_owner: Groups
    three_e: Groups
    service: Groups

    def to_toml(self) -> str:
        """Return the sections as a file that ``read`` reads."""
        lines = []
        for section in (*SECTIONS, "service"):
            lines.append(f"[{section}]")
            for name, members in getattr(self, section).items():
                lines.append(f"{_quoted(name)} = [{', '.join(_quoted(member) for member in members)}]")
            lines.append("")
        return "\n".join(lines)


def _quoted(text: str) -> str:
    """Return a TOML string; a printable text's JSON string is one."""
    return json.dumps(text, ensure_ascii=False)


def _gather(pairs: list[tuple[str, str]]) -> Groups:
    """Collect (group, member) pairs by group, both in order."""
    groups: dict[str, tuple[str, ...]] = {}
    for group, member in pairs:
        groups[group] = (*groups.get(group, ()), member)
    return groups


@dataclass(frozen=True)
class _Section:
    """What a section may hold.

    Attributes:
        member: what a member is, in words.
        members: the members that it may have.
        groups: the groups that it must have; None: any.
        complete: whether every member must be in a group; else every group must have a member.
    """

    member: str
    members: tuple[str, ...]
    groups: tuple[str, ...] | None = None
    complete: bool = True


SECTIONS = {
    "phase": _Section("stage", names(Stage)),
    "pillar": _Section("stage", names(Stage)),
    "owner": _Section("owner", names(Owner)),
    "stage_owner": _Section("stage", names(Stage)),
    "three_e": _Section("signal", SIGNALS, THREE_E, complete=False),
}
_SERVICE = {"stages": ("stage", names(Stage)), "owners": ("owner", names(Owner))}


@cache
def shipped() -> Rollups:
    """Return the roll-ups of ``voc.taxonomy``."""
    return Rollups(
        phase=_gather([(stage.phase.value, stage.value) for stage in Stage]),
        pillar=_SHIPPED_PILLARS,
        owner={owner.value: (owner.value,) for owner in Owner},
        stage_owner=_gather([(stage.owner.value, stage.value) for stage in Stage]),
        three_e={EFFECTIVENESS: ("goal",), EASE: ("effort",), EMOTION: ("emotion",)},
        service={"stages": (Stage.SUPPORT.value,), "owners": (Owner.CUSTOMER_SERVICE.value,)},
    )


def read(path: str | Path) -> Rollups:
    """Read a user's file.

    Raises:
        InputError: if the file is missing or no TOML, or a section is unknown, names something unknown, names it twice,
            or leaves out what it must name; the message says which.
    """
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read the taxonomy {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"the taxonomy {path} is not TOML: {error}") from error
    sections = {name: getattr(shipped(), name) for name in (*SECTIONS, "service")}
    for name, groups in content.items():
        if name not in sections:
            raise InputError(f"{path}: [{name}] is no section of a taxonomy{_hint(name, tuple(sections))}")
        where = f"{path}: [{name}]"
        if not isinstance(groups, dict):
            raise InputError(f'{where} must be a section of lines such as name = ["{Stage.USAGE}"]')
        sections[name] = _service(where, groups) if name == "service" else _checked(where, groups, SECTIONS[name])
        for owner in sections[name] if name == "stage_owner" else ():
            _check_known(where, "owner", owner, names(Owner))
    return Rollups(**sections)


def _checked(where: str, groups: dict[str, object], section: _Section) -> Groups:
    """Check a section whose members are each in one group."""
    if section.groups is not None:
        _check_groups(where, groups, section.groups)
    taken: dict[str, str] = {}
    for group, members in groups.items():
        if not group.strip() or not group.isprintable():
            raise InputError(f"{where}: {group!r} is no name for a group: use printable characters")
        for member in _members(where, group, members, section.member, section.members):
            if member in taken:
                raise InputError(f"{where}: {section.member} {member!r} is in {taken[member]} and again in {group}")
            taken[member] = group
        if group not in taken.values() and not section.complete:
            raise InputError(f"{where} {group} is empty: name at least one of {', '.join(section.members)}")
    missing = [member for member in section.members if member not in taken] if section.complete else []
    if missing:
        raise InputError(f"{where} must name every {section.member}; missing: {', '.join(missing)}")
    return _gather([(group, member) for member, group in taken.items()])


def _service(where: str, groups: dict[str, object]) -> Groups:
    """Check what is contact with customer service."""
    _check_groups(where, groups, tuple(_SERVICE))
    return {group: _members(where, group, groups[group], kind, known) for group, (kind, known) in _SERVICE.items()}


def _check_groups(where: str, groups: dict[str, object], expected: tuple[str, ...]) -> None:
    if set(groups) != set(expected):
        raise InputError(f"{where} must hold {', '.join(expected)}, and holds {', '.join(groups) or 'nothing'}")


def _members(where: str, group: str, members: object, kind: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Check the members of a group."""
    if not isinstance(members, list) or not all(isinstance(member, str) for member in members):
        raise InputError(f'{where} {group} must be a list such as ["{known[0]}"]')
    for member in members:
        _check_known(f"{where} {group}", kind, member, known)
    return tuple(members)


def _check_known(where: str, kind: str, name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        raise InputError(f"{where}: {name!r} is no {kind}{_hint(name, known)}")


def _hint(name: str, known: tuple[str, ...]) -> str:
    """Suggest the name that was meant, or list all."""
    close = get_close_matches(name, known, 1)
    return f": did you mean {close[0]!r}?" if close else f": use one of {', '.join(known)}"
