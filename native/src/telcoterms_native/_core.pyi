"""The functions of the compiled core: columns of whole numbers in, columns that are written in place out.

A column is any object with the buffer protocol, such as an array of numpy. What stands in a tuple is described where
the library makes it: `telcoterms.batch.core`, and `compiled` and `figures` of `telcoterms.batch.kernels.late_charge`.
What does not fit raises ValueError.
"""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from typing_extensions import Buffer

LAYOUT: Final[int]
"""Of the tables that are read: 1000 times their version, and how many fields a node has."""

Keys: TypeAlias = tuple[Buffer | None, Buffer, bool]
"""Keys: text as its offsets and bytes, or whole numbers without offsets; whether the offsets have 64 bits."""
Tables: TypeAlias = tuple[Any, ...]
"""Columns and numbers in a fixed order."""

# Rows: late charges and their audit

def charge(clause: Tables, days: Tables, rows: tuple[Buffer, Buffer, Buffer, Buffer], out: Buffer, /) -> int: ...
def match_readings(
    programs: Tables, days: Tables, rows: Tables, combinations: Tables, codes: Buffer, from_allowed: Buffer, /
) -> bytes: ...
def match_mistakes(programs: Tables, days: Tables, rows: Tables, mistakes: Buffer, codes: Buffer, /) -> None: ...
def words(codes: Buffer, words: tuple[Buffer, Buffer], ends: Buffer, text: Buffer, /) -> None: ...

# Accounts: brought together by their keys, and replayed

def sip_hash(secret: bytes, text: bytes, /) -> int: ...
def codes(secret: bytes, columns: Sequence[Keys], codes: Buffer, /) -> bytes: ...
def starts(accounts: Buffer, starts: Buffer, /) -> None: ...
def move(rows: tuple[Buffer, Buffer, Buffer, Buffer], moved: tuple[Buffer, Buffer, Buffer], /) -> None: ...
def arrange(debts: Tables, events: Tables, arranged: tuple[Buffer, ...], /) -> int: ...
def replay(
    programs: Tables,
    accounts: tuple[Buffer, ...],
    owed: tuple[Buffer, ...],
    first: int,
    last: int,
    wants_postings: bool,
    wants_allocations: bool,
    /,
) -> tuple[bytes, bytes]: ...
def settle(
    programs: Tables,
    invoices: Tables,
    payments: Tables,
    is_naming: Buffer | None,
    terms: Tables,
    sums: tuple[Buffer, ...],
    first: int,
    last: int,
    /,
) -> None: ...
