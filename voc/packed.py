"""Tables of sums as bytes: what a process hands to another one, or a job keeps, and must not be taken for others.

A header in JSON, with what the sums were made with and a hash, and the sums as Arrow IPC streams.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from voc.errors import InputError

Sums = dict[str, dict[str, pa.Table]]
"""By table, then by name, the sums that it is made of."""
Schemas = Mapping[str, Mapping[str, pa.Schema]]
"""Their schemas."""


def pack(magic: bytes, layout: str, told: Mapping[str, Any], sums: Sums, schemas: Schemas) -> bytes:
    """Return sums as bytes.

    Args:
        magic: what the bytes begin with, without a line break.
        layout: what tells the meaning of the sums from that in other versions.
        told: what they were made with.
        sums: the sums.
        schemas: which of them, in which order.
    """
    sink = pa.BufferOutputStream()
    for table, named in schemas.items():
        for name in named:
            one = sums[table][name].combine_chunks()
            with pa.ipc.new_stream(sink, one.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
                stream.write_table(one)
    content = sink.getvalue().to_pybytes()
    header = {**told, "layout": layout, "sha256": hashlib.sha256(content).hexdigest()}
    return b"\n".join((magic, json.dumps(header).encode(), content))


def unpack(content: bytes, magic: bytes, layout: str, schemas: Schemas) -> tuple[dict[str, Any], Sums]:
    """Read what ``pack`` gave.

    Returns:
        What the sums were made with, and the sums.

    Raises:
        InputError: if it is something else, was cut off or altered, or is of another version of voc.
    """
    try:
        found, header, rest = content.split(b"\n", 2)
        if found != magic:
            raise ValueError(found)
        told = json.loads(header)
        written, digest = told.pop("layout"), told.pop("sha256")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError("this is no part of a job: make one with Part.of()") from error
    if hashlib.sha256(rest).hexdigest() != digest:
        raise InputError("this part of a job was cut off or altered: make it again")
    if written != layout:
        raise InputError("this part of a job was written by another version of voc: make it again")
    source = pa.BufferReader(rest)
    sums: Sums = {}
    for table, named in schemas.items():
        sums[table] = {}
        for name in named:
            with pa.ipc.open_stream(source) as stream:
                sums[table][name] = stream.read_all()
    return told, sums
