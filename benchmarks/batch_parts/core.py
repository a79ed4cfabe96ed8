"""With the compiled core, and without it: as where it is not installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar
from unittest import mock

from telcoterms.batch.kernels import core

T = TypeVar("T")

WITH: Final = "compiled core"
WITHOUT: Final = "arrays"


def must_be_installed() -> None:
    """Refuse to measure one way under both names."""
    if core.core() is None:
        raise SystemExit("telcoterms-native is not installed: install the folder native")


@contextmanager
def no_core() -> Iterator[None]:
    """As where the core is not installed."""
    with mock.patch.object(core, "installed", return_value=None):
        yield


def without(question: Callable[[], T]) -> Callable[[], T]:
    """A question that is answered without the core."""

    def asked() -> T:
        with no_core():
            return question()

    return asked
