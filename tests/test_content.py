"""What a file holds is told by what it looks most like, and one that is given in another's place is told so."""

from pathlib import Path
from typing import Any

import pytest

from telcoterms import UnreadableFileError, load
from telcoterms.cli import main
from telcoterms.files.check import check_file
from telcoterms.files.content import content_of
from telcoterms.files.library import template_text

KOS = load("kos")


class TestContent:
    """By its keys."""

    @pytest.mark.parametrize(
        ("data", "content"),
        [
            ({"provider": "x", "edition": 1}, "provider"),
            ({"late_charge": {}, "due_date": {}}, "provider"),
            ({"dispute": {"kind": "within-days"}}, "provider"),
            ({"dispute": [{}]}, "account"),
            ({"name": "march", "invoice": [{}], "payment": [{}]}, "account"),  # a key that is none of an account's
            ({"invoice": [{}], "line": [{}]}, "account"),  # lines outside of their invoice
            ({"line": [{}]}, "bill"),
            ({"latecharge": {}}, "provider"),
            ({"invoise": [{}]}, "account"),
            ({"lines": [{}]}, "bill"),
            ({"currency": "CAD"}, None),
            ([], None),
        ],
    )
    def test_what_it_looks_most_like(self, data: Any, content: str | None) -> None:
        assert content_of(data) == content


class TestInAnothersPlace:
    """The sentence names both, and how the file is given; that leads on."""

    @pytest.fixture(autouse=True)
    def _in_a_folder_of_templates(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        for name in ("account.toml", "account.json", "bill.toml", "provider.toml"):
            Path(name).write_text(template_text(name), "utf-8")

    @pytest.mark.parametrize(
        ("words", "found", "wanted"),
        [
            ("statement provider.toml 2026-04-10", "a provider's terms", "an account"),
            ("audit provider.toml", "a provider's terms", "a bill"),
            ("due-date 2026-01-01 --provider account.toml", "an account", "a provider's terms"),
            ("audit account.json", "an account", "a bill"),
            ("due-date 2026-01-01 --provider bill.toml", "a bill", "a provider's terms"),
            ("settlement bill.toml 2026-04-10", "a bill", "an account"),
        ],
    )
    def test_it_is_told_and_how_it_is_given(
        self, words: str, found: str, wanted: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(words.split()) == 2
        said = capsys.readouterr().err
        assert f"it looks like {found}, not like {wanted}: give it as " in said
        cure = said.strip().partition("give it as ")[2]
        cured = cure if cure.startswith("telcoterms ") else f"telcoterms due-date 2026-01-01 {cure}"
        assert main(cured.split()[1:]) in (0, 1)

    def test_in_python(self) -> None:
        with pytest.raises(
            UnreadableFileError, match=r"like a bill.*: give it as terms\.audit\(load_bill\('bill\.toml'"
        ):
            load("bill.toml")

    def test_the_check_of_a_file_of_tables_alone_judges_it_as_a_providers(self) -> None:
        Path("tables.toml").write_text("[late_charge]\nkind = 'none'\n", "utf-8")
        with pytest.raises(ValueError, match=r"documents: it is missing"):
            check_file(Path("tables.toml"), KOS)


class TestSchema:
    """The template names the schema that the command prints."""

    def test_the_first_line_of_the_template(self, capsys: pytest.CaptureFixture[str]) -> None:
        named = template_text("provider.toml").splitlines()[0].removeprefix("#:schema ")
        assert named == "provider.schema.json"
        assert main(["schema", "provider"]) == 0
        assert capsys.readouterr().out.startswith('{\n  "$schema": "https://json-schema.org/draft/2020-12/schema"')
