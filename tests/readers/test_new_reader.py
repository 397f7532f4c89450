import shutil
import subprocess
import sys
from pathlib import Path

import voc

READER = '''"""Notes of a till: a line a customer, the shop's number, a bar and their words."""

SUFFIXES = (".till",)


def sniff(head):
    return "|" in head


def rows(path):
    for position, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        shop, bar, words = line.partition("|")
        if bar:
            yield position, {"text": words.strip(), "channel": f"shop {shop}"}
        else:
            yield position, "no bar"
'''
USE = """
from pathlib import Path
import voc
from voc.readers import read
from voc.readers.detect import FORMATS
assert Path(voc.__file__).parent == Path("voc").resolve(), voc.__file__
table, rejects = read([Path("notes")])
assert table["text"].to_pylist() == ["Lovely help today", "The queue was endless"], table
assert table["channel"].to_pylist() == ["shop 7", "shop 9"]
assert [reject.reason for reject in rejects] == ["no bar"]
assert FORMATS["till"].__doc__.startswith("Notes of a till")
"""


def test_a_new_reader_takes_one_file_and_one_line(tmp_path) -> None:
    shutil.copytree(
        Path(voc.__file__).parent, tmp_path / "voc", ignore=shutil.ignore_patterns("__pycache__", "models", "authored")
    )
    (tmp_path / "voc" / "readers" / "till.py").write_text(READER, encoding="utf-8")
    detect = tmp_path / "voc" / "readers" / "detect.py"
    source = detect.read_text(encoding="utf-8")
    assert source.count('    "csv",\n') == 1
    detect.write_text(source.replace('    "csv",\n', '    "till",\n    "csv",\n'), encoding="utf-8")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "monday.till").write_text(
        "7| Lovely help today\nnothing\n9| The queue was endless\n", encoding="utf-8"
    )
    done = subprocess.run([sys.executable, "-c", USE], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
