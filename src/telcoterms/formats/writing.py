"""Write a file to where a person named it, whole or not at all, or say why it cannot be there.

What is written goes into a part, a file with a hidden name in the same folder, which then takes the place of the file:
if the work ends before, the file that was there stays. A part is removed when the work fails. A program that is killed
leaves its part, and the next program that writes into the folder removes it. A part is locked for as long as the
process that writes it lives, so that no other program takes it for one that was left.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from telcoterms.values.errors import InputError, Unquoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

START_OF_PART: Final = ".telcoterms-"
END_OF_PART: Final = ".part"


def write_file(path: str | PathLike[str], content: bytes) -> None:
    """Write a file, over one that is there; raises `InputError` where it cannot be written."""
    try:
        with whole_file(path) as stream:
            stream.write(content)
    except OSError as error:
        raise cannot_be_written(path, error) from None


def cannot_be_written(path: str | PathLike[str], error: OSError) -> InputError:
    """Return the error for a file that the system does not let be written."""
    return InputError(
        "{file} cannot be written ({reason}): name a file in a folder that exists and that you may write to",
        file=Unquoted(str(path)),
        reason=Unquoted(error.strerror or error),
    )


@contextmanager
def whole_file(path: str | PathLike[str]) -> Iterator[BinaryIO]:
    """Open a file to be written, which appears once it is whole; until then, the file that was there stays.

    A link stays a link, and a file keeps its mode. What is no plain file, such as a terminal, is written at once.
    Raises `OSError` where the file cannot be written.
    """
    import os
    import shutil
    from errno import EACCES

    file = os.path.realpath(path)
    if os.path.exists(file):
        if not os.path.isfile(file):
            with open(file, "wb") as device:
                yield device
            return
        if not os.access(file, os.W_OK):  # replacing a file needs no right to write it
            raise PermissionError(EACCES, os.strerror(EACCES))
    folder = os.path.dirname(file)
    remove_left_parts(folder)
    part = os.path.join(folder, f"{START_OF_PART}{os.urandom(8).hex()}{END_OF_PART}")
    try:  # before it is opened: an interruption may come as soon as it is there
        with _opened(part) as stream:
            if os.path.isfile(file):
                shutil.copymode(file, part)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            if _locks() is None:  # a system without these locks may not rename a file that is open
                stream.close()
            os.replace(part, file)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(part)


def remove_left_parts(folder: str) -> None:
    """Remove the parts that killed programs have left in a folder: those that no process has locked."""
    import os

    locks = _locks()
    if locks is None:
        return
    with suppress(OSError), os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.startswith(START_OF_PART)]
        for name in names:
            if name.endswith(END_OF_PART):
                _remove_unless_locked(os.path.join(folder, name), locks)


def _remove_unless_locked(part: str, locks: Any) -> None:
    import os

    with suppress(OSError):  # it is being written, it is another user's, or it is gone
        descriptor = os.open(part, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            locks.flock(descriptor, locks.LOCK_EX | locks.LOCK_NB)
            os.unlink(part)
        finally:
            os.close(descriptor)


def _opened(part: str) -> BinaryIO:
    """Make a part, and return its stream, which holds its lock until it is closed."""
    import os

    while True:
        with ExitStack() as until_locked:
            stream = until_locked.enter_context(open(part, "xb"))
            if not _lock(stream) or os.path.exists(part):  # else it was removed after it was made and before its lock
                until_locked.pop_all()
                return stream


def _lock(stream: BinaryIO) -> bool:
    """Lock a part for as long as its stream is open; return whether there are locks."""
    locks = _locks()
    if locks is None:
        return False
    try:
        locks.flock(stream.fileno(), locks.LOCK_EX)
    except OSError:  # a file system without locks, on which no program removes a part either
        return False
    return True


def _locks() -> Any:
    """Return the module of locks that end with their process; None on a system that has none."""
    try:
        import fcntl
    except ImportError:
        return None
    return fcntl
