"""A PostgreSQL of one's own in a temporary folder, from the programs that Debian's package `postgresql` installs.

It listens on no network, only on a socket in its folder, which nobody else may enter.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
"""Where packages put `initdb` and `pg_ctl`, which are mostly not on the PATH."""


def programs() -> Path | None:
    """Return the folder with the programs of the newest PostgreSQL here; None where there is none."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    found = [path for folder in FOLDERS for path in Path("/").glob(folder.removeprefix("/"))]
    return max(found, default=None, key=_version)


def _version(folder: Path) -> list[int]:
    """Return the version of the folder above the programs, such as `15`."""
    return [int(part) for part in folder.parent.name.split(".") if part.isdigit()]


@contextmanager
def postgres() -> Iterator[str]:
    """Start a server for as long as the block lasts; yield its address, as SQLAlchemy takes it."""
    folder = programs()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed here: on Debian, apt-get install postgresql")
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL does not run as root
    work = Path(tempfile.mkdtemp(prefix="billing-"))
    try:
        if user is not None:
            shutil.chown(work, user)

        def do(program: str, *arguments: str) -> None:
            subprocess.run(
                [folder / program, "-D", work / "data", *arguments],
                check=True,
                user=user,
                cwd=work,
                stdout=subprocess.DEVNULL,
            )

        do("initdb", "--username=billing", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = f"-k {work} -c listen_addresses=''"
        do("pg_ctl", "start", "--wait", "--silent", "--log", str(work / "log"), "-o", options)
        try:
            yield f"postgresql+pg8000://billing@/postgres?unix_sock={work}/.s.PGSQL.5432"
        finally:
            do("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate")
    finally:
        shutil.rmtree(work)
