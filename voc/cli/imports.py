"""What the command line imports late, so that it answers at once, or with a word on what is missing."""

from __future__ import annotations

import gc
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec, spec_from_loader
from types import ModuleType


class _Hidden(MetaPathFinder):
    """Is asked before all others where a module is, and says that those of some packages are nowhere."""

    def __init__(self, packages: Collection[str]) -> None:
        self._packages = packages

    def find_spec(self, fullname: str, *_: object) -> None:
        """Refuse a module of a hidden package; of any other know nothing."""
        if fullname.partition(".")[0] in self._packages:
            raise ModuleNotFoundError(f"{fullname} is hidden while this command runs", name=fullname)


class _Late(MetaPathFinder):
    """Finds some packages whose own code is to run only when it is needed."""

    def __init__(self, packages: Mapping[str, str]) -> None:
        self._packages = packages

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find one of these packages; of any other module know nothing."""
        found = PathFinder.find_spec(fullname, path) if fullname in self._packages else None
        if found is None or found.loader is None:
            return None
        loader = _LateLoader(found.loader, self._packages[fullname])
        late = spec_from_loader(fullname, loader, origin=found.origin, is_package=True)
        if late is not None:
            late.submodule_search_locations = found.submodule_search_locations
        return late


class _LateLoader(Loader):
    """Leaves a package empty until a name is asked for that is neither a module of it nor in its ``home``."""

    def __init__(self, loader: Loader, home: str) -> None:
        self._loader = loader
        self._home = home

    def create_module(self, spec: ModuleSpec) -> None:
        """Let Python make the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing yet."""
        module.__file__ = None if module.__spec__ is None else module.__spec__.origin

        def lookup(name: str) -> object:
            if name.startswith("__"):
                raise AttributeError(name)
            if find_spec(f".{name}", module.__name__) is not None:
                return import_module(f".{name}", module.__name__)
            if self._home and find_spec(f".{self._home}", module.__name__) is not None:
                home = import_module(f".{self._home}", module.__name__)
                if hasattr(home, name):
                    return getattr(home, name)
            del module.__dict__["__getattr__"]
            self._loader.exec_module(module)
            return getattr(module, name)

        module.__dict__["__getattr__"] = lookup


@contextmanager
def hidden(*packages: str) -> Iterator[None]:
    """Let the import of packages fail, as if they were not installed; those that are imported already stay.

    Other packages import these wherever they are installed, and do without them for what voc needs: spaCy imports
    torch, which takes longer than everything else together, and PyArrow imports pandas. Only the command line may do
    so: in a program of the user's they may be needed. Afterwards they can be imported as before.
    """
    with _first(_Hidden({name for name in packages if name not in sys.modules})):
        yield


@contextmanager
def late(packages: Mapping[str, str]) -> Iterator[None]:
    """Let modules of packages be imported without what the packages themselves import.

    spaCy imports all its components, its training and its command line, which takes longer than its tokenizer and
    matcher; SciPy what it needs for the arrays of other libraries. A package is loaded as a whole as soon as a name is
    asked for that is not found otherwise, also afterwards; packages that are imported already stay.

    Args:
        packages: by name, the module inside in which names are looked for first, or nothing. A package without that
            module is loaded as a whole, so that another version of it is slow, not wrong.
    """
    with _first(_Late({name: home for name, home in packages.items() if name not in sys.modules})):
        yield


@contextmanager
def without_collection() -> Iterator[None]:
    """Keep Python from looking for objects that hold each other, which takes a tenth of the time of a short command."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def _first(finder: MetaPathFinder) -> Iterator[None]:
    """Ask a finder before all others."""
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def training_steps(module: str = "pipeline") -> ModuleType:
    """Give a module of the training steps, or say which extra they need."""
    from voc.errors import MissingExtraError

    try:
        return import_module(f"voc.training.{module}")
    except ImportError as error:
        raise MissingExtraError("training a model", "torch") from error
