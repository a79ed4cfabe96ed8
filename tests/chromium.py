"""Chromium as the tests start it: without a window, and with no other host within reach.

Many pages are measured in one run: they stand as frames in one page, whose script writes down what it found.
"""

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any, Final

import pytest

BROWSER: Final = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_browser: Final = pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def browse(folder: Path, *words: str) -> str:
    """Run the browser with its profile in a folder; what it prints."""
    assert BROWSER is not None
    done = subprocess.run(
        [BROWSER, "--headless", "--hide-scrollbars", *FLAGS, f"--user-data-dir={folder / 'profile'}", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=True,
        env={**os.environ, "HOME": str(folder)},
    )
    return done.stdout


def page_with_script(frames: str, script: str) -> str:
    """A page of frames; when all are loaded, the script runs, and what it returns stands on the page as JSON."""
    return (
        f'<!doctype html><meta charset="utf-8"><pre id="found"></pre>{frames}<script>'
        f'window.addEventListener("load", () => {{ const script = () => {{ {script} }};'
        ' document.getElementById("found").textContent = JSON.stringify(script()); });</script>'
    )


def found_by_script(dom: str) -> Any:
    """What the script of such a page returned, from the page as the browser prints it."""
    text = re.search(r'<pre id="found">(.*?)</pre>', dom, re.DOTALL)
    assert text is not None
    return json.loads(unescape(text[1]))
