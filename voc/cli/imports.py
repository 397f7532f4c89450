"""What the command line keeps from being imported, so that it answers at once."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder


class _Hidden(MetaPathFinder):
    """Is asked before all others where a module is, and says that those of some packages are nowhere."""

    def __init__(self, packages: Collection[str]) -> None:
        self._packages = packages

    def find_spec(self, fullname: str, *_: object) -> None:
        """Refuse a module of a hidden package; of any other know nothing."""
        if fullname.partition(".")[0] in self._packages:
            raise ModuleNotFoundError(f"{fullname} is hidden while this command runs", name=fullname)


@contextmanager
def hidden(*packages: str) -> Iterator[None]:
    """Let the import of packages fail, as if they were not installed; those that are imported already stay.

    Other packages import these wherever they are installed, and do without them for what voc needs: spaCy imports
    torch, which takes longer than everything else together, and PyArrow imports pandas. Only the command line may do
    so: in a program of the user's they may be needed. Afterwards they can be imported as before.
    """
    finder = _Hidden({name for name in packages if name not in sys.modules})
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
