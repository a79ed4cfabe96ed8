"""Read the file of an account or a bill from standard input, where its name is `-`.

Its text shows its format, as there is no ending. Its name in errors, such as `standard-input.toml`, says which.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import IO, Any, Final

from telcoterms.files.text import format_of_text

PATH: Final[Any] = type(Path())  # that of this system, which alone can be made a subclass of before Python 3.12


class StandardInput(PATH):  # type: ignore[misc]  # of a class that is known when it runs
    """A path whose file is what came from standard input; a path beside it is one in the working folder."""

    data: bytes

    def open(self, *mode: object, **settings: object) -> IO[bytes]:
        """Return the content; it can be read more than once."""
        return io.BytesIO(self.data)


def standard_input() -> Path:
    """Return the path of standard input, which is read to its end."""
    data = sys.stdin.buffer.read()
    ending = format_of_text(data.decode("utf-8-sig", "replace"))
    path = StandardInput(f"standard-input.{ending}")
    path.data = data
    return path
