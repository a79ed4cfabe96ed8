"""Programs of JavaScript that run in Node beside the tests."""

from __future__ import annotations

import atexit
import json
import select
import shutil
import subprocess
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from tests.fuzz.oracle import MAX_SECONDS, Surprise

NODE: Final = shutil.which("node")
MAX_CLOCK_SECONDS: Final = 12 * MAX_SECONDS  # without a word of the script, on a machine that does much else


class Program:
    """A program of JavaScript in Node, which is told lines and says lines. It starts when it is first told one."""

    def __init__(self, *words: Path | str) -> None:
        self.words = words

    @cached_property
    def running(self) -> subprocess.Popen[bytes]:
        """The process, until it ends."""
        assert NODE is not None, "Node.js is not installed"
        started = subprocess.Popen([NODE, *self.words], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(self.end)
        return started

    def end(self) -> None:
        program = self.__dict__.pop("running", None)
        if program is not None:
            program.kill()
            program.communicate()

    def tell(self, value: object) -> None:
        assert self.running.stdin is not None
        self.running.stdin.write(json.dumps(value).encode() + b"\n")
        self.running.stdin.flush()

    def told(self) -> Any:
        """What the program says next."""
        assert self.running.stdout is not None
        if not select.select([self.running.stdout], [], [], MAX_CLOCK_SECONDS)[0]:
            raise Surprise(f"the script says nothing for {MAX_CLOCK_SECONDS:g} seconds")
        line = self.running.stdout.readline()
        if not line:
            raise Surprise("the script ended")
        return json.loads(line)

    def answer(self, value: object) -> Any:
        """Tell a line, and return the line that the program says to it."""
        try:
            self.tell(value)
            return self.told()
        except BaseException:  # the next one begins anew
            self.end()
            raise
