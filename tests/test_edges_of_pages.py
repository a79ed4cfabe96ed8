"""The edges of what is said: a clause with nothing to give, a value without its terms, a day that is not set."""

from dataclasses import replace

from telcoterms import Account, Cancellation, Invoice
from telcoterms.clauses.data_usage import DATA_USAGE
from telcoterms.clauses.equipment_return_by import Collected
from telcoterms.clauses.refund import NoRefund
from telcoterms.cli.batch import RunSummary
from telcoterms.formats.text import phrase_text
from telcoterms.values.messages import phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import MoneyWithCurrency
from tests.terms_builders import CLAUSE, HOSTING, KOS, cad, made

COLLECTED = made(equipment_return_by=Collected(clause=CLAUSE, says=""))


class TestDataUsage:
    """An estimate without a price has no figure to compare, and terms that call it no guideline get no note on one."""

    def test_without_a_price_no_figure_is_named(self) -> None:
        assert KOS.data_usage({"e-mail": 100}).value.figure_is is None

    def test_the_note_stands_only_where_the_terms_call_it_a_guideline(self) -> None:
        exact = made(data_usage=replace(DATA_USAGE.of(KOS.agreement), guideline=None))
        said = "these are estimates, as a guideline"
        assert said in str(KOS.data_usage({"audio": 1}).working)
        page = str(exact.data_usage({"audio": 1}).working)
        assert "most in MB: 1 x 100 = 100" in page
        assert said not in page


class TestCollectedEquipment:
    """A technician collects it, and the terms set no day."""

    def test_the_answer_rests_on_the_one_clause(self) -> None:
        answer = COLLECTED.equipment_return_by(cancelled="2026-06-10")
        assert answer.value.by is None
        assert answer.clauses == (CLAUSE,)

    def test_a_statement_has_no_day_for_it_to_come(self) -> None:
        # with KOS's own clause it is 30 days: 20 are left of June, 10 more in July
        gone = Cancellation("c", "2026-06-10", fee=cad(30_00), cycle_start="2026-06-01", tax_rate="0")
        by_days, collected = (
            str(terms.statement(Account([gone]), as_of="2026-06-10").working) for terms in (HOSTING, COLLECTED)
        )
        assert "2026-07-10 last day to return leased equipment of c" in by_days
        assert "leased equipment" not in collected
        # 30.00 x 20/30 = 20.00 comes back all the same
        assert "refund of 20.00 for c" in collected


class TestNoRefund:
    """A clause by which nothing comes back has no reading that could go unheard."""

    def test_no_reading_is_left_out(self) -> None:
        terms = made(refund=NoRefund(clause=CLAUSE, says=""))
        answer = terms.refund(cad(44_00), cycle_start="2026-06-01", cancelled="2026-06-10", tax_rate="0")
        assert answer.readings == {}
        assert answer.about.unheard == frozenset()


class TestHeadlines:
    """A headline says what was asked and what it comes to, and a heading without terms says no more."""

    def test_the_summary_of_a_run(self) -> None:
        total = phrase("{sum}", sum=MoneyWithCurrency(Money.of_minor(1_13, "CAD")))
        summary = RunSummary("late_charge", phrase("late charges of 2 rows"), total, (), {}, KOS, None)
        assert phrase_text(summary.headline()) == "late charges of 2 rows: 1.13 CAD"

    def test_corrections_of_statements_that_name_no_terms(self) -> None:
        statement = HOSTING.statement(Account([Invoice("a", "2026-01-01", cad(56_45))]), as_of="2026-02-10").value
        corrections = statement.corrections(statement)
        assert phrase_text(corrections.heading()) == "corrections from 2026-02-10 to 2026-02-10: none"
