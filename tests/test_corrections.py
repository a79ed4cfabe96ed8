"""Corrections, the dated entries that turn an earlier statement into a later one: what is said, and as what."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import Account, Dispute, Entry, Invoice, Payment
from telcoterms.statement.statement import STANDING_KINDS, sum_entries
from tests.long_runs import examples
from tests.random_accounts import Made, made_history
from tests.terms_builders import HOSTING, cad

HISTORIES = st.randoms(use_true_random=False).map(made_history)
READINGS = st.fixed_dictionaries(
    {
        "part_month": st.sampled_from(["by-days", "daily-compound", "whole-month"]),
        "posted_per": st.sampled_from(["invoice", "account"]),
        "disputed": st.sampled_from(["exempt-while-open", "never-exempt"]),
        "on_rejection": st.sampled_from(["from-start", "from-decision"]),
    }
)
INVOICE = Invoice("2026-01", "2026-01-01", cad(56_45))


class TestOneThatWasFound:
    """A payment of 10 January turns up in the books only in February."""

    FOUND = Account([INVOICE, Payment("2026-01-10", cad(56_45))])
    OLD = HOSTING.statement(Account([INVOICE]), as_of="2026-02-10")
    NEW = HOSTING.statement(FOUND, as_of="2026-02-10")

    def test_what_is_said(self) -> None:
        assert str(self.NEW.corrections(self.OLD)) == (
            "corrections from 2026-02-10 to 2026-02-10 of an account of 1 invoice and 1 payment,\n"
            "  by KOS's Service Terms of 2021-07-12 (service none): 4\n"
            "\n"
            "day         debt     what             amount  why\n"
            "2026-01-10  2026-01  paid, principal  -56.45  reaches back: was not known\n"
            "2026-01-10  -        payment           56.45  reaches back: was not known\n"
            "2026-02-01  2026-01  late charge       -1.13  reaches back: counts no more\n"
            "2026-02-10  2026-01  accrued           -0.37  as it stands on 2026-02-10"
            "\n\n"
            "change of the balance, what was billed, charged and written off less payments, credits,\n"
            "    refunds and payouts: -1.13 - 56.45 = -57.58\n"
            "paid and credited: where payments and credits went; accrued, disputed and held: not in\n"
            "    the balance"
            "\n\n"
            "terms of KOS (Kingston Online Services), service none, voice biller: Service Terms of\n"
            "    2021-07-12 (the date of the site's file, the document bears none)"
        )

    def test_as_data_and_as_rows(self) -> None:
        found = self.NEW.corrections(self.OLD)
        data: Any = found.as_dict()
        assert [one["amount"] for one in data["entries"]] == ["-56.45", "56.45", "-1.13", "-0.37"]
        assert data["entries"][1]["debt"] is None
        rows = list(csv.reader(io.StringIO(found.sheet().text())))
        edition = ["2021-07-12", "the date of the site's file, the document bears none"]
        whose = ["kos", *edition, "none", "biller", "2026-02-10", "2026-02-10"]
        assert rows[2] == [
            "2026-01-10",
            "",
            "payment",
            "56.45",
            "reaches back: was not known",
            "-56.45",
            "payment",
            *whose,
        ]

    def test_as_a_page(self) -> None:
        found = self.NEW.corrections(self.OLD)
        html = found._repr_html_()
        assert html.count("<tr>") == 4 + 2 + 2  # with the foot, and the note of the terms below its title
        assert "account, payment" in html

    def test_it_is_a_frozen_sequence(self) -> None:
        found = self.NEW.corrections(self.OLD)
        assert (found[0].what, len(found[1:]), len(list(found))) == ("paid, principal", 3, 4)
        assert found == self.NEW.value.corrections(self.OLD.value)
        assert hash(found) == hash(self.NEW.corrections(self.OLD))
        with pytest.raises(AttributeError):
            found.before = found.after  # type: ignore[misc]

    def test_since_the_earlier_day_and_another_amount(self) -> None:
        disputed = Account([INVOICE, Dispute("2026-01", "2026-01-20", cad(10_00), "2026-03-02", "upheld")])
        earlier = HOSTING.statement(disputed, as_of="2026-02-10")
        later = HOSTING.statement(disputed, as_of="2026-03-10")
        why = {(one.day.isoformat(), one.what): one.why for one in later.corrections(earlier)}
        assert why["2026-01-01", "billed"] == "reaches back: another amount"
        assert why["2026-03-01", "late charge"] == "since 2026-02-10"
        assert why["2026-03-10", "held"] == "as it stands on 2026-03-10"


class TestEntries:
    """A statement as dated amounts."""

    @settings(max_examples=examples(100))
    @given(HISTORIES, READINGS)
    def test_the_entries_of_a_debt_are_what_it_owes(self, one: Made, readings: dict[str, str]) -> None:
        statement = HOSTING.statement(one.account, as_of=one.as_of).under(**readings).value
        for debt in statement.debts:
            own = [entry for entry in statement.entries if entry.debt == debt.number]
            owed = sum(entry.amount.minor for entry in own if entry.what not in STANDING_KINDS)
            assert owed == (debt.principal + debt.charges).minor
            standing = {entry.what: entry.amount for entry in own if entry.what in STANDING_KINDS}
            assert standing == {name: sum_ for name in STANDING_KINDS if (sum_ := getattr(debt, name)).minor}

    def test_entries_of_one_day_debt_and_kind_are_one(self) -> None:
        day = INVOICE.issued
        both = [Entry(day, "a", "payment", cad(5_00)), Entry(day, "a", "payment", cad(7_00))]
        assert sum_entries(both, "CAD") == (Entry(day, "a", "payment", cad(12_00)),)
        assert sum_entries([*both, Entry(day, "a", "payment", cad(-12_00))], "CAD") == ()
