"""Terms: which questions they answer, under which readings, and what is said where they are silent."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import telcoterms
from telcoterms import (
    Account,
    DayError,
    Edition,
    InputError,
    InvalidFileError,
    Invoice,
    Money,
    NotInTermsError,
    Terms,
    UnknownNameError,
    UnreadableFileError,
    editions,
    load,
)
from telcoterms.agreement.agreement import Kinds
from telcoterms.clauses.cancellation_charge.kinds import CANCELLATION_CHARGE
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, FlatCharge, RateCharge
from telcoterms.clauses.refund import NoRefund
from telcoterms.statement.rule import STATEMENT
from telcoterms.terms import QUESTIONS, TABLES, table_of
from tests.strategies import CLAUSE, HOSTING, KOS, changed, silent
from tests.test_hostile import GOOD
from tests.worked_cases import SILENT_IN_KOS

PROVIDERS = ", ".join(sorted({edition.provider for edition in editions()}))
ACCOUNT = Account([Invoice("a", "2026-01-01", Money(50, "CAD"))])
PUBLISHED = Path(telcoterms.__file__).parent / "published" / "providers" / "kos-2021-07-12.toml"

HELD = [name for name in TABLES if name not in SILENT_IN_KOS]


class TestTerms:
    """One agreement, and a method for each question."""

    def test_what_they_are(self) -> None:
        assert (KOS.provider, KOS.edition, KOS.service, KOS.currency) == ("kos", date(2021, 7, 12), None, "CAD")
        assert repr(KOS) == "<terms of kos, 2021-07-12>"
        assert repr(load("kos", service="voip")) == "<terms of kos, 2021-07-12, service='voip'>"

    def test_print_says_what_they_answer(self) -> None:
        first, documents, answers = str(KOS).split("\n")
        assert first == "KOS (Kingston Online Services), terms of 2021-07-12, in CAD"
        assert documents.startswith(
            "documents: Service Terms of 2021-07-12 (the date of the site's file, the document bears none), DSL"
        )
        assert answers.startswith("answers: due_date, late_charge, ")
        assert ", service dsl, in CAD" in str(load("kos", service="dsl"))

    def test_a_service_replaces_one_rule(self) -> None:
        dsl = load("kos", service="dsl")
        assert CANCELLATION_CHARGE.of(dsl.agreement) != CANCELLATION_CHARGE.of(HOSTING.agreement)
        assert LATE_CHARGE.of(dsl.agreement) == LATE_CHARGE.of(KOS.agreement)

    def test_every_section_is_told(self) -> None:
        told = {one.clause.section for one in KOS.sections() if one.clause.document == "Service Terms"}
        assert told >= {str(number) for number in range(1, 50)}

    def test_equal_by_value(self) -> None:
        assert load("kos") == KOS
        assert hash(load("kos")) == hash(KOS)
        assert load("kos", service="dsl") != KOS
        assert KOS.under() == KOS

    def test_rules_are_frozen(self) -> None:
        rules = KOS.agreement.rules
        with pytest.raises(AttributeError, match="rules are frozen: unread cannot be set"):
            setattr(rules, "unread", {})  # noqa: B010  (mypy refuses the statement)
        with pytest.raises(AttributeError, match="rules are frozen: unread cannot be deleted"):
            delattr(rules, "unread")

    def test_the_facts_of_a_question_can_be_given_again(self) -> None:
        for question, facts in GOOD.items():
            answer = getattr(HOSTING, question)(**facts)
            assert HOSTING.ask(question, answer.facts) == answer


class TestSilence:
    """A question on which the terms say nothing is refused, and the error says what could be done."""

    @pytest.mark.parametrize("question", GOOD)
    def test_each_question(self, question: str) -> None:
        # the law and the tax need a table, not a clause; leaving says on which of its parts the terms are silent
        tables = () if question in ("law", "tax", "leave") else QUESTIONS[question].tables
        for rule in (table.name for table in tables):
            if (question, rule) not in (("statement", "dispute"), ("what_if", "dispute")):
                terms = silent(rule)
                assert not terms.answers(question)
                with pytest.raises(NotInTermsError) as error:
                    getattr(terms, question)(**GOOD[question])
                assert str(error.value) == (
                    f"the terms of kos (2021-07-12), as recorded, hold no rule on {rule}: ask the provider, "
                    f"or add a table [{rule}] to a file of your own"
                )

    def test_kos_answers_every_other_question(self) -> None:
        assert {question for question in QUESTIONS if not KOS.answers(question)} == SILENT_IN_KOS

    def test_a_statement_without_a_dispute_window(self) -> None:
        answer = silent("dispute").statement(ACCOUNT, as_of="2026-03-20")
        assert answer.value.debts[0].dispute_until is None
        assert answer.as_dict()["figure"] is not None
        assert "last day to dispute" not in str(answer.working)

    def test_a_statement_needs_its_rule(self) -> None:
        with pytest.raises(NotInTermsError, match="hold no rule on statement"):
            silent("statement").statement(ACCOUNT, as_of="2026-03-20")

    @pytest.mark.parametrize("table", [*map(table_of, HELD), STATEMENT], ids=repr)
    def test_every_table_gives_its_clause_or_says_that_there_is_none(self, table: Kinds[Any]) -> None:
        terms = silent(table.name)
        with pytest.raises(NotInTermsError, match=f"hold no rule on {table.name}: "):
            table.of(terms.agreement)
        assert table.find(terms.agreement) is None
        assert table.name not in terms.agreement.rules
        rule = table.of(HOSTING.agreement)
        assert rule == table.find(HOSTING.agreement) == HOSTING.agreement.rules[table.name]
        assert isinstance(rule, tuple(table.kinds.values()))

    def test_readings_of_a_silent_question(self) -> None:
        with pytest.raises(NotInTermsError):
            silent("refund").under(refund={"rounding": "down"})

    def test_a_flat_fee_has_no_yearly_rate(self) -> None:
        fee = FlatCharge(clause=CLAUSE, says="a fee", sum=Money(5, "CAD"))
        with pytest.raises(NotInTermsError, match=r"a sum or a share, which has no yearly rate \(Other Terms s\.3\)"):
            changed(KOS, late_charge=fee).effective_annual_rate()

    def test_the_yearly_rate_of_other_kinds(self) -> None:
        simple = RateCharge(clause=CLAUSE, says="by the day", rate=Fraction(1, 5), per="year")
        both = replace(simple, least=Money(5, "CAD"))
        for rule in (simple, both):
            answer = changed(KOS, late_charge=rule).effective_annual_rate()
            assert answer.value == Fraction(1, 5)
            assert "the yearly rate is stated, and not compounded: 20 %" in str(answer.working)

    def test_a_yearly_rate_that_the_terms_do_not_print_or_print_wrongly(self) -> None:
        rule = LATE_CHARGE.of(KOS.agreement)
        other: Any = rule
        for stated, words in ((None, ""), (Fraction(24, 100), "differs, to the decimals printed it is 27 %")):
            kind = type(other)
            made = kind(clause=CLAUSE, says="", rate=other.rate, compounding="monthly", stated_yearly_rate=stated)
            assert words in " ".join(str(changed(KOS, late_charge=made).effective_annual_rate().working).split())


class TestTaxes:
    """The provider's own tax, that of another province, or a rate that is given."""

    def refund(self, terms: Terms = KOS, **tax: Any) -> Money:
        return terms.refund("30.00", cycle_start="2026-06-01", cancelled="2026-06-10", **tax).value.tax

    def test_each(self) -> None:
        assert self.refund() == Money("2.60", "CAD")
        assert self.refund(province="NS") == Money("2.80", "CAD")
        assert self.refund(tax_rate="0.05") == self.refund(province="AB") == Money("1.00", "CAD")

    def test_both_are_refused(self) -> None:
        with pytest.raises(InputError, match="both province 'NS' and tax_rate are given: give one of them"):
            self.refund(province="NS", tax_rate="0.05")

    @pytest.mark.parametrize(("province", "said"), [("MB", "is not established here"), ("XX", "choose from AB,")])
    def test_an_unknown_province(self, province: str, said: str) -> None:
        with pytest.raises(UnknownNameError, match=said):
            self.refund(province=province)

    def test_a_day_before_any_rate(self) -> None:
        # the tax that was paid is that of the first day of the cycle
        with pytest.raises(InputError, match=r"no tax rate of ON is known on 2001-06-01, only from"):
            KOS.refund("30.00", cycle_start="2001-06-01", cancelled="2001-06-10")

    def test_terms_without_a_table(self) -> None:
        terms = without_tax(KOS)
        assert self.refund(terms) == Money("0.00", "CAD")  # and a note says so
        assert self.refund(terms, tax_rate="0.13") == Money("2.60", "CAD")
        with pytest.raises(NotInTermsError, match=r"name no table of taxes: give the rate, such as"):
            self.refund(terms, province="ON")

    def test_none_is_asked_for_where_nothing_comes_back(self) -> None:
        nothing = NoRefund(clause=CLAUSE, says="nothing")
        terms = changed(without_tax(KOS), refund=nothing)
        assert self.refund(terms) == Money(0, "CAD")
        assert terms.refund(30, cycle_start="2026-06-01", cancelled="2026-06-10").clauses == (CLAUSE,)

    def test_a_rate_has_an_end(self) -> None:
        anything: Any
        for anything in (Fraction(1, 3), "0." + "1" * 31, "11", "-0.01", 0.13, True, "13 %"):
            with pytest.raises(ValueError, match="give a rate from 0 to 10"):
                self.refund(tax_rate=anything)


def without_tax(terms: Terms) -> Terms:
    """The same terms, naming no taxes."""
    return Terms(replace(terms.agreement, tax=None, tax_clause=None))


class TestCancellationFacts:
    """Each clause asks for its own facts, and for no others."""

    TERM: dict[str, Any] = {"term_start": "2025-01-01", "term_months": 24, "cancelled": "2026-05-10"}  # noqa: RUF012

    @pytest.mark.parametrize(
        ("service", "facts", "said"),
        [
            ("none", {}, "charge a share of the monthly fees: give monthly_fee"),
            ("none", {"monthly_fee": 50, "incentive": 5}, "leave out incentive"),
            ("none", {"monthly_fee": 50, "last_invoice": None}, "leave out last_invoice"),
            ("dsl", {"incentive": 5}, "give last_invoice, the date of the last monthly invoice, or None"),
            ("dsl", {"last_invoice": None}, "charge the incentive by the months left: give incentive"),
            ("dsl", {"monthly_fee": 50, "incentive": 5, "last_invoice": None}, "leave out monthly_fee"),
            ("dsl", {"incentive": 5, "last_invoice": "2026-05-11"}, "after the cancellation of 2026-05-10"),
            ("none", {"monthly_fee": [50, 50]}, "2 monthly fees are given for a term of 24 months"),
            ("none", {"monthly_fee": []}, "0 monthly fees are given for a term of 24 months"),
        ],
    )
    def test_refused(self, service: str, facts: dict[str, Any], said: str) -> None:
        with pytest.raises(InputError, match=said):
            load("kos", service=service).cancellation_charge(**facts, **self.TERM)


class TestUnder:
    """Terms under other readings, for all that is asked of them."""

    def test_each_question_has_its_own(self) -> None:
        terms = HOSTING.under(
            late_charge={"rounding": "down"},
            refund={"rounding": "half-even"},
            cancellation_charge={"remaining": "by-days"},
            statement={"posted_per": "account"},
        )
        assert terms.due_date("2026-01-01").value == date(2026, 1, 16)
        assert terms.statement(ACCOUNT, as_of="2026-03-20").readings == {
            "runs_from": "invoice-date",
            "part_month": "by-days",
            "round_at": "each-month",
            "rounding": "down",
            "across_debts": "oldest-first",
            "within_debt": "charges-first",
            "posted_per": "account",
            "disputed": "exempt-while-open",
            "on_rejection": "from-start",
        }

    @pytest.mark.parametrize(
        "terms", [KOS, KOS.under("consumer"), load("kijoma"), load("kos", service="cable"), HOSTING]
    )
    def test_the_readings_taken_give_the_same_terms(self, terms: Terms) -> None:
        taken: Any = terms.readings
        assert terms.under(**taken) == terms
        for table, readings in taken.items():
            for name, value in readings.items():
                (answers_with,) = (one for one in terms.agreement.rules[table].readings() if one.name == name)
                assert value in answers_with.values

    def test_each_reading_that_was_asked_for_is_shown(self) -> None:
        asked = KOS.under(late_charge={"runs_from": "due-date"}, refund={"month_length": "thirty-day-month"})
        assert asked.readings["late_charge"]["runs_from"] == "due-date"
        assert repr(asked) == (
            "<terms of kos, 2021-07-12, late_charge.runs_from='due-date', refund.month_length='thirty-day-month'>"
        )
        assert repr(asked.under(**{table: KOS.readings[table] for table in ("late_charge", "refund")})) == repr(KOS)  # type: ignore[arg-type]

    def test_a_table_that_the_service_decides_has_none_yet(self) -> None:
        assert "cancellation_charge" in load("kos", service="cable").readings
        assert "cancellation_charge" not in KOS.readings

    def test_an_unknown_question(self) -> None:
        with pytest.raises(
            UnknownNameError, match="'late_charges' is no question with readings: choose from late_charge"
        ):
            KOS.under(late_charges={"rounding": "down"})  # type: ignore[call-arg]

    @pytest.mark.parametrize(
        ("readings", "said"),
        [
            ({"rounding": "up"}, "late_charge cannot read rounding as 'up': choose from half-up, half-even, down"),
            ({"posted_per": "account"}, "late_charge has no reading 'posted_per' here: its readings are runs_from"),
        ],
    )
    def test_an_unknown_reading(self, readings: Any, said: str) -> None:
        with pytest.raises(UnknownNameError, match=said):
            KOS.under(late_charge=readings)

    def test_none_for_a_table_changes_nothing(self) -> None:
        assert KOS.under(late_charge=None, refund={"rounding": "down"}) == KOS.under(refund={"rounding": "down"})

    def test_readings_are_named(self) -> None:
        anything: Any = "down"
        with pytest.raises(InputError) as error:
            KOS.under(late_charge=anything)
        assert str(error.value) == "late_charge is 'down': give its readings by name, such as {'rounding': 'down'}"

    def test_readings_pass_through_a_kind_that_holds_another(self) -> None:
        both = replace(LATE_CHARGE.of(KOS.agreement), least=Money(1, "CAD"))
        answer = changed(KOS, late_charge=both).late_charge(113, issued="2026-01-01", paid="2026-02-15")
        assert answer.under(runs_from="due-date").value == Money("2.19", "CAD")
        with pytest.raises(InputError, match="round_at = once"):
            changed(KOS, late_charge=both.under({"round_at": "once"})).statement(ACCOUNT, as_of="2026-03-20")


class TestStatementFacts:
    """An account in the currency of the terms."""

    def test_no_account(self) -> None:
        anything: Any = [Invoice("a", "2026-01-01", Money(50, "CAD"))]
        with pytest.raises(
            InputError, match=r"is no account: give Account\(\[Invoice\(\.\.\.\), Payment\(\.\.\.\)\]\)"
        ):
            KOS.statement(anything, as_of="2026-03-20")

    def test_another_currency(self) -> None:
        account = Account([Invoice("a", "2026-01-01", Money(50, "USD"))])
        with pytest.raises(InputError, match="the account is in USD, these terms are in CAD"):
            KOS.statement(account, as_of="2026-03-20")


class TestLoad:
    """Which terms there are, and what is said of those that there are not."""

    def test_editions(self) -> None:
        assert Edition("kos", date(2021, 7, 12), 0) in editions()
        assert list(editions()) == sorted(editions())

    def test_by_day_and_by_edition(self) -> None:
        assert load("kos", on="2021-07-12") == load("kos", edition=date(2021, 7, 12)) == load("kos", on=date.max) == KOS

    @pytest.mark.parametrize(
        ("ask", "said"),
        [
            (
                {"provider": "kosmos"},
                f"there are no terms of 'kosmos' here: choose from {PROVIDERS}, or give the path",
            ),
            (
                {"provider": "kos", "on": "2021-07-11"},
                "in force on 2021-07-11, as far as is known here: the first is of 2",
            ),
            (
                {"provider": "kos", "edition": "2021-07-11"},
                "there is no edition of 2021-07-11 of the terms of kos: choose",
            ),
            (
                {"provider": "kos", "service": "fax"},
                "have no service 'fax': choose from dsl, cable, fixed-wireless, voip",
            ),
        ],
    )
    def test_unknown(self, ask: dict[str, Any], said: str) -> None:
        with pytest.raises(UnknownNameError, match=said):
            load(**ask)

    def test_no_day(self) -> None:
        with pytest.raises(DayError, match="on is 'today'"):
            load("kos", on="today")

    def test_a_file_of_your_own(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        path.write_bytes(PUBLISHED.read_bytes())
        assert load(path) == load(str(path)) == KOS
        assert load(path, service="dsl", on="2026-01-01", edition="2021-07-12") == load("kos", service="dsl")
        with pytest.raises(UnknownNameError, match="in force on 2020-01-01"):
            load(path, on="2020-01-01")

    def test_a_file_with_an_unknown_table_of_taxes(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        path.write_text(PUBLISHED.read_text("utf-8").replace('table = "canada"', 'table = "atlantis"'), "utf-8")
        with pytest.raises(InvalidFileError, match="there is no table of taxes 'atlantis': choose from canada"):
            load(path)

    def test_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFileError):
            load(tmp_path / "missing.toml")
