"""How Sphinx builds the documentation: ``sphinx-build -W -n docs docs/_build``."""

import os
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
VERSION_FILE = HERE.parent / "src" / "telcoterms" / "values" / "version.py"

project = "telcoterms"
author = "the telcoterms authors"
copyright = f"2026, {author}"
version = release = re.findall(r'^__version__ = "(.+)"$', VERSION_FILE.read_text("utf-8"), re.MULTILINE)[0]

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.intersphinx",
    "sphinx_copybutton",
    "docs.sphinx_site",  # what is our own: pages that are files elsewhere, lines that wrap, names of types
]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = True
if os.environ.get("TELCOTERMS_SITE"):
    tags.add("calculator")  # noqa: F821 (Sphinx gives it): the page of the calculator shows it
default_role = "name"  # one backtick in a docstring: docs/sphinx_site.py

autodoc_default_options = {"members": True, "undoc-members": False}
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autosummary_generate = False  # its tables alone: a page has many names
toc_object_entries = False  # those tables are the contents of a page, and a third of the time is saved
maximum_signature_line_length = 72

intersphinx_mapping = {  # the lists are ours, docs/make_inventories.py: a build asks no other site
    "python": ("https://docs.python.org/3", "inventories/python.inv"),
    "pyarrow": ("https://arrow.apache.org/docs", "inventories/pyarrow.inv"),
    "pandas": ("https://pandas.pydata.org/docs", "inventories/pandas.inv"),
    "pyspark": ("https://spark.apache.org/docs/latest/api/python", "inventories/pyspark.inv"),
}

copybutton_selector = ", ".join(f".highlight-{name} pre" for name in "console csv json python sh toml".split())
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_line_continuation_character = "\\"

html_theme = "furo"
pygments_dark_style = "a11y-dark"  # the theme's own underlines the names of modules
html_title = f"telcoterms {release}"
html_copy_source = False
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("calculator.js", {"defer": "defer"})]
