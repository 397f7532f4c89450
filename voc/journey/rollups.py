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

    [stage]                   # stages as yours are called, and the shipped ones they stand for: every stage once
    "after sales" = ["support", "returns", "billing"]
    ...

    [cue.price_rise]          # a cue of your own, found by its words; see ``voc.cues.own``
    definition = "met a higher price than before"
    polarity = -1             # -1 proves effort, 1 proves ease, 0 neither
    phrases = ["price hike", "put the price up"]                                     # in any capitals
    patterns = [[{LOWER = "price"}, {LOWER = {IN = ["hike", "rise", "increase"]}}]]  # tokens of spaCy's Matcher
    negated = "easy"          # what it becomes behind "no", "never" ...; without this line: no cue
    context = true            # false: also where the words are a question, a wish, negated or another company's

    [cue.wait]                # more words for a shipped cue
    phrases = ["twiddling my thumbs"]

Names are those of the taxonomy everywhere but in ``[stage]`` and ``[owner]``, which give yours. The tables of units and
interactions hold the taxonomy's names inside and in saved files, so that models and roll-ups can read them again;
whatever the library hands out (``classify``, ``analyze``, properties of ``Scores``, pictures, the report) has yours.
The stages of ``[stage]`` stand in the order of the journey.
The struct ``stage_scores`` keeps the 12 stages that the model tells apart. An error tells the line of the file.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from voc.errors import InputError
from voc.journey.own_cues import CueRule, read_cues
from voc.taxonomy import Cue, CueLabel, OwnCue, Owner, Stage, names
from voc.toml_lines import line_of

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
        stage: stages of the taxonomy that each stage of the user's stands for, all of them, each group in one phase.
        cue: words of cues that the user adds.
    """

    phase: Groups
    pillar: Groups
    owner: Groups
    stage_owner: Groups
    three_e: Groups
    service: Groups
    stage: Groups
    cue: tuple[CueRule, ...] = ()

    @cached_property
    def cues(self) -> tuple[CueLabel, ...]:
        """All cues, the shipped ones and then the user's own."""
        return (*Cue, *(rule.cue for rule in self.cue if isinstance(rule.cue, OwnCue)))

    @cached_property
    def stage_names(self) -> Mapping[str, str]:
        """The user's name of each stage of the taxonomy."""
        return {code: name for name, codes in self.stage.items() for code in codes}

    @cached_property
    def owner_names(self) -> Mapping[str, str]:
        """The user's name of each owner of the taxonomy."""
        return {code: name for name, codes in self.owner.items() for code in codes}

    def to_toml(self) -> str:
        """Return the sections as a file that ``read`` reads."""
        tables = {section: dict(getattr(self, section)) for section in (*SECTIONS, "service")}
        tables |= {f"cue.{_toml(rule.cue.value)}": rule.table() for rule in self.cue}
        lines = []
        for section, table in tables.items():
            lines += [f"[{section}]", *(f"{_toml(name)} = {_toml(value)}" for name, value in table.items()), ""]
        return "\n".join(lines)


def _toml(value: Any) -> str:  # noqa: ANN401  (what TOML holds)
    """Return a TOML value; JSON's strings are such but for DEL, and so are its numbers and truth values."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(name)} = {_toml(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


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
    "stage": _Section("stage", names(Stage)),
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
        stage={stage.value: (stage.value,) for stage in Stage},
    )


@dataclass(frozen=True)
class _File:
    """A user's file: what errors need to say where they are."""

    path: str | Path
    source: str

    def at(self, *keys: str | int) -> str:
        """Return the file and the line of a key."""
        return f"{self.path}:{line_of(self.source, keys)}"


def read(path: str | Path) -> Rollups:
    """Read a user's file.

    Raises:
        InputError: if the file is missing or no TOML, or a section is unknown, names something unknown, names it twice,
            or leaves out what it must name; the message says which, and in which line.
    """
    try:
        source = Path(path).read_text(encoding="utf-8")
        content = tomllib.loads(source)
    except OSError as error:
        raise InputError(f"cannot read the taxonomy {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"the taxonomy {path} is not TOML: {error}") from error
    file = _File(path, source)
    sections = {name: getattr(shipped(), name) for name in (*SECTIONS, "service")}
    cues = read_cues(content.pop("cue", {}), partial(file.at, "cue"))
    for name, groups in content.items():
        if name not in sections:
            hint = _hint(name, (*sections, "cue"))
            raise InputError(f"{file.at(name)}: [{name}] is no section of a taxonomy{hint}")
        if not isinstance(groups, dict):
            raise InputError(f'{file.at(name)}: [{name}] must be a section of lines such as name = ["{Stage.USAGE}"]')
        section = _service(file, groups) if name == "service" else _checked(file, name, groups, SECTIONS[name])
        sections[name] = section
        for owner in section if name == "stage_owner" else ():
            _check_known(file, (name, owner), f"[{name}]", "owner", owner, names(Owner))
    rollups = Rollups(**sections, cue=cues)
    _check_phases(file, rollups)
    return rollups


def _check_phases(file: _File, rollups: Rollups) -> None:
    """Check that no stage of the user's lies in two phases."""
    phases = {stage: phase for phase, stages in rollups.phase.items() for stage in stages}
    for name, stages in rollups.stage.items():
        found = list(dict.fromkeys(phases[stage] for stage in stages))
        if len(found) > 1:
            raise InputError(
                f"{file.at('stage', name)}: [stage] {name} joins stages of the phases {', '.join(found)}: "
                "put them into one phase in [phase]"
            )


def _checked(file: _File, name: str, groups: dict[str, object], section: _Section) -> Groups:
    """Check a section whose members are each in one group."""
    if section.groups is not None:
        _check_groups(file, name, groups, section.groups)
    taken: dict[str, str] = {}
    for group, members in groups.items():
        if not group.strip() or not group.isprintable():
            raise InputError(
                f"{file.at(name, group)}: [{name}]: {group!r} is no name for a group: use printable characters"
            )
        for i, member in enumerate(_members(file, name, group, members, section.member, section.members)):
            if member in taken:
                where = f"{file.at(name, group, i)}: [{name}]"
                raise InputError(f"{where}: {section.member} {member!r} is in {taken[member]} and again in {group}")
            taken[member] = group
        if group not in taken.values() and not section.complete:
            where = f"{file.at(name, group)}: [{name}]"
            raise InputError(f"{where} {group} is empty: name at least one of {', '.join(section.members)}")
    missing = [member for member in section.members if member not in taken] if section.complete else []
    if missing:
        where = f"{file.at(name)}: [{name}]"
        raise InputError(f"{where} must name every {section.member}; missing: {', '.join(missing)}")
    return _gather([(group, member) for member, group in taken.items()])


def _service(file: _File, groups: dict[str, object]) -> Groups:
    """Check what is contact with customer service."""
    _check_groups(file, "service", groups, tuple(_SERVICE))
    return {
        group: _members(file, "service", group, groups[group], kind, known) for group, (kind, known) in _SERVICE.items()
    }


def _check_groups(file: _File, name: str, groups: dict[str, object], expected: tuple[str, ...]) -> None:
    if set(groups) != set(expected):
        held = ", ".join(groups) or "nothing"
        raise InputError(f"{file.at(name)}: [{name}] must hold {', '.join(expected)}, and holds {held}")


def _members(file: _File, name: str, group: str, members: object, kind: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Check the members of a group."""
    if not isinstance(members, list) or not all(isinstance(member, str) for member in members):
        raise InputError(f'{file.at(name, group)}: [{name}] {group} must be a list such as ["{known[0]}"]')
    for i, member in enumerate(members):
        _check_known(file, (name, group, i), f"[{name}] {group}", kind, member, known)
    return tuple(members)


def _check_known(
    file: _File, keys: tuple[str | int, ...], where: str, kind: str, name: str, known: tuple[str, ...]
) -> None:
    if name not in known:
        raise InputError(f"{file.at(*keys)}: {where}: {name!r} is no {kind}{_hint(name, known)}")


def _hint(name: str, known: tuple[str, ...]) -> str:
    """Suggest the name that was meant, or list all."""
    close = get_close_matches(name, known, 1)
    return f": did you mean {close[0]!r}?" if close else f": use one of {', '.join(known)}"
