"""Batches as CSV text: amounts as decimals, days as year-month-day, nothing for null, text as it is.

A cell stands in quotation marks where it must: with a comma, a quotation mark or an end of a line in it, and where it
is empty text, which null is not.

What was read from a file goes back as it came, even where a spreadsheet would run it: it passes through the file of a
billing system, and has to stay what it was. Other text is made harmless by an apostrophe, as in a ledger.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import reduce
from typing import Final

import numpy as np
import pyarrow as pa

from telcoterms.batch.compute import functions as pc
from telcoterms.errors import UnreadableFileError, Word
from telcoterms.faces.csv import RUN_BY_A_SPREADSHEET

_TEXT: Final = pa.large_string()  # the lines of a batch may have more than 2 GiB
_NO_TEXT: Final = pa.scalar("", _TEXT)
_QUOTE: Final = pa.scalar('"', _TEXT)
_APOSTROPHE: Final = pa.scalar("'", _TEXT)
_COMMA: Final = pa.scalar(",", _TEXT)
_END: Final = pa.scalar("\n", _TEXT)
_QUOTED: Final = (b",", b'"', b"\n", b"\r")


def head(names: Iterable[str]) -> pa.Buffer:
    """The first line: the names of the columns."""
    return _lines([pa.array([name], _TEXT) for name in names])


def rows(batch: pa.RecordBatch, own: Collection[str]) -> pa.Buffer:
    """The lines of a batch that is not empty; `own` are the columns that no file had."""
    return _lines([_texts(batch.column(name), name, name in own) for name in batch.schema.names])


def _texts(column: pa.Array, name: str, own: bool) -> pa.Array:
    try:
        texts = column.cast(_TEXT)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise UnreadableFileError(
            "the column {name} is of the type {type}, which CSV does not have: write a Parquet file",
            name=name,
            type=Word(column.type),
        ) from None
    if own and pa.types.is_string(column.type):
        run = reduce(pc.or_, [pc.starts_with(texts, start) for start in RUN_BY_A_SPREADSHEET])
        texts = pc.if_else(run, pc.binary_join_element_wise(_APOSTROPHE, texts, _NO_TEXT), texts)
    return texts


def _quoted(texts: pa.Array) -> pa.Array:
    """Each text as a cell; to look for a mark in all texts at once is quicker by far than in each."""
    data = texts.buffers()[2]
    held = b"" if data is None else data.to_pybytes()
    must = [pc.match_substring(texts, mark.decode()) for mark in _QUOTED if mark in held]
    quoted = reduce(pc.or_, must, pc.equal(texts, ""))
    if not pc.any(quoted).as_py():
        return texts
    inside = pc.replace_substring(texts, '"', '""')
    return pc.if_else(quoted, pc.binary_join_element_wise(_QUOTE, inside, _QUOTE, _NO_TEXT), texts)


def _lines(columns: Iterable[pa.Array]) -> pa.Buffer:
    """The columns side by side: joined, they are the very bytes of the file."""
    cells = [cell for texts in columns for cell in (_quoted(texts), _COMMA)]
    joined = pc.binary_join_element_wise(*cells[:-1], _END, _NO_TEXT, null_handling="replace")
    _, offsets, data = joined.buffers()
    return data.slice(0, np.frombuffer(offsets, np.int64)[len(joined)])
