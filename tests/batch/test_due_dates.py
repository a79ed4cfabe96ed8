"""Due dates of columns: under every kind of clause each row is answered, or refused, as the terms do."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

import pyarrow as pa
import pytest

from telcoterms import InvalidTableError, Money, TelcoTermsError, Terms
from telcoterms.agreement.numbers import ByFact, Dated
from telcoterms.batch import account, audit, due_date, explain, late_charge, statement
from telcoterms.clauses.due_date import DayOfMonth, DueDateRule, MonthEnd, NetDays, OnBill, facts_of
from tests.batch.made_tables import DECIMAL
from tests.clauses.test_due_date import COMMON, terms
from tests.terms_builders import KOS

Facts = dict[str, Any]
WAYS: Final = NetDays(
    days=14,
    way=(
        ("direct-debit", NetDays(days=21, roll="next", **COMMON)),
        ("interim-bill", NetDays(days=3, counted_from="receipt", **COMMON)),
        ("post", OnBill(**COMMON)),
    ),
    **COMMON,
)
PLANS: Final = NetDays(
    days=ByFact("plan", (("basic", 10), ("business", Dated(((date(2025, 1, 1), 20), (date(2026, 6, 1), 30)))))),
    way=(("post", MonthEnd(days=ByFact("region", (("QC", 1),), 0), **COMMON)),),
    **COMMON,
)
RULES: Final[dict[str, DueDateRule]] = {
    "the first 20th": DayOfMonth(day=20, **COMMON),
    "day 31 of the month after": DayOfMonth(day=31, months_after=1, roll="previous", **COMMON),
    "month-end": MonthEnd(months=1, **COMMON),
    "days then month-end": MonthEnd(days=45, order="days-then-end", **COMMON),
    "business days": NetDays(days=10, count="business-days", **COMMON),
    "next open day": NetDays(days=10, roll="next", **COMMON),
    "receipt": NetDays(days=10, counted_from="receipt", **COMMON),
    "sending": NetDays(days=10, counted_from="sending", **COMMON),
    "on the bill": OnBill(roll="next", **COMMON),
    "ways": WAYS,
    "plans": PLANS,
}
DAYS: Final = ("issued", "paid", "due", "sent", "received")


def row(random: Random, needed: Sequence[str], ways: Sequence[str | None]) -> Facts:
    """A bill of 2026, or of a day outside the calendar; one in six lacks a fact, some have a day before their date."""
    issued = date(2026, 1, 1) + timedelta(random.randrange(-3, 360))
    facts: Facts = {
        "amount": Decimal(random.randrange(1, 100_000)).scaleb(-2),
        "issued": issued,
        "paid": issued + timedelta(random.randrange(-2, 120)),
    }
    for name in needed:
        facts[name] = issued + timedelta(random.randrange(-1, 40)) if random.randrange(6) else None
    if ways:
        facts["way"] = random.choice(ways)
    return facts


def table(rows: Sequence[Facts]) -> pa.Table:
    """Rows as a table."""
    names = dict.fromkeys(("way", "plan", "region"), pa.string())
    types = {"amount": DECIMAL} | names | dict.fromkeys(DAYS, pa.date32())
    return pa.table({name: pa.array([one[name] for one in rows], types[name]) for name in rows[0]})


def rows_of(rule: DueDateRule, count: int = 150) -> list[Facts]:
    random = Random(7)
    needed = ("due", "received") if rule is WAYS else facts_of(rule)
    ways = (None, "direct-debit", "interim-bill", "post", "card") if rule.way else ()
    rows = [row(random, needed, ways) for _ in range(count)]
    if rule is PLANS:
        names = {"plan": ("basic", "business", "gold", " "), "region": ("QC", "ON")}
        rows = [one | {name: random.choice(words) for name, words in names.items()} for one in rows]
    return rows


def said(asked: Terms, question: str, facts: Facts, *names: str) -> Any:
    """What the terms say of a row: its figure, or the sentence of their refusal."""
    given = {name: facts[name] for name in names if facts.get(name) is not None}
    try:
        return getattr(asked, question)(**given).value
    except TelcoTermsError as error:
        return str(error)


@pytest.mark.parametrize("name", RULES)
class TestEveryKind:
    """Each figure is that of the terms, and each refusal has their words."""

    def test_due_dates(self, name: str) -> None:
        rule = RULES[name]
        asked, rows = terms(rule), rows_of(rule)
        found = due_date(asked, table(rows), errors="column")
        for facts, due, error in zip(rows, found["due_date"].to_pylist(), found["error"].to_pylist(), strict=True):
            expected = said(asked, "due_date", facts, "issued", "due", "sent", "received", "way", "plan", "region")
            if needs_a_null(rule, facts):
                assert (due, error) == (None, None)
            else:
                assert (due or error) == expected, facts

    def test_late_charges(self, name: str) -> None:
        rule = RULES[name]
        asked, rows = terms(rule), rows_of(rule)
        found = late_charge(asked, table(rows), errors="column", beside=["months", "due_date"])
        columns = zip(rows, found["late_charge"].to_pylist(), found["error"].to_pylist(), strict=True)
        for facts, charge, error in columns:
            expected = said(asked, "late_charge", facts, *facts)
            if needs_a_null(rule, facts):
                assert (charge, error) == (None, None)
            else:
                assert (error if charge is None else Money(charge, "CAD")) == expected, facts
        dues = due_date(asked, table(rows), errors="column")["due_date"].to_pylist()
        for charge, due, expected in zip(
            found["late_charge"].to_pylist(), found["due_date"].to_pylist(), dues, strict=True
        ):
            assert due == (None if charge is None else expected)

    def test_an_audit_of_what_the_terms_give_agrees(self, name: str) -> None:
        rule = RULES[name]
        asked = terms(rule)
        charged = late_charge(asked, table(rows_of(rule)), errors="column")
        kept = charged.filter(charged["late_charge"].is_valid())
        billed = kept.drop_columns("error").rename_columns(
            ["billed" if one == "late_charge" else one for one in kept.column_names if one != "error"]
        )
        found = audit(asked, billed)
        assert set(found["explanation"].to_pylist()) == {"by-the-terms"}

    def test_one_row_is_explained(self, name: str) -> None:
        rule = RULES[name]
        asked, rows = terms(rule), rows_of(rule)
        place = next(
            number
            for number, facts in enumerate(rows)
            if not isinstance(said(asked, "late_charge", facts, *facts), str)
        )
        answer = explain(asked, table(rows), place)
        assert answer.value == said(asked, "late_charge", rows[place], *rows[place])


def needs_a_null(rule: DueDateRule, facts: Facts) -> bool:
    """Whether a fact that every row needs is null, which gives a null."""
    return not rule.way and any(value is None for value in facts.values())


class TestColumns:
    """The columns on which a due date rests are asked for, and no others."""

    def test_a_column_that_is_not_there(self) -> None:
        rows = [{"issued": date(2026, 1, 1)}]
        with pytest.raises(InvalidTableError, match="there is no column due among issued: give one of days"):
            due_date(terms(OnBill(**COMMON)), table(rows))

    def test_a_column_that_the_terms_do_not_look_at_is_passed_over(self) -> None:
        rows = [{"issued": date(2026, 1, 1), "due": date(2026, 1, 2), "way": "card"}]
        assert due_date(KOS, table(rows))["due_date"].to_pylist() == [date(2026, 1, 16)]

    def test_the_first_refused_row_has_the_words_of_the_terms(self) -> None:
        rows = [
            {"issued": date(2026, 1, 10), "due": date(2026, 1, 25)},
            {"issued": date(2026, 1, 10), "due": date(2026, 1, 9)},
        ]
        with pytest.raises(InvalidTableError, match=r"row 1: .*2026-01-09, lies before the invoice date, 2026-01-10"):
            due_date(terms(OnBill(**COMMON)), table(rows))

    def test_each_kind_of_refusal_is_told_once(self) -> None:
        first = date(2026, 5, 1)
        rows = [
            {"issued": first, "way": way, "due": due, "received": received}
            for way, due, received in (
                ("card", None, None),
                ("interim-bill", None, None),
                ("post", None, None),
                ("post", first - timedelta(1), None),
                ("card", None, None),
                (None, None, first),
            )
        ]
        with pytest.raises(InvalidTableError) as found:
            due_date(terms(WAYS), table(rows))
        assert [(misfit.row, misfit.count) for misfit in found.value.misfits] == [
            (0, 2),
            (1, 1),
            (2, 1),
            (3, 1),
            (5, 1),
        ]

    def test_a_day_that_no_calendar_has(self) -> None:
        issued = pa.array([4_000_000], pa.int32()).cast(pa.date32())
        with pytest.raises(InvalidTableError, match="issued is day 4000000 from 1970-01-01 on"):
            due_date(terms(MonthEnd(**COMMON)), pa.table({"issued": issued}))

    def test_an_empty_table(self) -> None:
        empty = table([{"issued": date(2026, 1, 10), "due": date(2026, 1, 25)}]).slice(0, 0)
        assert due_date(terms(OnBill(**COMMON)), empty)["due_date"].to_pylist() == []

    def test_two_terms_with_other_ways(self) -> None:
        other = NetDays(days=7, way=(("card", NetDays(days=1, **COMMON)),), **COMMON)
        rows = [
            {"issued": date(2026, 1, 10), "way": way, "provider": provider}
            for provider, way in (("one", "direct-debit"), ("other", "card"), ("one", None), ("other", None))
        ]
        columns = table([{"issued": one["issued"], "way": one["way"]} for one in rows])
        columns = columns.append_column("provider", pa.array([one["provider"] for one in rows]))
        found = due_date({"one": terms(WAYS), "other": terms(other)}, columns, by="provider")
        # 21 days from the 10th is Saturday 31 January: Monday 2 February; 1 day; 14 days; 7 days
        expected = [date(2026, 2, 2), date(2026, 1, 11), date(2026, 1, 24), date(2026, 1, 17)]
        assert found["due_date"].to_pylist() == expected


class TestAccounts:
    """What accounts owe is what each statement says, each debt due by the facts of its invoice."""

    INVOICES: Final = pa.table(
        {
            "account": ["A", "A", "B"],
            "number": ["1", "2", "1"],
            "issued": pa.array([date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 5)], pa.date32()),
            "amount": pa.array([Decimal("100.00"), Decimal("50.00"), Decimal("70.00")], DECIMAL),
            "due": pa.array([date(2026, 1, 25), date(2026, 1, 20), date(2026, 2, 1)], pa.date32()),
        }
    )
    PAYMENTS: Final = pa.table(
        {
            "account": ["A"],
            "received": pa.array([date(2026, 2, 10)], pa.date32()),
            "amount": pa.array([Decimal("60.00")], DECIMAL),
        }
    )

    def test_they_owe_what_their_statements_say(self) -> None:
        asked = terms(OnBill(**COMMON))
        found = statement(asked, self.INVOICES, self.PAYMENTS, "2026-04-01")
        for key, settlement in zip(found["account"].to_pylist(), found["settlement"].to_pylist(), strict=True):
            one = account(asked, self.INVOICES, self.PAYMENTS, key)
            assert asked.statement(one, "2026-04-01").value.settlement == Money(settlement, "CAD")

    def test_their_debts_as_they_are_due(self) -> None:
        found = statement(terms(OnBill(**COMMON)), self.INVOICES, self.PAYMENTS, "2026-04-01", give="debts")
        assert list(zip(found["number"].to_pylist(), found["due"].to_pylist(), strict=True)) == [
            ("2", date(2026, 1, 20)),
            ("1", date(2026, 1, 25)),
            ("1", date(2026, 2, 1)),
        ]

    def test_their_postings(self) -> None:
        found = statement(terms(OnBill(**COMMON)), self.INVOICES, self.PAYMENTS, "2026-02-03", give="postings")
        # A: 1.00 on 2 February for 2, 2.00 on 1 February for 1; B is not late before its due date ends
        assert list(zip(found["number"].to_pylist(), found["day"].to_pylist(), strict=True)) == [
            ("2", date(2026, 2, 2)),
            ("1", date(2026, 2, 1)),
        ]

    def test_under_plain_terms_the_column_is_passed_over(self) -> None:
        found = statement(KOS, self.INVOICES, self.PAYMENTS, "2026-04-01", give="debts")
        assert found["due"].to_pylist() == [date(2026, 1, 16), date(2026, 1, 17), date(2026, 1, 20)]
