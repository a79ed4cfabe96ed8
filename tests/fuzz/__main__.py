"""Search a target for some seconds, or each in turn: `python -m tests.fuzz TARGET SECONDS [--seed N]`."""

import argparse
import contextlib
import faulthandler
import hashlib
import importlib.util
import random
import re
import sys
import time
import traceback
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.oracle import SECONDS
from tests.fuzz.targets import TARGETS, Target

FOUND = Path("found")
ROUND = 200  # inputs between two looks at the clock
HANGS = 12 * SECONDS  # of the clock, after which the search is given up with the place where it stands


def kept(target: Target, data: bytes) -> Path:
    """Write down an input that brought about a surprise."""
    file = FOUND / target.name / hashlib.sha256(data).hexdigest()[:16]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def searched(target: Target, seconds: float, first_seed: int) -> tuple[int, int]:
    """Search with hypothesis until the time is over; how many inputs were tried, and how many surprised."""
    tried, surprises = 0, set[str]()
    until = time.monotonic() + seconds
    number = first_seed
    while time.monotonic() < until:
        last = b""

        def one(data: bytes) -> None:
            nonlocal tried, last
            if time.monotonic() > until:
                return
            tried, last = tried + 1, data
            faulthandler.dump_traceback_later(HANGS, exit=True)
            try:
                target.judge(data)
            except Exception as error:
                where = "".join(traceback.format_tb(error.__traceback__)[-2:])
                what = f"{type(error).__name__}: {str(error)[:200]}"
                key = where + re.sub(r"[0-9]+", "", what)[:60]
                if key not in surprises:
                    surprises.add(key)
                    print(f"{target.name}: {what}\n  {kept(target, data)}\n{where}", flush=True)
            finally:
                faulthandler.cancel_dump_traceback_later()

        search = given(target.inputs())(one)
        search = settings(
            max_examples=ROUND,
            deadline=None,
            database=None,
            derandomize=False,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
            phases=[Phase.generate],
        )(search)
        seed(number)(search)()
        number += 1
    return tried, len(surprises)


def guided(target: Target, seconds: float, first_seed: int) -> None:
    """Search with atheris, which sees what code an input reaches; it ends the process."""
    atheris = importlib.import_module("atheris")
    corpus = FOUND / f"{target.name}.corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for data in target.good():
        (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    atheris.instrument_all()

    def one(data: bytes) -> None:
        try:
            target.judge(data)
        except Exception:
            print(f"{target.name}: {kept(target, data)}", flush=True)
            traceback.print_exc()

    options = [f"-max_total_time={seconds:.0f}", f"-timeout={HANGS:.0f}", "-rss_limit_mb=4096", f"-seed={first_seed}"]
    atheris.Setup([sys.argv[0], *options, "-max_len=20000", str(corpus)], one)
    atheris.Fuzz()


def main() -> int:
    """Search; return 1 where something surprised."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("target", choices=[*TARGETS, "all"], help="what is searched")
    asked.add_argument("seconds", type=float, help="how long, each target its part of it")
    asked.add_argument("--seed", type=int, default=random.randrange(2**31), help="where the search begins")
    asked.add_argument("--guided", action="store_true", help="by the code that is reached; needs the package atheris")
    given_ = asked.parse_args()
    names = list(TARGETS) if given_.target == "all" else [given_.target]
    print(f"seed {given_.seed}", flush=True)
    if given_.guided:
        guided(TARGETS[names[0]], given_.seconds, given_.seed)
    surprises = 0
    with contextlib.suppress(KeyboardInterrupt):
        for name in names:
            tried, surprised = searched(TARGETS[name], given_.seconds / len(names), given_.seed)
            surprises += surprised
            print(f"{name}: {tried} inputs, {surprised} surprises", flush=True)
    return int(surprises > 0)


if __name__ == "__main__":
    sys.exit(main())
