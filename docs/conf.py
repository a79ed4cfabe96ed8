"""How Sphinx builds the documentation: ``sphinx-build -W -n docs docs/_build``."""

import re
from pathlib import Path

VERSION_FILE = Path(__file__).parents[1] / "src" / "telcoterms" / "values" / "version.py"

project = "telcoterms"
author = "the telcoterms authors"
copyright = f"2026, {author}"
version = release = re.findall(r'^__version__ = "(.+)"$', VERSION_FILE.read_text("utf-8"), re.MULTILINE)[0]

extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = True

html_theme = "furo"
html_title = f"telcoterms {release}"
html_copy_source = False
