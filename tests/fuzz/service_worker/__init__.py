"""Run the service worker of the site in Node: what it keeps, what it takes away, and what it answers from there.

`run.mjs` has as much of a browser's caches as the worker touches. What is expected is said here once more, in Python.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from tests.fuzz.node import Program
from tests.fuzz.oracle import Surprise

WORKER: Final = Path(__file__).parents[3] / "web" / "static" / "service-worker.js"
PROGRAM: Final = Program(Path(__file__).parent / "run.mjs", WORKER)


def judged_life(life: dict[str, Any]) -> None:
    """Let the worker be installed and asked, and judge what it answered and kept."""
    scope, build = life["scope"], f"telcoterms {life['scope']} {life['build']}"
    files = {urljoin(scope, name) for name in life["files"]}
    said = PROGRAM.answer(life)
    before = {name: set(addresses) for name, addresses in life["kept"]}
    after = {name: set(addresses) for name, addresses in said["kept"]}
    if said["installed"] is not (files <= set(life["served"])):
        raise Surprise("it is installed without a file, or not with all of them")
    others = {name: held for name, held in before.items() if not name.startswith(f"telcoterms {scope} ")}
    if said["installed"]:
        expected = others | {build: before.get(build, set()) | files}
        if after != expected:
            raise Surprise(f"{after} is kept, and not {expected}")
    elif {name: held for name, held in after.items() if name != build or held} != before:
        raise Surprise(f"{before} became {after} without an installation")
    for (method, address), answer in zip(life["requests"], said["answers"], strict=said["installed"]):
        judge_answer(urlsplit(scope), after[build], method, address, answer)


def judge_answer(scope: SplitResult, held: set[str], method: str, address: str, answer: Any) -> None:
    """A file of the site is answered from what this build keeps, all else by the network, as without a worker."""
    asked = urlsplit(address)
    is_own = method == "GET" and (asked.scheme, asked.netloc) == (scope.scheme, scope.netloc)
    if not is_own:
        if answer != "left to the browser":
            raise Surprise(f"{method} {address} is answered")
        return
    path = f"{asked.path or '/'}index.html" if (asked.path or "/").endswith("/") else asked.path
    file = asked._replace(path=path, query="", fragment="").geturl()
    name = answer["from"]
    if (file in held) is not (name is not None):
        raise Surprise(f"{address} is answered from {name}")
    if name is not None and (not name.startswith(f"telcoterms {scope.geturl()} ") or answer["address"] != file):
        raise Surprise(f"{address} is answered with {answer['address']} of {name}")
    if name is None and urlsplit(answer["address"]).path != (asked.path or "/"):
        raise Surprise(f"{address} is asked for as {answer['address']}")
