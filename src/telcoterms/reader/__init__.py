"""The only openers of files: a file is judged whole, all its faults at once, each with its path."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telcoterms.reader.account import account_of, payment_of, read_account
    from telcoterms.reader.bill import bill_of, read_bill
    from telcoterms.reader.calendars import load_calendar, read_calendar
    from telcoterms.reader.files import json_of, read_text, toml_of
    from telcoterms.reader.law import read_law
    from telcoterms.reader.provider import read_provider
    from telcoterms.reader.taxes import read_taxes

_ROOMS = {
    "account": ("account_of", "payment_of", "read_account"),
    "bill": ("bill_of", "read_bill"),
    "calendars": ("load_calendar", "read_calendar"),
    "files": ("json_of", "read_text", "toml_of"),
    "law": ("read_law",),
    "provider": ("read_provider",),
    "taxes": ("read_taxes",),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "account_of",
    "bill_of",
    "json_of",
    "load_calendar",
    "payment_of",
    "read_account",
    "read_bill",
    "read_calendar",
    "read_law",
    "read_provider",
    "read_taxes",
    "read_text",
    "toml_of",
]


def __getattr__(name: str) -> object:
    """Open a room when one of its names is first asked for: who needs a calendar alone reads no accounts."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = value
    return value
