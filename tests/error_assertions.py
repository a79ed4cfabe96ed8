"""How a refusal is checked: an error of the library's own that is a builtin too, with the value and the cure."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from telcoterms import TelcoTermsError
from telcoterms.values.errors import shown


@contextmanager
def refused(kind: type[TelcoTermsError], *said: str) -> Iterator[None]:
    """Expect an error of this kind whose message holds each of these parts: the value, then the cure."""
    with pytest.raises(kind) as found:
        yield
    assert isinstance(found.value, ValueError | LookupError)
    message = str(found.value)
    missing = [part for part in said if part not in message]
    assert not missing, f"{missing} not said: {message}"


def brief(value: object) -> str:
    """A short name for a value, however huge it is."""
    return shown(value)[:30].encode("ascii", "backslashreplace").decode()
