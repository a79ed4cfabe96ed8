"""Check a name that is chosen from the values of a `Literal`."""

from __future__ import annotations

from typing import Any, get_args

from telcoterms.values.errors import UnknownNameError, Unquoted


def one_of(value: Any, literal: Any, fact: str) -> Any:
    """Return a value that is one of a `Literal`, or raise the `UnknownNameError` that lists them all.

    >>> from typing import Literal
    >>> one_of("added", Literal["added", "included"], "tax_mode")
    'added'
    """
    known = get_args(literal)
    if value not in known:
        raise UnknownNameError(
            "{fact} is {value}: choose from {known}",
            fact=Unquoted(fact),
            value=value,
            known=tuple(map(Unquoted, known)),
        )
    return value
