"""Damaged files of every format: what can be read is read, the rest is told, nothing is raised."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.readers.damage import FIXTURES, mutated
from voc.readers import Reject, read_file
from voc.readers.detect import FORMATS, detect
from voc.readers.rows import table


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name)
def test_damage_is_survived(path: Path) -> None:
    name, content = detect(path), path.read_bytes()

    @settings(max_examples=100, deadline=None)
    @given(mutated(content))
    def survives(damaged: bytes) -> None:
        FORMATS[name].sniff(damaged.decode("utf-8", "replace"))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / path.name
            file.write_bytes(damaged)
            found = list(read_file(file, name))
        table([row for row in found if not isinstance(row, Reject)])
        assert all(each.reason and each.position >= 0 for each in found if isinstance(each, Reject))

    survives()


def test_a_good_file_beside_damage_is_whole() -> None:
    for path in sorted(FIXTURES.iterdir()):
        assert any(not isinstance(found, Reject) for found in read_file(path, detect(path))) or "plain" in path.name
