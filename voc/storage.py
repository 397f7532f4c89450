"""Files here and in object stores (``s3://…`` and whatever else fsspec knows): found, fetched, put and removed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from voc.errors import InputError, MissingExtraError, VocError

TEMPORARY = ".voc-tmp-"
"""Beginning of the names of local files that are not whole yet."""


def is_remote(place: str | Path) -> bool:
    """Tell whether a place is in an object store: whether it is a URL.

    >>> is_remote("s3://bucket/exports"), is_remote("exports/2026")
    (True, False)
    """
    return isinstance(place, str) and "://" in place


def filesystem(url: str) -> tuple[Any, str]:
    """Return the file system of a URL (fsspec), and the URL's path in it.

    Raises:
        MissingExtraError: if fsspec or s3fs is not installed.
        InputError: if the protocol is not known or its package is not installed.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise MissingExtraError("reading and writing object stores", "s3") from error
    try:
        fs, path = url_to_fs(url)
    except ImportError as error:
        if url.startswith(("s3:", "s3a:")):
            raise MissingExtraError("reading and writing s3://", "s3") from error
        raise InputError(f"{url} cannot be opened: {error}") from error
    except ValueError as error:
        raise InputError(f"{url} cannot be opened: {error}") from error
    return fs, str(path)


@contextmanager
def reached(place: object) -> Iterator[None]:
    """Raise what the package of an object store has errors of its own for as ``OSError``, as files do."""
    try:
        yield
    except (OSError, VocError):
        raise
    except Exception as error:
        raise OSError(f"{place}: {error}") from error


class Folder:
    """A folder to write a job's output into; every file appears in it as a whole or not at all."""

    def __init__(self, place: str | Path) -> None:
        """Take a local path or a URL; nothing has to be there yet."""
        self.place = place
        self.remote = is_remote(place)
        self._fs: Any = None
        self._root = str(place)
        if self.remote:
            self._fs, self._root = filesystem(str(place))

    def __str__(self) -> str:
        """Return the place as given."""
        return str(self.place)

    def put(self, file: Path, name: str) -> None:
        """Move a local file into the folder as ``name``, in place of one that is there."""
        if self.remote:
            path = f"{self._root}/{name}"
            with reached(self):
                self._make_parent(path)
                self._fs.put_file(str(file), path)
            file.unlink()
            return
        target = Path(self._root, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        _flush(file)
        if file.stat().st_dev != target.parent.stat().st_dev:
            near = target.with_name(f"{TEMPORARY}{os.getpid()}-{target.name}")
            shutil.copyfile(file, near)
            _flush(near)
            file.unlink()
            file = near
        file.replace(target)

    def create(self, name: str, content: bytes) -> bool:
        """Write a small file if it is not there; return whether it was not.

        Of several that try at the same time one succeeds in an object store that can tell (S3 can). In a local folder
        they have to hold a lock.
        """
        if self.remote:
            path = f"{self._root}/{name}"
            with reached(self):
                self._make_parent(path)
                try:
                    self._fs.pipe_file(path, content, mode="create")
                except FileExistsError:
                    return False
            return True
        target = Path(self._root, name)
        if target.exists():
            return False
        write(target, content)
        return True

    def _make_parent(self, path: str) -> None:
        """Make the folder of a remote file where folders are real: a server's files, not objects.

        Paths of such stores begin at a root, those of object stores with a bucket. There ``makedirs`` would make a
        bucket whose name was mistyped, and needs a right that writing does not.
        """
        if not (path.startswith("/") or Path(path).is_absolute()):
            return
        folder = path.rpartition("/")[0]
        try:
            self._fs.makedirs(folder, exist_ok=True)
        except Exception:
            if not self._fs.isdir(folder):  # another worker may have made it at the same time
                raise

    def read(self, name: str) -> bytes | None:
        """Return what a file holds; None where it is not there."""
        try:
            if not self.remote:
                return Path(self._root, name).read_bytes()
            with reached(self):
                return bytes(self._fs.cat_file(f"{self._root}/{name}"))
        except FileNotFoundError:
            return None

    def names(self, folder: str) -> list[str]:
        """Return the names, in order, of the files in a folder of this one; none where it is not there."""
        try:
            if not self.remote:
                return sorted(path.name for path in Path(self._root, folder).iterdir() if path.is_file())
            with reached(self):
                self._fs.invalidate_cache()
                found = self._fs.ls(f"{self._root}/{folder}", detail=True)
        except FileNotFoundError:
            return []
        return sorted(entry["name"].rsplit("/", 1)[-1] for entry in found if entry["type"] == "file")

    def remove(self, name: str) -> None:
        """Remove a file if it is there."""
        try:
            if self.remote:
                with reached(self):
                    self._fs.rm_file(f"{self._root}/{name}")
            else:
                Path(self._root, name).unlink()
        except FileNotFoundError:
            pass

    def clean(self, folders: Iterable[str]) -> None:
        """Remove files that are not whole, of processes that were killed, from folders of this one.

        In an object store there are none. Nobody else may write into the folder at the time.

        Args:
            folders: names of folders in this one, or an empty one for itself; they need not be there.
        """
        if self.remote:
            return
        for folder in folders:
            for left in Path(self._root, folder).glob(f"{TEMPORARY}*"):
                left.unlink()

    @contextmanager
    def local(self) -> Iterator[Path]:
        """Give the folder as a local one: itself, or a copy that is there for as long as the ``with`` lasts."""
        if not self.remote:
            yield Path(self._root)
            return
        with tempfile.TemporaryDirectory() as copy:
            try:
                with reached(self):
                    self._fs.invalidate_cache()
                    self._fs.get(f"{self._root}/", f"{copy}/", recursive=True)
            except FileNotFoundError as error:
                raise InputError(f"{self} does not exist") from error
            yield Path(copy)


def write(path: Path, content: bytes) -> None:
    """Write a local file that appears as a whole or not at all."""
    temporary = path.with_name(f"{TEMPORARY}{os.getpid()}-{path.name}")
    temporary.write_bytes(content)
    _flush(temporary)
    temporary.replace(path)


def _flush(file: Path) -> None:
    """Make sure that a file is on the disk before it gets its name, so that a loss of power cannot empty it."""
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
