"""The built site; where Sphinx is not installed, nothing here is collected; .ci/run runs it where it is.

The site is that of the folder in `TELCOTERMS_DOCS`, or else built anew. The calculator is visited where
`TELCOTERMS_SITE` names its folder.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
collect_ignore_glob = [] if find_spec("sphinx") else ["test_*.py"]
if not collect_ignore_glob and os.environ.get("TELCOTERMS_SITE"):
    from tests.web.browser import browser, playwright  # noqa: F401


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    if built := os.environ.get("TELCOTERMS_DOCS"):
        return Path(built)
    folder = tmp_path_factory.mktemp("site")
    words = ["-q", "-W", "--keep-going", "-n", "-b", "html", str(ROOT / "docs"), str(folder)]
    subprocess.run([sys.executable, "-m", "sphinx", *words], check=True)
    return folder
