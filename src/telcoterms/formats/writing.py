"""Write a file to where a person named it, or say why it cannot be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telcoterms.values.errors import InputError, Unquoted

if TYPE_CHECKING:
    from os import PathLike


def write_file(path: str | PathLike[str], content: bytes) -> None:
    """Write a file, over one that is there; raises `InputError` where it cannot be written."""
    from pathlib import Path

    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise InputError(
            "{file} cannot be written ({reason}): name a file in a folder that exists and that you may write to",
            file=Unquoted(str(path)),
            reason=Unquoted(error.strerror),
        ) from None
