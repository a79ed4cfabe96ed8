"""The package that makes machine code, which the extra `compiled` brings: imported when it is asked for."""

from __future__ import annotations

from typing import Any

from telcoterms.errors import MissingPackageError


def compiler() -> Any:
    """The package numba. Raises `MissingPackageError` where it is not installed."""
    try:
        import numba
    except ImportError:
        raise MissingPackageError(
            "machine code is made by the package {package}, which is not installed: install it, "
            "as pip install 'telcoterms[compiled]' does, or do without",
            package="numba",
        ) from None
    return numba
