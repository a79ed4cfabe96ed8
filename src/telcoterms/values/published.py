"""Find and read the data files of the library, below `published/`."""

from __future__ import annotations

import os.path
from typing import Final

PUBLISHED: Final = os.path.join(os.path.dirname(os.path.dirname(__file__)), "published")


def published_names(folder: str) -> list[str]:
    """Return the names of the TOML files in a folder of the data, without their ending, in order."""
    return sorted(name.removesuffix(".toml") for name in os.listdir(_path(folder)) if name.endswith(".toml"))


def published_text(folder: str, name: str) -> str:
    """Return the text of a file of the data."""
    with open(_path(folder, name), encoding="utf-8") as file:
        return file.read()


def _path(*parts: str) -> str:
    return os.path.join(PUBLISHED, *parts)
