from pathlib import Path

import pytest

from voc.errors import InputError
from voc.readers.encoding import decode, open_text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"caf\xc3\xa9 \xf0\x9f\x98\x82\r\nx", "café 😂\nx"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "café"),
        ("café 😂\r\nx".encode("utf-16"), "café 😂\nx"),
        (b"\xfe\xff" + "café".encode("utf-16-be"), "café"),
        ("“café” ü".encode("cp1252"), "“café” ü"),
        (b"\xe9 but caf\xc3\xa9", "é but café"),
        (b"\x81", "\ufffd"),
        (b"\0a\0\0b\0\0", "ab"),
        (b"\0" * 9000 + b"end", "end"),
        (b"", ""),
        (b"\0\0", ""),
    ],
)
def test_text_is_read_in_the_encodings_of_exports(tmp_path: Path, data: bytes, text: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    assert decode(path) == text
    with open_text(path) as file:
        assert "".join(file) == text
    with open_text(path) as file:
        assert "".join(iter(lambda: file.read(2), "")) == text


def test_a_character_across_blocks_and_a_stray_byte_far_in(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"a" * 8191 + "é".encode() * 5000 + b"\xe9" + "é".encode())
    assert decode(path) == "a" * 8191 + "é" * 5002


def test_line_ends_can_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"a\r\nb\0\r\n")
    with open_text(path, newline="") as file:
        assert list(file) == ["a\r\n", "b\r\n"]


def test_a_file_that_cannot_be_opened_is_an_input_error(tmp_path: Path) -> None:
    for path in (tmp_path / "gone", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            decode(path)
