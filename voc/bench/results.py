"""What a bench found: measured, kept as JSON, told as a table."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from voc import __version__
from voc.bench.contestants import SLOW_TEXTS, contestants
from voc.bench.measure import measure
from voc.errors import InputError, MissingExtraError
from voc.model import store
from voc.model.device import CPU, check_device
from voc.model.heads import HEADS
from voc.model.runtime import processors
from voc.training.data import VoiceUnit, read_voices, require, voice_targets
from voc.training.metrics import correlation, multilabel

ACCURACY = ("emotions micro-F1", "cues micro-F1", "valence r")
PEER = "RoBERTa-base pipeline, batches of 32"
"""What speeds are told in multiples of."""


@dataclass(frozen=True)
class Result:
    """One contestant.

    Attributes:
        name: of the contestant.
        ours: whether it is a model of voc.
        texts: how many it scored.
        units_per_s: speed, the best round.
        startup_s: seconds from the start of its process to its first answer.
        startup_cpu_s: the same in seconds of the processors, which a busy machine lengthens less.
        peak_mb: most memory that it held, MB; None where the system does not tell.
        accuracy: some of ``ACCURACY`` on voices dev; empty without the data or where it gives no such answers.
        int8_share: share of the machine's int8 peak that it reaches, 0 to 1; None where it has no int8 network.
    """

    name: str
    ours: bool
    texts: int
    units_per_s: float
    startup_s: float
    startup_cpu_s: float
    peak_mb: float | None
    accuracy: dict[str, float] = field(default_factory=dict)
    int8_share: float | None = None


@dataclass(frozen=True)
class Bench:
    """All contestants, measured one after the other on the same texts and machine.

    Attributes:
        voc: version of the library.
        measured_at: when, ISO 8601, UTC.
        machine: processor, number of processors, system and Python.
        load: mean number of busy processes in the minute before; None where the system does not tell.
        texts: how many different texts there were.
        words: their mean number of words.
        rounds: rounds of each, the best of which counts.
        int8_peak: int8 operations a second of one large product; None on a GPU, and without the package ``onnx``.
        results: what was measured.
        skipped: packages that are missing, by contestant.
        device: where networks ran: ``cpu``, or the name of a GPU.
    """

    voc: str
    measured_at: str
    machine: dict[str, str | int]
    load: float | None
    texts: int
    words: float
    rounds: int
    int8_peak: float | None
    results: tuple[Result, ...]
    skipped: dict[str, list[str]]
    device: str = CPU

    def save(self, path: Path) -> None:
        """Write what ``load_bench`` reads."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    def markdown(self) -> str:
        """Lay the results out as a Markdown table, the fastest first."""
        speeds = {result.name: result.units_per_s for result in self.results}
        head = ["", "units/s", f"× {PEER}" if PEER in speeds else "", *ACCURACY, "start-up s", "memory MB"]
        rows = []
        for result in sorted(self.results, key=lambda result: -result.units_per_s):
            times = f"{result.units_per_s / speeds[PEER]:,.1f}" if PEER in speeds else ""
            told = [f"{result.accuracy[name]:.3f}" if name in result.accuracy else "" for name in ACCURACY]
            memory = "" if result.peak_mb is None else f"{result.peak_mb:,.0f}"
            name = f"**{result.name}**" if result.ours else result.name
            rows.append([name, f"{result.units_per_s:,.0f}", times, *told, f"{result.startup_s:.1f}", memory])
        lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"

    def remarks(self) -> list[str]:
        """Say under what conditions it was measured, and what was left out."""
        said = [
            f"{self.texts:,} different texts of {self.words:.1f} words, {SLOW_TEXTS} of them for torch; a share "
            f"to warm up and one for each round, best of {self.rounds}; {self.machine['processors']} processors "
            f"({self.machine['processor']})"
        ]
        if self.device != CPU:
            said.append(
                f"networks ran on {self.device} in half precision; memory is the process's, not that of the GPU"
            )
        said += [
            f"{result.name} reaches {result.int8_share:.0%} of the machine's int8 peak of {self.int8_peak / 1e9:,.0f} "
            "billion operations a second (one product of large matrices, all processors)"
            for result in self.results
            if result.int8_share is not None and self.int8_peak is not None
        ]
        said += [f"left out: {name} (not installed: {', '.join(lack)})" for name, lack in self.skipped.items()]
        return said


def load_bench(path: Path) -> Bench:
    """Read what ``Bench.save`` wrote.

    Raises:
        InputError: if it is something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        results = tuple(Result(**result) for result in content.pop("results"))
        return Bench(**content, results=results)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(f"{path} cannot be read as results of voc bench ({error}): run voc bench again") from error


def spread(texts: Sequence[str], count: int) -> Sequence[str]:
    """Return so many of the texts, evenly spread; all where there are fewer."""
    return [texts[i * len(texts) // count] for i in range(count)] if len(texts) > count else texts


def run(
    texts: Sequence[str],
    data: Path | None = None,
    rounds: int = 3,
    only: Sequence[str] = (),
    tell: Callable[[str], None] | None = None,
    device: str = CPU,
) -> Bench:
    """Measure all contestants, each in a process of its own, one after the other.

    Args:
        texts: what is scored; a text that comes again counts once, so that nobody gains by remembering.
        data: folder of the evaluation data, for accuracy; None leaves it out.
        rounds: rounds of each, a share of the texts each.
        only: names of those that take part; default all whose packages are installed.
        tell: is told of each contestant before it is measured.
        device: where networks run, see ``contestants``.

    Raises:
        InputError: if there are no texts, no such contestant or no such device.
        MissingExtraError: as ``voc.load``.
        DataError: if the data is not there.
    """
    different = list(dict.fromkeys(text for text in texts if text.strip()))
    check_device(device)
    every = contestants(device)
    if not different:
        raise InputError("nothing to measure with: there is no text")
    if unknown := [name for name in only if name not in every]:
        raise InputError(f"no contestant {unknown[0]!r}: there are {', '.join(every)}")
    units = read_voices(require(data), "dev") if data is not None else []
    peak, results, skipped = _peak() if device == CPU else None, [], {}
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    for name in only or every:
        contestant = every[name]
        if contestant.missing:
            skipped[name] = contestant.missing
            continue
        if tell is not None:
            tell(name)
        given = spread(different, SLOW_TEXTS) if contestant.slow else different
        found = measure(contestant, given, rounds, [unit.text for unit in units], device)
        answers = found.pop("answers")
        accuracy = _accuracy(units, answers) if units else {}
        share = _share(name, different, found["units_per_s"], peak) if contestant.ours and device == CPU else None
        results.append(Result(name, contestant.ours, len(given), **found, accuracy=accuracy, int8_share=share))
    words = float(np.mean([len(text.split()) for text in different]))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    conditions = (__version__, now, _machine(), load, len(different), words, rounds, peak)
    return Bench(*conditions, tuple(results), skipped, _name(device))


def _accuracy(units: list[VoiceUnit], answers: dict[str, list[Any]]) -> dict[str, float]:
    """Compare answers with labels, as far as there are any."""
    gold = voice_targets(units)
    found: dict[str, float] = {}
    for head in ("emotions", "cues"):
        if head in answers:
            given = np.array([[label in told for label in HEADS[head].labels] for told in answers[head]])
            found |= multilabel(head, gold[head] > 0, given)
    if "valence" in answers:
        found |= correlation("valence", gold["valence"][:, 0], np.array(answers["valence"]))
    return {name: found[name] for name in ACCURACY if name in found}


def _peak() -> float | None:
    from voc.bench.peak import int8_peak

    try:
        return int8_peak(processors())
    except MissingExtraError:
        return None


def _share(name: str, texts: Sequence[str], speed: float, peak: float | None) -> float | None:
    from voc.bench.peak import operations

    if peak is None:
        return None
    needed = operations(store.find(name), texts)
    return None if needed is None else needed * speed / peak


def _name(device: str) -> str:
    """Return the name of a GPU."""
    if device == CPU:
        return device
    import torch

    return str(torch.cuda.get_device_name(device))


def _machine() -> dict[str, str | int]:
    return {
        "processor": _processor(),
        "processors": processors(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    """Return the processor's name: Linux tells it in a file only."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8", errors="replace").splitlines() if told.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
