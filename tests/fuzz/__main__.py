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

from hypothesis import Phase, given, seed, settings

from tests.fuzz.oracle import MAX_SECONDS
from tests.fuzz.targets import ODD_INPUTS, TARGETS, Target

FOUND = Path("found")
ROUND = 200  # inputs between two looks at the clock
MAX_CLOCK_SECONDS = 12 * MAX_SECONDS  # for one input; then the search ends with the place where it hangs


def keep(target: Target, data: bytes) -> Path:
    """Write an input that brought about a surprise to a file, and return which."""
    file = FOUND / target.name / hashlib.sha256(data).hexdigest()[:16]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def search(target: Target, seconds: float, first_seed: int) -> tuple[int, int]:
    """Search with hypothesis until the time is over; return how many inputs were tried, and how many surprised."""
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
            faulthandler.dump_traceback_later(MAX_CLOCK_SECONDS, exit=True)
            try:
                target.judge(data)
            except Exception as error:
                where = "".join(traceback.format_tb(error.__traceback__)[-2:])
                what = f"{type(error).__name__}: {str(error)[:200]}"
                key = where + re.sub(r"[0-9]+", "", what)[:60]
                if key not in surprises:
                    surprises.add(key)
                    print(f"{target.name}: {what}\n  {keep(target, data)}\n{where}", flush=True)
            finally:
                faulthandler.cancel_dump_traceback_later()

        of_a_round = settings(
            max_examples=ROUND,
            deadline=None,
            database=None,
            derandomize=False,
            suppress_health_check=ODD_INPUTS,
            phases=[Phase.generate],
        )
        seed(number)(of_a_round(given(target.inputs())(one)))()
        number += 1
    return tried, len(surprises)


def search_guided(target: Target, seconds: float, first_seed: int) -> None:
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
            print(f"{target.name}: {keep(target, data)}", flush=True)
            traceback.print_exc()

    options = [
        f"-max_total_time={seconds:.0f}",
        f"-timeout={MAX_CLOCK_SECONDS:.0f}",
        "-rss_limit_mb=4096",
        f"-seed={first_seed}",
    ]
    atheris.Setup([sys.argv[0], *options, "-max_len=20000", str(corpus)], one)
    atheris.Fuzz()


def main() -> int:
    """Search; return 1 where something surprised."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", choices=[*TARGETS, "all"], help="what is searched")
    parser.add_argument("seconds", type=float, help="how long, for all targets together")
    parser.add_argument("--seed", type=int, default=random.randrange(2**31), help="where the search begins")
    parser.add_argument("--guided", action="store_true", help="by the code that is reached; needs the package atheris")
    asked = parser.parse_args()
    if asked.guided and asked.target == "all":
        parser.error("--guided searches one target and ends: name the target")
    print(f"seed {asked.seed}", flush=True)
    if asked.guided:
        search_guided(TARGETS[asked.target], asked.seconds, asked.seed)
    names = list(TARGETS) if asked.target == "all" else [asked.target]
    surprises = 0
    with contextlib.suppress(KeyboardInterrupt):
        for name in names:
            tried, surprised = search(TARGETS[name], asked.seconds / len(names), asked.seed)
            surprises += surprised
            print(f"{name}: {tried} inputs, {surprised} surprises", flush=True)
    return int(surprises > 0)


if __name__ == "__main__":
    sys.exit(main())
