"""Remarks on terms whose file has no fault: facts, each with its place, its clause and the figures."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import Clause, Remark, Terms, load
from telcoterms.agreement.agreement import Rules, Section, Service
from telcoterms.clauses.due_date import DUE_DATE, MonthEnd
from telcoterms.cli import main
from tests.strategies import changed
from tests.terms_builders import at_least, compound, effective, flat, net, simple

KOS = load("kos")
VALID = Path(__file__).parent / "refusals" / "provider" / "valid.toml"
PROVIDERS = Path(__file__).parent / "providers"
START = "late_charge.reading.runs_from"
NOMINAL = "a month as a nominal rate, 12 times it; compounded it is"


def with_rules(**rules: Any) -> Terms:
    """KOS's terms with other rules, and no section that speaks of days."""
    terms = changed(KOS, **rules)
    return Terms(replace(terms.agreement, sections=(), services=()))


def paths(terms: Terms) -> list[str]:
    return [one.path for one in terms.remarks()]


def said_of(path: str, terms: Terms) -> str:
    (one,) = (one for one in terms.remarks() if one.path == path)
    return str(one)


def rate(monthly: str, stated: str | None) -> Terms:
    yearly = None if stated is None else Fraction(stated)
    late = compound(Fraction(monthly), stated_yearly_rate=yearly, runs_from="due-date")
    return with_rules(late_charge=late)


class TestYearlyRate:
    """The yearly rate that is stated is the monthly one compounded; else both rates are named."""

    @pytest.mark.parametrize(("monthly", "stated"), [("0.02", "0.2682"), ("0.0291", "0.4109"), ("0.03", "0.4258")])
    def test_rates_that_compound(self, monthly: str, stated: str) -> None:
        assert paths(rate(monthly, stated)) == []

    @pytest.mark.parametrize(
        ("monthly", "stated", "said"),
        [
            (
                "0.03",
                "0.36",
                f"36 % a year is 3 % {NOMINAL} 42.576088",
            ),
            (
                "0.022",
                "0.264",
                f"26.4 % a year is 2.2 % {NOMINAL} 29.8",
            ),
            ("0.02", "0.30", "30 % a year is not 2 % a month: nominal that is 24 %, in all 26.824179... %"),
        ],
    )
    def test_rates_that_do_not(self, monthly: str, stated: str, said: str) -> None:
        text = said_of("late_charge.stated_yearly_rate", rate(monthly, stated))
        assert text.startswith(f"late_charge.stated_yearly_rate: {said}")
        assert text.endswith("(Terms s.1)")
        assert "; check " in text

    def test_none_at_all(self) -> None:
        assert "no yearly rate is stated beside 2 % a month: nominal it is 24 %, in all 26.824179... %" in said_of(
            "late_charge.stated_yearly_rate", rate("0.02", None)
        )

    def test_inside_a_minimum(self) -> None:
        late = at_least(1000, compound(Fraction("0.028"), runs_from="due-date"))
        assert paths(with_rules(late_charge=late)) == ["late_charge.stated_yearly_rate"]

    @pytest.mark.parametrize("late", [flat(750), simple(Fraction(1, 5), runs_from="due-date"), None])
    def test_where_no_rate_goes_by_the_month(self, late: Any) -> None:
        assert paths(with_rules(late_charge=late)) == []

    @given(st.integers(1, 500), st.integers(2, 4))
    def test_the_compounded_rate_at_any_decimals_is_no_remark(self, permille: int, decimals: int) -> None:
        late = compound(Fraction(permille, 10_000), runs_from="due-date")
        unit = 10 ** (decimals + 2)
        stated = Fraction(int(effective(late) * unit + Fraction(1, 2)), unit)
        found = paths(with_rules(late_charge=replace(late, stated_yearly_rate=stated)))
        shortened = (stated * unit) % 10 == 0  # with fewer decimals than were rounded to, it may be another rate
        assert found == [] or shortened


class TestStart:
    """A charge that counts from a day before the one that sets it off."""

    def test_from_the_invoice_date(self) -> None:
        assert "set off 15 days after the invoice date and counts from that date" in said_of(START, KOS)
        late = at_least(500, simple(Fraction(1, 5)))
        assert paths(with_rules(late_charge=late)) == [START]

    @pytest.mark.parametrize("runs_from", ["due-date", "next-invoice-date"])
    def test_from_a_later_day(self, runs_from: str) -> None:
        assert paths(with_rules(late_charge=simple(Fraction(1, 5), runs_from=runs_from))) == []

    def test_due_on_the_invoice_date(self) -> None:
        assert paths(with_rules(due_date=net(0), late_charge=simple(Fraction(1, 5)))) == []

    def test_due_at_the_end_of_the_month(self) -> None:
        due = MonthEnd(clause=Clause("Terms", "1"), says="")
        asked = with_rules(due_date=due, late_charge=simple(Fraction(1, 5)))
        assert paths(asked) == [START]
        assert "set off when the due date is over and counts from the invoice date" in said_of(START, asked)

    def test_without_a_due_date(self) -> None:
        assert paths(with_rules(due_date=None, late_charge=simple(Fraction(1, 5)))) == []


class TestGrace:
    """A grace longer than a month outlasts the next bill."""

    @pytest.mark.parametrize(("days", "found"), [(30, []), (31, []), (32, ["due_date.days"])])
    def test_its_days(self, days: int, found: list[str]) -> None:
        assert paths(with_rules(due_date=net(days), late_charge=None)) == found

    def test_what_is_said_of_it(self) -> None:
        assert "45 days is longer than a month" in said_of("due_date.days", with_rules(due_date=net(45)))


def sections(*says: str) -> Terms:
    told = tuple(
        Section(clause=Clause("Terms", str(place)), status="without-figures", says=one)
        for place, one in enumerate(says, 1)
    )
    return Terms(replace(with_rules(late_charge=None).agreement, sections=told))


class TestBusinessDays:
    """Days of business that no section defines."""

    @pytest.mark.parametrize("days", ["business days", "working days", "Business Day"])
    def test_undefined(self, days: str) -> None:
        (one,) = sections("Nothing.", f"An answer comes within 3 {days}.").remarks()
        assert (one.path, one.clause) == ("section 2", Clause("Terms", "2"))
        assert f"it counts in {days.lower().removesuffix('s')}s, which no section defines" in str(one)

    def test_in_french(self) -> None:
        (one,) = sections("Une réponse vient en 3 jours ouvrables.").remarks()
        assert "it counts in jours ouvrables, which no section defines" in str(one)
        assert paths(sections("Un jour ouvré s'entend du lundi au vendredi.", "En 3 jours ouvrés.")) == []

    def test_defined(self) -> None:
        assert paths(sections("A business day means Monday to Friday.", "Within 3 business days.")) == []

    def test_other_days(self) -> None:
        assert paths(sections("Within 3 days.", "The businesses of days gone by.")) == []


def with_service(replaces: Clause, clause: Clause) -> Terms:
    rule = replace(DUE_DATE.of(KOS.agreement), clause=clause)
    service = Service(
        id="dsl",
        title="DSL",
        document="dsl",
        rules=Rules({"due_date": rule}),
        replaces=(("due_date", replaces),),
    )
    agreement = with_rules(late_charge=simple(Fraction(1, 5), runs_from="due-date")).agreement
    return Terms(replace(agreement, services=(service,)))


class TestRank:
    """Two clauses of one rank answer one question; a clause takes the place of one that outranks it."""

    GENERAL = Clause("Service Terms", "7")

    def test_a_clause_that_outranks(self) -> None:
        assert paths(with_service(self.GENERAL, Clause("DSL Agreement", "3"))) == []

    def test_a_section_that_sets_a_service_apart_itself(self) -> None:
        assert paths(with_service(self.GENERAL, self.GENERAL)) == []

    def test_equal_rank(self) -> None:
        assert "Service Terms s.8 and Service Terms s.7 answer one question and are of equal rank" in said_of(
            "service.dsl.due_date.replaces", with_service(self.GENERAL, Clause("Service Terms", "8"))
        )

    def test_lower_rank(self) -> None:
        assert "Resolution Services s.1 takes the place of Service Terms s.7, which outranks it" in said_of(
            "service.dsl.due_date.replaces", with_service(self.GENERAL, Clause("Resolution Services", "1"))
        )

    def test_a_rule_of_a_service_is_looked_at_beside_the_general_ones(self) -> None:
        terms = with_service(self.GENERAL, Clause("DSL Agreement", "3"))
        late = with_rules(late_charge=simple(Fraction(1, 5))).agreement.rules
        assert paths(Terms(replace(terms.agreement, rules=late))) == [START, f"service.dsl.{START}"]


class TestOfProviders:
    """What is remarked of files that exist."""

    def test_kos(self) -> None:
        assert paths(KOS) == [START, "section 2", "section 3"]
        assert KOS.edition == date(2021, 7, 12)

    @pytest.mark.parametrize("file", sorted(PROVIDERS.glob("*.toml")), ids=lambda file: file.stem)
    def test_a_remark_says_what_to_do(self, file: Path) -> None:
        for one in load(file).remarks():
            assert re.search(r"[;:] (check|write|correct|rank|list)\b|; write there", str(one)), str(one)

    @pytest.mark.parametrize("file", sorted(PROVIDERS.glob("*.toml")), ids=lambda file: file.stem)
    def test_a_remark_is_one_line_without_a_verdict(self, file: Path) -> None:
        for one in load(file).remarks():
            assert isinstance(one, Remark)
            assert "\n" not in str(one)
            assert not any(word in str(one) for word in ("illegal", "unlawful", "invalid", "wrong"))


class TestCheck:
    """The command prints them after the faults; they are no fault unless it is asked to be strict."""

    @pytest.mark.parametrize(("strict", "status"), [([], 0), (["--strict"], 1)])
    def test_remarks(self, strict: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", str(VALID), *strict]) == status
        first, *rest = capsys.readouterr().out.splitlines()
        assert first.endswith("without faults")
        assert [line.partition(": remark: ")[0] for line in rest] == [str(VALID)]

    @pytest.mark.parametrize("name", ["nordlys-2024-05-01.toml"])
    def test_none(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", str(PROVIDERS / name), "--strict"]) == 0
        assert "remark" not in capsys.readouterr().out

    def test_an_account_has_none(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", str(VALID.parents[1] / "account" / "valid.csv"), "--strict"]) == 0
        assert "remark" not in capsys.readouterr().out
