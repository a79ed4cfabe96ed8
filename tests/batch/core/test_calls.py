"""Calls of the compiled core that are written down come out the same in a bare interpreter, which valgrind watches."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from telcoterms.batch.kernels.core import core

CALLS = Path(__file__).with_name("calls.py")


def test_recorded_calls_are_made_again(tmp_path: Path) -> None:
    file, folder = tmp_path / "calls", Path(core().__file__).parents[1]
    record = [sys.executable, "-m", "tests.batch.core.calls", "record", str(file)]
    subprocess.run(record, cwd=CALLS.parents[3], check=True)
    repeat = [sys.executable, "-I", "-S", str(CALLS), "repeat", str(file), str(folder), "200"]
    told = subprocess.run(repeat, capture_output=True, text=True, check=True).stdout
    found = re.fullmatch(r"(\d+) calls, and 200 with a change, of which (\d+) were refused\n", told)
    assert found is not None
    calls, refused = map(int, found.groups())
    assert calls > 50
    assert 0 < refused < 200
