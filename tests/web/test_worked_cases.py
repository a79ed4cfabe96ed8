"""Figures equal those of CPython: every worked case of tests/cases is answered again by the engine of the page."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.web.asked_cases import ROOT, TESTS
from tests.web.browser import SITE
from tests.web.visits import Visit

ASK = """
async (requests) => {
  const { ask } = await import(`./${ASSETS}/engine.js`);
  return Promise.all(requests.map(ask));
}
"""
BATCH = 100


def test_every_answer_comes_out_again_in_the_page(visiting: Callable[..., Visit], tmp_path: Path) -> None:
    written = tmp_path / "cases.json"
    plugin = ["-q", "-p", "no:cacheprovider", "-p", "tests.web.asked_cases", "--asked-cases", str(written)]
    subprocess.run([sys.executable, "-m", "pytest", *plugin, *TESTS], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    cases: list[dict[str, Any]] = json.loads(written.read_text("utf-8"))
    assert len(cases) > 500
    page = visiting().page("record.en.html")
    (assets,) = (path.name for path in SITE.glob("assets-*"))
    wrong = []
    for start in range(0, len(cases), BATCH):
        some = cases[start : start + BATCH]
        answers = page.evaluate(ASK.replace("${ASSETS}", assets), [request_of(case) for case in some])
        for case, shown in zip(some, answers, strict=True):
            if shown.get("sentence") != case["sentence"]:
                wrong.append((case["record"], shown.get("error", shown.get("sentence"))))
    assert wrong == []


def request_of(case: dict[str, Any]) -> dict[str, Any]:
    """What the page of records asks: the record, and the file of its terms where they are not published."""
    own = case["terms"] and {"name": "own.toml", "text": (ROOT / case["terms"]).read_text("utf-8")}
    file = {"name": "record.json", "text": json.dumps(case["record"])}
    return {"page": "record", "lang": "en", "file": file, "provider": own or ""}
