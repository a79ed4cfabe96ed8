"""Programs that tests start."""

import os
import shutil
import subprocess
from pathlib import Path

LOCALES = ("de_DE", "tr_TR", "fa_IR")
"""A comma for the point, an i without a dot, and other digits."""


def without_coverage(**more: str) -> dict[str, str]:
    """The environment of a program that is not measured: what it imports, and the copy that it runs, are its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")} | more


def locales_in(folder: Path) -> dict[str, str]:
    """The environment in which the locales are there, made in a folder where the system has the means to."""
    if shutil.which("localedef") is None or not Path("/usr/share/i18n/locales", LOCALES[0]).exists():
        return {}
    for name in LOCALES:
        made = ["localedef", "--quiet", "--no-archive", "-i", name, "-f", "UTF-8", str(folder / f"{name}.UTF-8")]
        subprocess.run(made, check=True)
    return {"LOCPATH": str(folder)}
