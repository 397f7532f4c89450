"""The files of a job: found, told apart from changed ones, and fetched."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from voc.errors import InputError
from voc.readers.detect import listed, suffixes
from voc.storage import TEMPORARY, filesystem, is_remote, reached

WHOLE = 2**24
"""Bytes up to which a local file is known by the hash of all of it; a larger one by its time, its head and its tail."""
END = 2**16
"""Bytes of the head and of the tail."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    Attributes:
        name: path or URL, as given or as found in a folder that was given.
        size: bytes.
        stamp: what changes when the file does: a hash, or the ETag or time that an object store gives.
        read_as: file name that interactions without a name of their own are called by: no other file has the same.
    """

    name: str
    size: int
    stamp: str
    read_as: str

    @contextmanager
    def local(self, folder: Path) -> Iterator[Path]:
        """Give the file as a local one: itself, or a copy in ``folder`` for as long as the ``with`` lasts.

        Raises:
            InputError: if the file is not what it was when the job began, before or after it was read.
        """
        changed = InputError(f"{self.name} changed while it was read: score it once nobody writes to it")
        with tempfile.TemporaryDirectory(dir=folder, prefix=TEMPORARY) as copies:
            copy = Path(copies, self.read_as)
            if is_remote(self.name):
                fs, path = filesystem(self.name)
                with reached(self.name):
                    fs.get_file(path, str(copy))
                    fs.invalidate_cache()
                    now = _stamp(fs.info(path))
                if now != self.stamp:
                    raise changed
                yield copy
                return
            original = Path(self.name)
            before = _look(original)
            if original.name != self.read_as:
                copy.symlink_to(original.resolve())
            yield original if original.name == self.read_as else copy
            if before != _look(original) or before[0] != self.size:
                raise changed


def _look(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def find(places: Sequence[str | Path], format: str) -> list[Source]:
    """Find the files to read, in an order that does not depend on that of ``places``; each once.

    Args:
        places: files and folders, local or URLs; of folders the files with a suffix of the format, one level deep. URLs
            may hold ``*``.
        format: name of a format or ``auto``.

    Raises:
        InputError: if there is no such file, folder or format, if it is a pipe or a device, or if an object store does
            not let it be listed.
    """
    found: dict[str, Source] = {}
    for place in places:
        if is_remote(place):
            found |= _remote(str(place), suffixes(format))
        else:
            for path in listed([Path(place)], format):
                if not path.is_file():
                    raise InputError(
                        f"{path} is a pipe or a device, and a job reads its files more than once: write it to a file "
                        "first"
                    )
                size = path.stat().st_size
                found[str(path.resolve())] = Source(str(path), size, _hash(path, size), path.name)
    return _told_apart({place: found[place] for place in sorted(found)})


def _told_apart(found: Mapping[str, Source]) -> list[Source]:
    """Let files of the same name in several folders be read under names that tell them apart."""
    same = Counter(PurePosixPath(source.read_as).stem for source in found.values())
    told: list[Source] = []
    taken: set[str] = set()
    for place, source in found.items():
        name = PurePosixPath(source.read_as)
        stem = name.stem if same[name.stem] == 1 else f"{Path(place).parent.name}-{name.stem}"
        while stem in taken or (stem != name.stem and stem in same):
            stem += "-again"
        taken.add(stem)
        told.append(replace(source, read_as=f"{stem}{name.suffix}"))
    return told


def _remote(url: str, known: set[str]) -> dict[str, Source]:
    """Find files in an object store."""
    fs, path = filesystem(url)
    try:
        with reached(url):
            fs.invalidate_cache()
            if "*" in path:
                entries = list(fs.glob(path, detail=True).values())
            elif fs.isfile(path):
                return {fs.unstrip_protocol(path): _source(fs, fs.info(path))}
            else:
                entries = fs.ls(path, detail=True)
    except FileNotFoundError as error:
        raise InputError(f"{url} does not exist") from error
    except OSError as error:
        raise InputError(f"{url} cannot be listed: {error}") from error
    files = (entry for entry in entries if entry["type"] == "file")
    found = (_source(fs, entry) for entry in files if PurePosixPath(entry["name"]).suffix.lower() in known)
    return {source.name: source for source in found}


def _source(fs: Any, entry: Mapping[str, Any]) -> Source:  # noqa: ANN401  (fsspec has no types)
    name = fs.unstrip_protocol(entry["name"])
    return Source(name, int(entry["size"]), _stamp(entry), PurePosixPath(name).name)


def _stamp(entry: Mapping[str, Any]) -> str:
    """Return the ETag of an object, else its time, by the names that the file systems of fsspec give them."""
    names = ("ETag", "etag", "LastModified", "last_modified", "mtime", "updated", "created")
    return next((f"{name.lower()}:{entry[name]}" for name in names if entry.get(name)), "")


def _hash(path: Path, size: int) -> str:
    """Return what a local file is known by."""
    try:
        with path.open("rb") as file:
            if size <= WHOLE:
                return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
            ends = hashlib.sha256(file.read(END))
            file.seek(-END, os.SEEK_END)
            ends.update(file.read(END))
    except OSError:
        return "cannot be read"  # reading the file says why, and rejects it
    return f"mtime:{path.stat().st_mtime_ns} ends:{ends.hexdigest()}"
