"""What the shells complete, in the shells themselves where they are installed, and the manual page."""

import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from telcoterms.cli import main
from telcoterms.cli.completion import SHELLS, commands_of, completion
from telcoterms.cli.manual import manual_page
from telcoterms.cli.parser import COMMANDS, HELP_GROUPS, parser
from telcoterms.files.library import TEMPLATES, providers

TYPED: list[tuple[str, set[str]]] = [
    ("telcoterms effec", {"effective-annual-rate"}),
    ("telcoterms late-charge --iss", {"--issued"}),
    ("telcoterms late-charge --format ", {"text", "json", "html", "svg"}),
    ("telcoterms compare late-charge --format ", {"text", "json", "html", "csv", "svg"}),
    ("telcoterms late-charge --provider k", {"kijoma", "kos"}),
    ("telcoterms compare late-ch", {"late-charge"}),
    ("telcoterms compare late-charge --days", {"--days-late"}),
    ("telcoterms template account.", {name for name in TEMPLATES if name.startswith("account.")}),
    ("telcoterms completion ", set(SHELLS)),
]
BASH = """
source {file}
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); _telcoterms; printf '%s\\n' "${{COMPREPLY[@]}}"
"""
ZSH = """
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT=; fpath=({folder} \\$fpath); autoload -Uz compinit; compinit -u -D; bindkey '^I' complete-word"
zpty -w shell 'echo READ''Y'
zpty -r shell out '*READY*'
zpty -w -n shell {line}$'\\t'; sleep 1
zpty -w -n shell $'\\C-a''echo "[" '$'\\C-e'' "]"'$'\\n'; sleep 1
zpty -w shell exit
while zpty -r shell out; do print -r -- "$out"; done
"""


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scripts of all shells."""
    folder = tmp_path_factory.mktemp("scripts")
    for shell in SHELLS:
        (folder / shell).write_text(completion(shell, parser()), "utf-8")
    (folder / "_telcoterms").write_bytes((folder / "zsh").read_bytes())
    return folder


def said_by(*command: str) -> str:
    """What a shell prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


class TestShells:
    """In the shell, what is typed is completed by what can stand there."""

    @pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
    @pytest.mark.parametrize(("typed", "wanted"), TYPED)
    def test_bash(self, typed: str, wanted: set[str], scripts: Path) -> None:
        words = " ".join(f"'{word}'" for word in typed.split(" "))
        found = set(said_by("bash", "-c", BASH.format(file=scripts / "bash", words=words)).split())
        assert found - {"-h", "--help"} >= wanted
        assert {word for word in found if not word.startswith("-")} == {
            word for word in wanted if not word.startswith("-")
        }

    @pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
    @pytest.mark.parametrize(("typed", "wanted"), TYPED)
    def test_fish(self, typed: str, wanted: set[str], scripts: Path) -> None:
        lines = said_by("fish", "-c", f"source {scripts / 'fish'}; complete -C '{typed}'").splitlines()
        assert {line.partition("\t")[0] for line in lines} >= wanted

    @pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
    @pytest.mark.parametrize(
        ("typed", "wanted"),
        [(typed, wanted) for typed, wanted in TYPED if len(wanted) == 1 and not typed.endswith(" ")],
    )
    def test_zsh(self, typed: str, wanted: set[str], scripts: Path) -> None:
        out = said_by("zsh", "-f", "-c", ZSH.format(folder=scripts, line=f"'{typed}'"))
        assert f"[ {typed.rpartition(' ')[0]} {next(iter(wanted))} ]" in out

    def test_powershell_has_every_command_in_words_that_it_quotes(self, scripts: Path) -> None:
        script = (scripts / "powershell").read_text("utf-8")
        assert script.count("{") == script.count("}")
        assert script.count("(") == script.count(")")
        for line in script.splitlines():
            assert line.count("'") % 2 == 0
        for name in COMMANDS:
            assert f"        '{name}' = @(" in script


class TestCommands:
    """The scripts have what the parser has."""

    def test_every_command_with_those_below_it(self) -> None:
        commands = {command.name: command for command in commands_of(parser())}
        assert [word.text for word in commands[""].commands] == list(COMMANDS)
        assert {"batch statement", "compare late-charge"} < set(commands)
        provider = next(one for one in commands["due-date"].options if one.names[0].text == "--provider")
        assert (provider.values, provider.takes_value, provider.is_file) == (providers(), True, True)

    @pytest.mark.parametrize("shell", SHELLS)
    def test_the_command_prints_the_script(self, shell: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["completion", shell]) == 0
        assert "late-charge" in capsys.readouterr().out


class TestManual:
    """The page of `man`."""

    def test_every_command_has_its_part(self) -> None:
        page = manual_page(parser())
        for names in HELP_GROUPS.values():
            for name in names:
                assert f".SS {name}\n".replace("-", "\\-") in page
        assert ".SH EXIT STATUS\n" in page
        assert "\\fB\\-\\-issued YYYY\\-MM\\-DD\\fR\nthe date of the invoice; it is needed\n" in page
        assert not [line for line in page.splitlines() if line.startswith("'")]

    def test_the_wheel_brings_it_with_the_completions(self) -> None:
        data: dict[str, dict[str, str]] = {"shared_data": {}}
        root = Path(__file__).parents[1]
        if not (root / "hatch_build.py").exists():
            pytest.skip("the tests run on the wheel, without what builds it")
        namespace = runpy.run_path(str(root / "hatch_build.py"))
        hook = namespace["CustomBuildHook"](str(root), {}, None, None, str(root), "wheel")
        hook.initialize("standard", data)
        assert sorted(data["shared_data"].values()) == [
            "share/bash-completion/completions/telcoterms",
            "share/fish/vendor_completions.d/telcoterms.fish",
            "share/man/man1/telcoterms.1",
            "share/zsh/site-functions/_telcoterms",
        ]
        assert all(Path(file).stat().st_size > 10_000 for file in data["shared_data"])
        hook.finalize("standard", data, "")
        assert not any(Path(file).exists() for file in data["shared_data"])

    @pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")
    def test_man_shows_it_without_a_warning(self, tmp_path: Path) -> None:
        path = tmp_path / "telcoterms.1"
        path.write_text(manual_page(parser()), "utf-8")
        done = subprocess.run(
            ["man", "--warnings", "-l", str(path)], capture_output=True, text=True, check=True, env={"MANWIDTH": "80"}
        )
        assert done.stderr == ""
        assert "TELCOTERMS(1)" in done.stdout
        assert "telcoterms late-charge 113.00 --issued 2026-01-01 --paid 2026-02-15" in done.stdout
