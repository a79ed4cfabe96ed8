"""Whose terms an output comes from: the command takes none for granted, and every output names them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from telcoterms.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
DUE = ("due-date", "--issued", "2026-01-01")
INVOICE = '[[invoice]]\nnumber = "1"\nissued = 2026-01-01\namount = "113.00"\n'
STATEMENT = ("statement", "account.toml", "--as-of", "2026-02-15")
LINE = '[[line]]\nquestion = "due_date"\nissued = 2026-01-01\nbilled = 2026-01-16\n'
NAMING = re.compile(r"--provider |\bterms \w+|\bdiff |\btemplate |\.toml|--help|--version|COMMAND")

Said = tuple[int, str, str]
Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command in an empty folder, with no provider in the environment."""
    monkeypatch.delenv("TELCOTERMS_PROVIDER")
    monkeypatch.chdir(tmp_path)

    def go(*words: str) -> Said:
        status = main(words)
        out, err = capsys.readouterr()
        return status, out, err

    return go


class TestNoProviderIsTakenForGranted:
    """The command asks the terms of the option, else of the file, else of the environment, and of nobody else."""

    def test_none_is_named(self, run: Run) -> None:
        assert run(*DUE) == (
            2,
            "",
            "telcoterms: no provider is named, and no terms are taken for granted: choose from kijoma, kos, or the "
            "path of a .toml file, and give it as --provider kijoma, as TELCOTERMS_PROVIDER=kijoma in the environment, "
            "or with the key provider in the file of the account or the bill\n",
        )

    def test_an_empty_variable_names_none(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELCOTERMS_PROVIDER", "")
        assert run(*DUE)[0] == 2

    def test_the_option_names_one(self, run: Run) -> None:
        status, out, _ = run(*DUE, "--provider", "kos")
        assert status == 0
        assert "2026-01-16" in out

    def test_the_environment_names_one(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELCOTERMS_PROVIDER", "kos")
        assert run(*DUE)[0] == 0

    def test_the_option_goes_before_the_environment(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELCOTERMS_PROVIDER", "kijoma")
        assert run(*DUE, "--provider", "kos")[0] == 0

    def test_an_account_names_one(self, run: Run) -> None:
        Path("account.toml").write_text(f'provider = "kos"\n{INVOICE}', "utf-8")
        status, out, _ = run(*STATEMENT)
        assert status == 0
        assert "116.41" in out  # 113.00 and the late charge of 3.41 by 15 February

    def test_an_account_goes_before_the_environment(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELCOTERMS_PROVIDER", "kijoma")  # whose terms say nothing on late payment
        Path("account.toml").write_text(f'provider = "kos"\n{INVOICE}', "utf-8")
        assert run(*STATEMENT)[0] == 0

    def test_a_bill_names_one(self, run: Run) -> None:
        Path("bill.toml").write_text(f'provider = "kos"\n{LINE}', "utf-8")
        assert run("audit", "bill.toml")[0] == 0

    def test_an_account_names_a_file_beside_it(self, run: Run) -> None:
        Path("mine").mkdir()
        own = (ROOT / "src/telcoterms/published/providers/kos-2021-07-12.toml").read_text("utf-8")
        Path("mine/own.toml").write_text(own, "utf-8")
        Path("mine/account.toml").write_text(f'provider = "own.toml"\n{INVOICE}', "utf-8")
        assert run("statement", "mine/account.toml", "--as-of", "2026-02-15")[0] == 0

    def test_an_account_without_one_is_refused(self, run: Run) -> None:
        Path("account.toml").write_text(INVOICE, "utf-8")
        assert "no provider is named" in run(*STATEMENT)[2]

    @pytest.mark.parametrize(
        ("name", "text", "words"),
        [("account.toml", INVOICE, STATEMENT), ("bill.toml", LINE, ("audit", "bill.toml"))],
        ids=["account", "bill"],
    )
    def test_a_file_and_the_option_name_two(self, run: Run, name: str, text: str, words: tuple[str, ...]) -> None:
        Path(name).write_text(f'provider = "kijoma"\n{text}', "utf-8")
        assert run(*words, "--provider", "kos") == (
            2,
            "",
            f"telcoterms: {name} names the provider kijoma, --provider names kos: leave the option out, or correct the "
            "file\n",
        )

    def test_a_file_and_the_option_name_the_same(self, run: Run) -> None:
        Path("account.toml").write_text(f'provider = "kos"\n{INVOICE}', "utf-8")
        assert run(*STATEMENT, "--provider", "kos")[0] == 0

    def test_a_file_and_the_option_name_the_same_by_its_path(self, run: Run) -> None:
        own = (ROOT / "src/telcoterms/published/providers/kos-2021-07-12.toml").read_text("utf-8")
        Path("own.toml").write_text(own, "utf-8")
        Path("account.toml").write_text(f'provider = "kos"\n{INVOICE}', "utf-8")
        assert run(*STATEMENT, "--provider", "own.toml")[0] == 0

    @pytest.mark.parametrize("written", ["7", "''"])
    def test_a_key_without_a_name_is_a_fault(self, run: Run, written: str) -> None:
        Path("account.toml").write_text(f"provider = {written}\n{INVOICE}", "utf-8")
        status, _, err = run(*STATEMENT)
        assert status == 2
        assert "provider: found " in err
        assert "wanted the name of a provider" in err

    def test_a_list_holds_no_provider(self, run: Run) -> None:
        Path("account.json").write_text('["provider : kos"]', "utf-8")
        assert "no provider is named" in run("statement", "account.json", "--as-of", "2026-02-15")[2]

    def test_a_batch_needs_one(self, run: Run) -> None:
        Path("bills.csv").write_text("amount,issued,paid\n113.00,2026-01-01,2026-02-15\n", "utf-8")
        assert "no provider is named" in run("batch", "late-charge", "bills.csv", "charges.csv")[2]
        assert run("batch", "late-charge", "bills.csv", "charges.csv", "--provider", "kos")[0] == 0

    def test_the_terms_of_none_are_shown(self, run: Run) -> None:
        assert "no provider is named" in run("terms")[2]
        assert run("terms", "kijoma")[0] == 0

    def test_a_providers_file_is_checked_without_one(self, run: Run) -> None:
        assert run("check", str(ROOT / "examples" / "own_provider.toml"))[0] == 0

    def test_an_account_that_names_one_is_checked_as_an_account(self, run: Run) -> None:
        Path("account.toml").write_text(f'provider = "kos"\n{INVOICE}', "utf-8")
        assert (
            run("check", "account.toml")[1] == "account.toml: an account of 1 invoice and 0 payments, without faults\n"
        )

    def test_in_french(self, run: Run) -> None:
        status, _, err = run(*DUE, "--lang", "fr")
        assert status == 2
        assert "aucun fournisseur n'est nommé" in err


def commands_of(page: Path) -> list[str]:
    """The commands on the lines of a page, a line that ends in a backslash with the next."""
    text = page.read_text("utf-8").replace("\\\n", " ")
    return re.findall(r"^ *(?:python -m )?(telcoterms [a-z].*)$", text, re.MULTILINE)


class TestPages:
    """Each command of a page says whose terms it asks, itself or in its file."""

    def test_there_are_some(self) -> None:
        assert sum(len(commands_of(page)) for page in PAGES) > 80

    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
    def test_each_names_a_provider(self, page: Path) -> None:
        assert [command for command in commands_of(page) if not NAMING.search(command)] == []
