"""Tell what a file holds by its keys: a provider's terms, an account or a bill.

A file is judged as what it looks most like, so that one misplaced or misspelt key does not make an account of a bill:
each key counts for the kind of file that has it, and only where no key is known, those that are near.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, assert_never

from telcoterms.account.events import EVENT_TYPES
from telcoterms.files.shapes import nearest
from telcoterms.terms import TABLES
from telcoterms.values.errors import Unquoted, UnreadableFileError
from telcoterms.values.messages import Phrase, Spelling, Term, phrase

Content = Literal["provider", "account", "bill"]
OF_A_PROVIDER: Final = frozenset({"documents", "edition", "holidays", "name", "ranking", "sections", "voices"})
"""Keys at the top of a provider's file that no account and no bill has: each of these names its `provider` too."""
OF_AN_ACCOUNT: Final = frozenset(event.table for event in EVENT_TYPES)
OF_A_BILL: Final = frozenset({"item", "line"})
"""Keys of a bill: its lines and its items."""


def content_of(data: object) -> Content | None:
    """Return what a parsed file holds; None where none of its keys says so.

    >>> content_of({"currency": "CAD", "invoice": []}), content_of({"late_charge": {}})
    ('account', 'provider')
    """
    if not isinstance(data, dict):
        return None
    return _most_like(data) or _most_like({_near(str(key)): value for key, value in data.items()})


def _near(key: str) -> str:
    known = {*OF_A_PROVIDER, *OF_AN_ACCOUNT, *TABLES, *OF_A_BILL}
    return nearest(key, known) or key


def _most_like(data: Mapping[str, Any]) -> Content | None:
    """Return the kind of file that most keys are of; an account and a provider both have a key `dispute`."""
    counts: dict[Content, int] = {
        "provider": sum(key in OF_A_PROVIDER or (key in TABLES and isinstance(data[key], dict)) for key in data),
        "account": sum(key in OF_AN_ACCOUNT and isinstance(data[key], list) for key in data),
        "bill": sum(key in OF_A_BILL for key in data),
    }
    most = max(counts, key=lambda content: counts[content])
    return most if counts[most] else None


def is_provider(data: object) -> bool:
    """Return whether a parsed file holds a provider's terms."""
    content = content_of(data)
    match content:
        case "provider":
            return True
        case "account" | "bill" | None:
            return False
    assert_never(content)


def is_bill(data: object) -> bool:
    """Return whether a parsed file holds the lines of a bill."""
    content = content_of(data)
    match content:
        case "bill":
            return True
        case "account" | "provider" | None:
            return False
    assert_never(content)


def check_content(data: object, wanted: Content, file: str) -> None:
    """Raise `UnreadableFileError` for a parsed file that looks like another kind than is wanted."""
    found = content_of(data)
    if found is not None and found != wanted:
        raise UnreadableFileError(
            "{file}: it looks like {found}, not like {wanted}: {cure}",
            file=Unquoted(file),
            found=_named(found),
            wanted=_named(wanted),
            cure=_cure(found, file),
        )


def _named(content: Content) -> Term:
    match content:
        case "provider":
            return Term("a provider's terms")
        case "account":
            return Term("an account")
        case "bill":
            return Term("a bill")
    assert_never(content)


def _cure(content: Content, file: str) -> Phrase:
    """Return how a file of a kind is given."""
    match content:
        case "provider":
            how = Spelling(f"load({file!r})", f"--provider {file}", f'provider = "{file}"')
        case "account":
            shell = f"telcoterms statement {file} --as-of today"
            how = Spelling(f"terms.statement(load_account({file!r}, terms), as_of)", shell, shell)
        case "bill":
            shell = f"telcoterms audit {file}"
            how = Spelling(f"terms.audit(load_bill({file!r}, terms))", shell, shell)
        case _:
            assert_never(content)
    return phrase("give it as {how}", how=how)
