"""What must hold of any input: an answer or an error of the library's own, soon, in little memory, and quietly."""

import io
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, Final

from telcoterms import TelcoTermsError
from telcoterms.cli.run import run
from telcoterms.values.messages import is_printable

MAX_SECONDS: Final = 5.0  # of processor time
MAX_KIBIBYTES: Final = 1 << 20  # that an input may add to the peak memory of the process: 1 GiB
STATUSES: Final = (0, 1, 2)
ASKS: Final = "new-provider"
"""The command that asks, and so has printed when it refuses an answer."""
BEFORE: Final = b"what was there before\n"


class Surprise(Exception):
    """What no input may bring about."""


class TooSlow(BaseException):
    """Raised in the middle of work that takes too long; no handler of the library catches it."""


def _too_slow(*_: object) -> None:
    raise TooSlow


def _peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@contextmanager
def nothing_but_errors_of_ours(answers: int = 1) -> Iterator[None]:
    """Pass over the library's own errors; raise `Surprise` for all else that an input brings about.

    It may take `MAX_SECONDS` for each of `answers`.
    An exception that Python can only print, in a callback or a finalizer, is a surprise too.
    """
    unraisable: list[str] = []
    hook, memory, most_seconds = sys.unraisablehook, _peak_memory(), answers * MAX_SECONDS
    sys.unraisablehook = lambda failure: unraisable.append(f"{failure.exc_type.__name__}: {failure.exc_value}")
    handler = signal.signal(signal.SIGPROF, _too_slow)
    signal.setitimer(signal.ITIMER_PROF, most_seconds)
    try:
        yield
    except TelcoTermsError as error:
        if not str(error).strip():
            raise Surprise("an error without a sentence") from error
    except TooSlow as slow:
        raise Surprise(f"over {most_seconds:g} seconds") from slow
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        sys.unraisablehook = hook
    if unraisable:
        raise Surprise(f"printed, not raised: {unraisable[0]}")
    if _peak_memory() - memory > MAX_KIBIBYTES:
        raise Surprise(f"{(_peak_memory() - memory) >> 10} MiB of memory")


def commanded(words: list[str], stdin: bytes = b"") -> tuple[int, bytes, str]:
    """Run the command in this process; its status, and what it printed to standard output and to standard error."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", newline=""), io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), "utf-8", "surrogateescape")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            try:
                status = run(words)
            except SystemExit as left:  # of argparse: `--help` and `--version`
                status = left.code if isinstance(left.code, int) else 1
            out.flush()
            err.flush()
    finally:
        sys.stdin = before
    return status, _bytes_of(out), _bytes_of(err).decode()


def _bytes_of(stream: io.TextIOWrapper) -> bytes:
    buffer: Any = stream.buffer
    return bytes(buffer.getvalue())


def judged_command(words: list[str], folder: Path, outputs: tuple[Path, ...] = (), stdin: bytes = b"") -> int:
    """Run the command and judge it: its status, its sentence, and the files of the folder; return the status.

    Of `outputs`, the files that it may write, each holds what it held before unless the status is that of an answer; no
    other file of the folder is new, gone or changed.
    """
    for output in outputs:
        output.write_bytes(BEFORE)
    files = _files(folder)
    status, out, err = commanded(words, stdin)
    if status not in STATUSES:
        raise Surprise(f"status {status}")
    out = b"" if words[:1] == [ASKS] else out
    if status == 2 and (out or not err.startswith(("telcoterms: ", "usage: "))):
        raise Surprise(f"status 2, but printed {out[:100]!r} and {err[:100]!r}")
    if "Traceback (most" in err or "Exception ignored" in err:
        raise Surprise(f"a traceback: {err[:300]}")
    printed = err + out.decode("utf-8", "replace")
    if control := next((c for c in printed if not is_printable(c) and c not in "\n\r"), None):
        raise Surprise(f"a control character was printed: {control!r}")
    after = _files(folder)
    changed = {name for name in files.keys() | after.keys() if files.get(name) != after.get(name)}
    written = {output.name for output in outputs if status != 2}
    if changed - written:
        raise Surprise(f"status {status}, and other files: {sorted(changed - written)}")
    return status


def _files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
