"""Write, as the wheel is built, what a system looks for beside a command: its manual page and its completions."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from telcoterms.cli.completion import Shell

COMPLETIONS: dict[Shell, str] = {
    "bash": "share/bash-completion/completions/telcoterms",
    "zsh": "share/zsh/site-functions/_telcoterms",
    "fish": "share/fish/vendor_completions.d/telcoterms.fish",
}


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # of any configuration
    """The hook of the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the files into a temporary folder, and name them to the builder of the wheel."""
        sys.path.insert(0, str(Path(self.root) / "src"))
        from telcoterms.cli.completion import completion
        from telcoterms.cli.manual import manual_page
        from telcoterms.cli.parser import parser

        self.folder = tempfile.TemporaryDirectory()
        written = {"telcoterms.1": (manual_page(parser()), "share/man/man1/telcoterms.1")}
        for shell, place in COMPLETIONS.items():
            written[shell] = (completion(shell, parser()), place)
        for name, (text, place) in written.items():
            path = Path(self.folder.name) / name
            path.write_text(text, "utf-8")
            build_data["shared_data"][str(path)] = place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the temporary folder away."""
        self.folder.cleanup()
