"""A start costs little: what is imported, and what of a published file is read, is what a question needs."""

from __future__ import annotations

import copy
import gc
import pickle
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from unittest.mock import ANY, Mock

import pytest

import telcoterms
from telcoterms import Calendar, Money, Terms, load
from telcoterms.clauses.late_charge.question import LateChargeQuestion
from telcoterms.cli import main
from telcoterms.cli.parser import COMMANDS, OF_A_FILE, parser
from telcoterms.files import provider, tables
from telcoterms.files.library import law_table, tax_table
from telcoterms.files.provider import read_provider, read_published
from telcoterms.files.tables import read_law, read_published_law
from telcoterms.files.text import toml_of
from telcoterms.terms import QUESTIONS
from telcoterms.values.published import published_text
from tests.processes import without_coverage

FILES = sorted((Path(telcoterms.__file__).parent / "published" / "providers").glob("*.toml"))


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def terms(request: pytest.FixtureRequest) -> tuple[Terms, Terms]:
    """Published terms, read as the library reads them, and judged as a whole."""
    text, name = request.param.read_text("utf-8"), request.param.name
    later = read_published(text, name, tax_table, law_table)
    whole = read_provider(text, name, tax_table, law_table)
    return Terms(later), Terms(whole)


Both = tuple[Terms, Terms]


class TestPublishedTerms:
    """A clause of published terms is read when it is looked up; the terms are those of the whole file."""

    def test_equal(self, terms: Both) -> None:
        later, whole = terms
        assert later == whole

    def test_equal_from_the_other_side(self, terms: Both) -> None:
        later, whole = terms
        assert whole == later

    def test_the_same_hash(self, terms: Both) -> None:
        later, whole = terms
        assert hash(later) == hash(whole)

    def test_the_same_text(self, terms: Both) -> None:
        later, whole = terms
        assert repr(later.agreement) == repr(whole.agreement)

    def test_the_services_replace_the_same_clauses(self, terms: Both) -> None:
        later, whole = terms
        assert [one.replaces for one in later.agreement.services] == [one.replaces for one in whole.agreement.services]

    def test_pickled(self, terms: Both) -> None:
        later, whole = terms
        assert pickle.loads(pickle.dumps(later)) == whole

    def test_no_clause_is_read_before_it_is_looked_up(self, terms: Both) -> None:
        later, _ = terms
        assert later.agreement.rules.by_table == {}
        assert [dict(one.rules.by_table) for one in later.agreement.services] == [{} for _ in later.agreement.services]

    def test_the_sections_are_parsed_when_they_are_looked_at(self, monkeypatch: pytest.MonkeyPatch) -> None:
        parse = Mock(side_effect=toml_of)
        monkeypatch.setattr(provider, "toml_of", parse)
        text = published_text("providers", "kos-2021-07-12.toml")
        later = read_published(text, "kos", tax_table, law_table)
        assert "[sections." not in parse.call_args.args[0]
        assert len(later.sections) > 40
        assert [len(call.args[0]) for call in parse.call_args_list] == [len(text.partition("\n[sections.")[0]), ANY]

    def test_which_clauses_there_are_is_known_before(self, terms: Both) -> None:
        later, whole = terms
        assert list(later.agreement.rules) == list(whole.agreement.rules)
        assert len(later.agreement.rules) == len(whole.agreement.rules)
        assert later.agreement.rules.by_table == {}

    def test_other_readings_read_only_the_clauses_that_have_them(self, terms: Both) -> None:
        later, whole = terms
        late = whole.agreement.rules.find("late_charge")
        readings = set() if late is None else {reading.name for reading in late.readings()}
        other = later.under(late_charge={"rounding": "down"}) if "rounding" in readings else later
        assert set(other.agreement.rules.by_table) <= {"late_charge"}

    def test_a_clause_is_read_once(self, terms: Both) -> None:
        later, _ = terms
        table = next(iter(later.agreement.rules))
        assert later.agreement.rules[table] is later.agreement.rules[table]
        assert list(later.agreement.rules.by_table) == [table]


def imported(code: str) -> set[str]:
    """The modules of the library and the costly ones of the standard library that a fresh interpreter has after it."""
    new = "print('', *sys.modules.keys() - at_start, file=sys.stderr)"
    program = f"import sys\nat_start = set(sys.modules)\n{code}\nprint(file=sys.stderr)\n{new}"
    done = subprocess.run(
        [sys.executable, "-c", program], env=without_coverage(), capture_output=True, text=True, check=True
    )
    names = done.stderr.splitlines()[-1].split()
    return {name for name in names if name.startswith("telcoterms") or name in COSTLY}


def command(*arguments: str) -> set[str]:
    """The same after a command."""
    return imported(f"from telcoterms.cli import main\nassert main({list(arguments)}) == 0")


def clauses(names: set[str]) -> set[str]:
    """The modules of clauses among them."""
    return {name.removeprefix("telcoterms.clauses.") for name in names if name.startswith("telcoterms.clauses.")}


COSTLY = {
    "argparse",
    "csv",
    "dataclasses",
    "difflib",
    "hashlib",
    "html",
    "importlib.resources",
    "inspect",
    "json",
    "pathlib",
    "shutil",
    "typing",
    "zoneinfo",
}
LATE_CHARGE = ("late-charge", "113.00", "--issued", "2026-01-01", "--paid", "2026-02-15")


class TestImports:
    """Each step imports what it needs and no more."""

    def test_the_library_alone(self) -> None:
        assert imported("import telcoterms") == {"telcoterms", "telcoterms.values", "telcoterms.values.version"}

    def test_the_version_of_the_command(self) -> None:
        assert command("--version") == {
            "telcoterms",
            "telcoterms.cli",
            "telcoterms.values",
            "telcoterms.values.version",
        }

    def test_terms_that_are_loaded(self) -> None:
        found = imported("from telcoterms import load; load('kos')")
        assert found & COSTLY <= {"typing", "zoneinfo"}
        assert clauses(found) == set()
        for folder in ("account", "answers", "audit", "batch", "cli", "formats"):
            assert not any(name.startswith(f"telcoterms.{folder}.") for name in found), folder

    def test_a_late_charge(self) -> None:
        found = imported(
            "from telcoterms import load\n"
            "load('kos').late_charge('113.00', issued='2026-01-01', paid='2026-02-15').value"
        )
        assert clauses(found) == {"due_date", "late_charge", *(f"late_charge.{one}" for one in LATE_CHARGE_MODULES)}
        assert found & COSTLY <= {"typing", "zoneinfo"}

    def test_the_command_of_a_late_charge(self) -> None:
        found = command(*LATE_CHARGE)
        modules = (*LATE_CHARGE_MODULES, "by_law", "charges_by_reading")  # the page has the law and the range too
        assert clauses(found) == {"due_date", "late_charge", *(f"late_charge.{one}" for one in modules)}
        by_python = {"inspect"} if sys.version_info >= (3, 12) else set[str]()  # `typing` asks it of a protocol there
        assert found & COSTLY <= {"argparse", "typing", "zoneinfo"} | by_python
        for folder in ("account", "audit", "batch"):
            assert not any(name.startswith(f"telcoterms.{folder}.") for name in found), folder

    def test_a_command_that_is_misspelt_names_all(self) -> None:
        done = subprocess.run([sys.executable, "-m", "telcoterms", "late"], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert "late-charge" in done.stderr
        assert "template" in done.stderr


LATE_CHARGE_MODULES = ("accrual", "charge", "kinds", "periods", "question", "working")


def opened(*arguments: str) -> list[str]:
    """The files of data that a command opens."""
    program = (
        "import sys\nfiles = []\n"
        "sys.addaudithook(lambda event, of: event == 'open' and files.append(str(of[0])))\n"
        f"from telcoterms.cli import main\nassert main({list(arguments)}) == 0\n"
        "print(*(file for file in files if file.endswith('.toml')), sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=without_coverage(), capture_output=True, text=True, check=True
    )
    return ["/".join(Path(file).parts[-2:]) for file in done.stderr.split()]


class TestFiles:
    """A published table is opened when a question first needs it, and once."""

    def test_a_late_charge_needs_no_calendar_and_no_tax(self) -> None:
        assert opened(*LATE_CHARGE, "--provider", "kos") == ["providers/kos-2021-07-12.toml", "law/canada.toml"]

    def test_a_tax_needs_its_table(self) -> None:
        files = opened("tax", "39.99", "--on", "2026-01-01", "--provider", "kos")
        assert files.count("taxes/canada.toml") == 1
        assert not any(file.startswith("calendars/") for file in files)

    def test_a_question_of_open_days_needs_a_calendar(self) -> None:
        files = opened("support-open", "2026-07-01T12:00-04:00", "--provider", "kos")
        assert files.count("calendars/ontario-and-federal.toml") == 1


class TestReadLater:
    """A calendar or a table of taxes that is read later is the same as one that is read at once."""

    def calendar(self) -> Calendar:
        closed = frozenset({date(2026, 7, 1)})
        return Calendar(name="here", version="1", closed=closed, first=date(2026, 1, 1), last=date(2026, 12, 31))

    def test_the_same_value(self) -> None:
        assert Calendar.later(self.calendar) == self.calendar()
        assert self.calendar() == Calendar.later(self.calendar)
        assert hash(Calendar.later(self.calendar)) == hash(self.calendar())
        assert repr(Calendar.later(self.calendar)) == repr(self.calendar())
        assert pickle.loads(pickle.dumps(Calendar.later(self.calendar))) == self.calendar()
        assert copy.deepcopy(Calendar.later(self.calendar)) == self.calendar()

    def test_it_is_read_once(self) -> None:
        read = Mock(side_effect=self.calendar)
        calendar = Calendar.later(read)
        assert read.call_count == 0
        assert calendar.is_holiday(date(2026, 7, 1))
        assert calendar.after(date(2026, 6, 30), 1) == date(2026, 7, 2)
        assert read.call_count == 1

    def test_what_it_does_not_have(self) -> None:
        later: object = Calendar.later(self.calendar)
        assert not hasattr(later, "weekdays")
        assert not hasattr(self.calendar(), "weekdays")


class TestOneCommand:
    """The parser of one command is the same as that command in the parser of all."""

    @pytest.mark.parametrize("name", COMMANDS)
    def test_help(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        pages = []
        for arguments in ((), (name,)):
            with pytest.raises(SystemExit):
                parser(arguments).parse_args([name, "--help"])
            pages.append(capsys.readouterr().out)
        assert pages[0] == pages[1]
        assert pages[0].startswith(f"usage: telcoterms {name}")

    def test_a_question_with_a_fact_of_a_file_has_a_command_of_its_own(self) -> None:
        of_a_file = [
            name for name, one in QUESTIONS.items() if any(fact.place == "file" for fact in one.facts.values())
        ]
        assert sorted(OF_A_FILE) == sorted(of_a_file)


class TestGarbage:
    """A process that is the command's own looks for garbage seldom, and not once more as it ends."""

    def test_the_command_sets_its_own_process_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        calls: list[str] = []
        monkeypatch.setattr(sys, "argv", ["telcoterms", "--version"])
        monkeypatch.setattr(gc, "set_threshold", lambda number: calls.append(f"threshold {number}"))
        monkeypatch.setattr(gc, "freeze", lambda: calls.append("freeze"))
        assert main() == 0
        assert calls == ["threshold 100000", "freeze"]

    def test_a_program_that_calls_the_command_keeps_its_own_settings(self) -> None:
        threshold, frozen = gc.get_threshold(), gc.get_freeze_count()
        assert main(["--version"]) == 0
        assert (gc.get_threshold(), gc.get_freeze_count()) == (threshold, frozen)


class TestRange:
    """The line on the readings computes no figure that it does not show."""

    def test_only_what_the_words_allow_is_computed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        computed: list[int] = []

        def counted(self: LateChargeQuestion, values: Mapping[str, tuple[str, ...]]) -> Sequence[Money]:
            figures = of_each(self, values)
            computed.append(len(figures))
            return figures

        of_each = LateChargeQuestion.figures_by_reading
        monkeypatch.setattr(LateChargeQuestion, "figures_by_reading", counted)
        charge = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        across = charge.across_readings()
        assert computed == []
        charge.text()
        # 3 days from which it runs, 2 ways to count a part of a month and 2 moments of rounding, of 108 combinations
        assert computed == [12]
        assert (across.lowest.text, across.highest.text) == ("1.04", "3.41")
        assert computed == [12]
        assert len(across.combinations) == 54
        assert computed == [12, 108]

    @pytest.mark.parametrize("amount", ["0.10", "113.00"])
    @pytest.mark.parametrize("paid", ["2026-01-20", "2026-02-01", "2026-02-15"])
    @pytest.mark.parametrize("reading", ["runs_from=due-date", "part_month=whole-month", "rounding=down"])
    def test_it_reaches_as_far_as_all_of_them(self, reading: str, amount: str, paid: str) -> None:
        name, _, value = reading.partition("=")
        charge = load("kos").late_charge(amount, issued="2026-01-01", paid=paid).under(**{name: value})
        whole = charge.across_readings()
        assert {figure for _, figure in whole._figures_allowed} == {figure for _, figure in whole.allowed}


@pytest.mark.parametrize("name", ["canada", "uk"])
class TestPublishedLaw:
    """A rule of a published table of law is read when one of its questions asks; the table equals the whole file's."""

    def test_equal(self, name: str) -> None:
        text = published_text("law", f"{name}.toml")
        later, whole = read_published_law(text, name), read_law(text, name)
        assert later == whole
        assert whole == later
        assert hash(later) == hash(whole)
        assert repr(later) == repr(whole)
        assert pickle.loads(pickle.dumps(later)) == whole
        assert (later.rules[0], later.rules[1:]) == (whole.rules[0], whole.rules[1:])
        assert later.rules != list(whole.rules)

    def test_the_rules_on_a_question(self, name: str) -> None:
        text = published_text("law", f"{name}.toml")
        later, whole = read_published_law(text, name), read_law(text, name)
        assert [later.bearing_on({one}) for one in QUESTIONS] == [whole.bearing_on({one}) for one in QUESTIONS]
        assert [len(later.rules), len(later.bearing_on(set()))] == [len(whole.rules), 0]

    def test_no_other_rule_is_read(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        table = read_published_law(published_text("law", f"{name}.toml"), name)
        parse = Mock(side_effect=toml_of)
        monkeypatch.setattr(tables, "toml_of", parse)
        found = table.bearing_on({"late_charge"})
        assert parse.call_count == len(found) < len(table.rules)
