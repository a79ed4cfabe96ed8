"""Templates: one of each file, in English, which is shown in a language without a line of TOML of its own."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from telcoterms.cli import main
from telcoterms.files.library import load, template_text
from telcoterms.files.templates import WIDTH, WORDS, template_in, template_texts
from telcoterms.values.translation import Translator

NAMES = ("account.toml", "bill.toml", "provider.toml")
COMMAND = re.compile(r"#   telcoterms .*|#:schema .*")
FRENCH = Translator("fr")


def toml_of(line: str) -> str:
    """A line without its comment and without words of its own: its TOML, also where that is commented out."""
    code = re.sub(r'(?<=.)\s*#(?=(?:[^"]*"[^"]*")*[^"]*$).*', "", line)
    return WORDS.sub(lambda found: found["key"], code) if re.match(r"(# )?(\[|[\w.-]+ = )", code) else ""


def without_words(data: Any) -> Any:
    """The data of a file without the texts that are in words of the writer's own."""
    match data:
        case dict():
            keys = [name for name in data if name != "practised" and not WORDS.match(f'{name} = "x"')]
            return {name: without_words(data[name]) for name in keys}
        case list():
            return [without_words(one) for one in data]
        case _:
            return data


@pytest.mark.parametrize("name", NAMES)
class TestTemplateInALanguage:
    """The comments are looked up one by one, and the TOML is that of the English template."""

    def test_what_no_catalogue_holds_keeps_its_lines(self, name: str) -> None:
        assert template_in(template_text(name), lambda text: text) == template_text(name)

    def test_each_comment_is_looked_up(self, name: str) -> None:
        for line in template_in(template_text(name), lambda text: "X").splitlines():
            comment = line.rpartition("# ")[2] if "# " in line and not toml_of(line).startswith("# ") else ""
            assert comment in ("", "X", line.removeprefix("# ")) or COMMAND.fullmatch(line)
            assert comment in ("", "X") or toml_of(line) or COMMAND.fullmatch(line), line

    def test_everything_has_a_french_text(self, name: str) -> None:
        assert [text for text in template_texts(template_text(name)) if text not in FRENCH.catalogue] == []

    def test_its_toml_is_that_of_the_english_one(self, name: str) -> None:
        english, french = template_text(name), template_in(template_text(name), FRENCH.say)
        assert [toml_of(line) for line in french.splitlines() if toml_of(line)] == [
            toml_of(line) for line in english.splitlines() if toml_of(line)
        ]
        assert without_words(tomllib.loads(french)) == without_words(tomllib.loads(english))

    def test_a_comment_fits_a_line(self, name: str) -> None:
        for line in template_in(template_text(name), FRENCH.say).splitlines():
            assert len(line) <= WIDTH or len(toml_of(line)) > WIDTH - 30 or "says" in line or "practised" in line, line

    def test_the_command_prints_it_and_finds_no_fault_in_it(
        self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert main(["template", name, "--lang", "fr", "-o", name]) == 0
        assert Path(name).read_text("utf-8") == template_in(template_text(name), FRENCH.say)
        assert main(["check", name]) == 0
        assert "without faults" in capsys.readouterr().out


class TestFrenchTemplate:
    """What a reader of French sees of it."""

    def test_comments_and_words(self) -> None:
        text = template_in(template_text("provider.toml"), FRENCH.say).replace("\N{NO-BREAK SPACE}", " ")
        assert 'provider = "example"             # un nom court, en minuscules\n' in text
        assert 'says = "Une facture est due 15 jours après sa date." # dans vos propres mots\n' in text
        assert "# region" not in text.splitlines()[0]
        assert text.startswith("#:schema provider.schema.json\n# Un éditeur qui connaît TOML")

    def test_a_long_comment_goes_on_below_its_column(self) -> None:
        assert template_in("a = 1                            # short\n#b\n", lambda text: "word " * 24 + "end") == (
            "a = 1                            # " + "word " * 16 + "word\n"
            "                                 #   " + "word " * 6 + "word end\n"
            "#b\n"
        )

    def test_a_csv_has_no_comments(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["template", "account.csv", "--lang", "fr"]) == 0
        assert capsys.readouterr().out == template_text("account.csv")

    def test_terms_of_a_french_template_answer_as_those_of_the_english_one(self, tmp_path: Path) -> None:
        (path := tmp_path / "provider.toml").write_text(
            template_in(template_text("provider.toml"), FRENCH.say), "utf-8"
        )
        charge = load(path).late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        assert str(charge.value) == "3.41 CAD"
        assert "le montant peut figurer d'abord sur sa propre facture" in " ".join(str(charge.working).split())
