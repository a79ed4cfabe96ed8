"""The compiled core, where it is installed: the package `telcoterms_native`, which the extra `compiled` brings."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from telcoterms.values.errors import MissingPackageError

LAYOUT: Final = 6033
"""Of the tables that the core reads: 1000 times their version, and how many fields a node has."""


def core() -> Any:
    """Return the compiled core; None where it is not installed."""
    return installed()


@cache
def installed() -> Any:
    """Return the compiled core, found once in a process; None where it is not installed.

    Raises `MissingPackageError` where one is installed that reads other tables than this library writes.
    """
    try:
        from telcoterms_native import _core
    except ImportError:
        return None
    if _core.LAYOUT != LAYOUT:
        raise MissingPackageError(
            "the package {package} that is installed is not of this version of telcoterms: install it anew, as "
            "pip install -U 'telcoterms[compiled]' does, or take it out",
            package="telcoterms-native",
        )
    return _core
