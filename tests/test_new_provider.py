"""A provider's file asked for question by question: driven by a pipe, written only at the end."""

import io
from pathlib import Path

import pytest

from telcoterms import load
from telcoterms.cli import main
from telcoterms.cli.new_provider import READ, Clause

HEAD = ("Acme Telecom", "", "", "", "", "", "2 January 2026")
ALL = (*HEAD, "15", "7", "", "2% a month", "9", "", "monthly", "due-date", "90", "", "", "days", "", "", "50%", "", "")

Said = tuple[int, str, str]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class Terminal(io.StringIO):
    """Standard input of somebody who types."""

    def isatty(self) -> bool:
        return True


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *lines: str, words: tuple[str, ...] = ()
) -> Said:
    """The command with what is typed: its status, what it prints, and what it says."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    status = main(["new-provider", "acme.toml", *words])
    out, err = capsys.readouterr()
    return status, out, err


class TestFile:
    """What was answered is what the file answers."""

    def test_all_questions(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        status, _, err = run(capsys, monkeypatch, *ALL, "yes")
        assert (status, err) == (0, "")
        terms = load("acme.toml")
        assert (terms.provider, str(terms.edition), terms.currency) == ("acme", "2026-01-02", "CAD")
        assert str(terms.due_date(issued="2026-01-01").value) == "2026-01-16"
        charge = terms.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        assert charge.value.text == "2.19"  # from 16 January: 113.00 x 2 % x 30/31 = 2.187
        assert [clause.section for clause in charge.clauses] == ["7", "9"]
        assert str(terms.dispute_until(issued="2026-01-01").value) == "2026-04-01"
        assert terms.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10").value.refund.text == "33.30"
        assert main(["check", "acme.toml"]) == 0

    def test_the_figures_change_as_it_goes(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = run(capsys, monkeypatch, *ALL, "yes")[1]
        figures = [line for line in out.splitlines() if line.startswith("  ")]
        assert figures == [
            "  due date: 2026-01-16",
            "  late charge: 3.39 CAD",
            "  late charge: 3.41 CAD (before: 3.39 CAD)",
            "  late charge: 2.19 CAD (before: 3.41 CAD)",
            "  dispute until: 2026-04-01",
            "  refund: 33.30 CAD, tax 0.00, total 33.30",
            "  cancellation charge: 209.83 CAD, tax 0.00, total 209.83",
        ]
        assert "remark: late_charge.stated_yearly_rate: no yearly rate is stated beside 2 % a month" in out

    def test_two_tables_of_one_section_and_words_of_ones_own(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lines = ("bill", "4", 'See "due" on the bill.', "7.50", "4", "", "", "", "")
        status, out, _ = run(capsys, monkeypatch, *HEAD, *lines, "oui")
        assert status == 0
        assert "  due date: 2026-01-16" in out
        assert "  late charge: 7.50 CAD" in out
        text = Path("acme.toml").read_text("utf-8")
        assert text.count('[sections.terms."4"]') == 1
        assert 'says = "See \\"due\\" on the bill. A late bill costs 7.50 more, once."' in text

    def test_a_charge_without_a_due_date_is_told(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        status, out, _ = run(capsys, monkeypatch, *HEAD, "", "5%", "", "", "", "", "", "yes")
        assert status == 0
        assert "due_date" in next(line for line in out.splitlines() if line.startswith("  "))


class TestAnswers:
    """Each is read as a person types it."""

    @pytest.mark.parametrize(
        ("table", "typed", "lines"),
        [
            ("due_date", "30", ('kind = "net-days"', "days = 30")),
            ("due_date", "Bill", ('kind = "on-bill"',)),
            ("late_charge", "None", ('kind = "none"',)),
            (
                "late_charge",
                "1,5 % par mois",
                ('kind = "rate"', "rate = 0.015", 'per = "month"', 'compounding = "none"'),
            ),
            ("late_charge", "8%/year", ('kind = "rate"', "rate = 0.08", 'per = "year"', 'compounding = "none"')),
            ("late_charge", "5%", ('kind = "percentage"', "share = 0.05")),
            ("late_charge", "$7.50", ('kind = "flat"', 'sum = "7.50"')),
            ("dispute", "90", ('kind = "within-days"', "days = 90")),
            ("refund", "none", ('kind = "no-refund"',)),
            ("refund", "days", ('kind = "by-days"',)),
            ("cancellation_charge", "0", ('kind = "none"',)),
            ("cancellation_charge", "50%", ('kind = "share-of-remaining-fees"', "share = 0.5")),
            ("cancellation_charge", "10 a month", ('kind = "sum-per-remaining-month"', 'sum = "10.00"')),
            ("cancellation_charge", "150", ('kind = "flat"', 'sum = "150.00"')),
        ],
    )
    def test_as_typed(self, table: str, typed: str, lines: tuple[str, ...]) -> None:
        assert READ[table](typed, "CAD").lines == lines

    def test_another_value_takes_the_place_of_the_first(self) -> None:
        clause = Clause(('kind = "rate"', 'compounding = "none"'), "").with_value("compounding", "daily")
        assert clause.lines == ('kind = "rate"', 'compounding = "daily"')

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            (("", "Acme"), "'' is no line of text: write one of printable characters, such as 'Example Telecom'"),
            (("Acme", "", "dollars", "CAD"), "'DOLLARS' is not a currency"),
            (
                ("Acme", "", "", "Toronto", "America/Toronto"),
                "'Toronto' is no time zone that is known on this machine: write a",
            ),
            (("Acme", "", "", "", "", "", "1/2/2026", "2026-01-02"), "which is 2026-02-01 with the day first"),
            ((*HEAD, "soon", "15"), "'soon' is no whole number: write digits alone, such as '15'"),
            ((*HEAD, "", "", "", "perhaps", "days"), "'perhaps' is neither days nor none: write one of them"),
            (
                (*HEAD, "15", "", "", "2% a month", "", "", "weekly", "none"),
                "'weekly' is none of them: choose from none",
            ),
        ],
    )
    def test_what_cannot_be_read_is_said_and_asked_again(
        self, lines: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        status, out, err = run(capsys, monkeypatch, *lines)
        assert said in next(line for line in out.splitlines() if line.startswith("  ") and said in line)
        assert status == 2
        assert "the questions ended before the last one, and nothing is written: answer all of them" in err
        assert not Path("acme.toml").exists()


class TestNothingIsWritten:
    """Before the end, over another file, and where the last answer is no."""

    def test_the_last_answer_is_no(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        status, out, _ = run(capsys, monkeypatch, *ALL, "no")
        assert (status, Path("acme.toml").exists()) == (1, False)
        assert out.endswith("Nothing is written.\n")

    def test_no_clause(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        status, _, err = run(capsys, monkeypatch, *HEAD, "", "", "", "", "")
        assert (status, Path("acme.toml").exists()) == (2, False)
        assert "no clause was given, and nothing is written" in err

    def test_a_file_that_is_there(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        Path("acme.toml").write_text("mine", "utf-8")
        status, out, err = run(capsys, monkeypatch, *ALL)
        assert (status, out, Path("acme.toml").read_text("utf-8")) == (2, "", "mine")
        assert "acme.toml is there already: name a file that is not, or take it away first" in err


class TestTerminal:
    """On a terminal nothing is typed twice; in French the questions are French."""

    def test_what_is_typed_is_not_printed_again(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", Terminal("Acme\n"))
        assert main(["new-provider", "acme.toml"]) == 2
        assert "Acme" not in capsys.readouterr().out

    def test_in_french(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        lines = (*HEAD, "bientôt", *ALL[len(HEAD) :], "oui")
        status, out, err = run(capsys, monkeypatch, *lines, words=("--lang", "fr"))
        plain = out.replace("\N{NO-BREAK SPACE}", " ")
        assert (status, err) == (0, "")
        assert "Comment s'appelle le fournisseur? Acme Telecom" in plain
        assert "'bientôt' n'est pas un nombre entier" in plain
        assert "  frais de retard : 3,41 $ (avant : 3,39 $)" in plain

    def test_in_french_of_terms_without_a_due_date(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lines = (*HEAD, "", "aucun", "", "", "", "", "", "non")
        status, out, _ = run(capsys, monkeypatch, *lines, words=("--lang", "fr"))
        assert status == 1
        assert "Rien n'est écrit." in out


class TestFrench:
    """Asked in French, the file is written in French: its comments, and what each clause says."""

    ANSWERS = (
        "facture",
        "",
        "",
        "3,5 % par an",
        "",
        "",
        "",
        "",
        "30",
        "",
        "",
        "jours",
        "",
        "",
        "10,00 par mois",
        "",
        "",
    )

    def test_the_file(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        head = ("Télécom du Nord", "", "", "", "", "", "2 January 2026")
        status, out, err = run(capsys, monkeypatch, *head, *self.ANSWERS, "", words=("--lang", "fr"))
        assert (status, err) == (0, "")
        assert "Écrire acme.toml? (oui, non) [oui]" in out
        text = Path("acme.toml").read_text("utf-8").replace("\N{NO-BREAK SPACE}", " ")
        assert "# Les conditions de Télécom du Nord, telles que telcoterms new-provider les a demandées.\n" in text
        assert 'full_title = "Conditions de service"\nwhere = "son propre site"\n' in text
        assert "complete = false                 # ses articles ne sont pas tous énumérés plus bas\n" in text
        assert 'says = "La facture elle-même indique le dernier jour pour payer."\n' in text
        assert 'says = "3,5 % par an sur ce qui est en retard."\nfigures = ["3.5 % a year"]\n' in text
        assert 'says = "10,00 pour chaque mois qui reste d\'une durée déterminée."\nfigures = ["10.00 CAD"]\n' in text
        assert main(["check", "acme.toml"]) == 0

    def test_questions_that_end_too_early(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        status, _, err = run(capsys, monkeypatch, "Télécom", words=("--lang", "fr"))
        assert status == 2
        assert err.startswith("telcoterms: les questions se sont arrêtées avant la dernière, et rien n'est écrit")
