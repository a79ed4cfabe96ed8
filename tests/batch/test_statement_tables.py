"""The tables of statements: ages, entries, allocations and receipts, each row that of the answer to its account."""

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, get_args

import pyarrow as pa
import pytest

from benchmarks.accounts import realistic
from telcoterms import (
    Account,
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    InputError,
    InvalidTableError,
    Invoice,
    Money,
    Payment,
    Payout,
    TelcoTermsError,
    Terms,
    WriteOff,
    allocations_of,
    load,
    verify,
)
from telcoterms.account.events import Event
from telcoterms.batch import owed
from telcoterms.batch.account_of_rows import account_of
from telcoterms.batch.statement_tables import Give
from telcoterms.clauses.late_charge.kinds import LateChargeRule
from telcoterms.statement.statement import Correction
from telcoterms.values.money import LIMIT
from tests.account_with_every_event import AFTER, BEFORE, messy
from tests.batch.conftest import WITH
from tests.batch.test_statements import SCHEMAS, asked, credited, made_accounts, made_histories, tables
from tests.long_runs import examples
from tests.terms_builders import ACROSS_DEBTS, KOS, compound, flat, made, net, ordered, simple

pytestmark = pytest.mark.usefixtures("each_way")

Rows = list[dict[str, Any]]
PAID = Payment("2026-01-02", Money("5.00", "CAD"))
CLAUSES = (compound(Fraction(2, 100)), simple(Fraction(24, 100)), flat(500))


def cells(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """What an answer says in one of its rows, as a table has it."""
    return {"account": name, **{key: cell.amount if isinstance(cell, Money) else cell for key, cell in row.items()}}


def right(terms: Terms, accounts: dict[str, Account], as_of: date) -> dict[Give, Rows]:
    """The rows of the answers of the accounts."""
    found: dict[Give, Rows] = {"ageing": [], "entries": [], "allocations": [], "receipts": []}
    for name, one in sorted(accounts.items()):
        answer = terms.statement(one, as_of)
        for band in answer.value.ageing.bands:
            days = {"first_day": band.first, "last_day": band.last}
            found["ageing"].append(cells(name, {**days, "owed": band.owed, "disputed": band.disputed}))
        found["entries"] += [cells(name, {**entry._asdict(), "code": entry.code}) for entry in answer.value.entries]
        found["allocations"] += [cells(name, sum_._asdict()) for sum_ in allocations_of(answer)]
        found["receipts"].append({"account": name, "receipt": answer.receipt()})
    return found


def agree(terms: Terms, accounts: dict[str, Account], as_of: date, seed: int = 0) -> None:
    accounts = {name: one for name, one in accounts.items() if len(one)}  # an account without an event is in no table
    own = tables(accounts, Random(seed))
    for give, rows in right(terms, accounts, as_of).items():
        found = asked(terms, own, as_of, give=give).to_pylist()
        if give == "receipts":
            found = [row | {"receipt": json.loads(row["receipt"])} for row in found]
        assert found == rows, give
        assert [list(row) for row in found[:1]] == [list(row) for row in rows[:1]], give


def cancelled(number: str, on: str, **more: Any) -> Cancellation:
    fee = Money("60.00", "CAD")
    return Cancellation(number, on, fee=fee, cycle_start=f"{on[:8]}01", tax_rate="0.13", **more)


IN_A_TERM: dict[str, Any] = {"term_start": "2025-08-01", "term_months": 12, "monthly_fee": Money("60.00", "CAD")}
PREPAID = {"fee": Decimal("60.00"), "cycle_start": date(2026, 1, 1), "tax_rate": "0.13"}
OF_SERVICES = load("kos", service="none")


class TestEqual:
    """Each row is that of the answer to its account."""

    @pytest.mark.parametrize("seed", range(examples(20)))
    @pytest.mark.parametrize("across", ACROSS_DEBTS)
    def test_accounts_with_every_event(self, seed: int, across: Any) -> None:
        accounts, as_of = made_histories(Random(seed), 8)
        late = CLAUSES[seed % len(CLAUSES)]
        agree(made(due_date=net(15), late_charge=late, statement=ordered(across_debts=across)), accounts, as_of, seed)

    @pytest.mark.parametrize("as_of", [BEFORE, AFTER])
    @pytest.mark.parametrize("late", CLAUSES, ids=str)
    def test_an_account_on_which_everything_happens(self, as_of: date, late: LateChargeRule) -> None:
        agree(made(due_date=net(15), late_charge=late, statement=ordered()), {"A": messy(), "B": messy()}, as_of)

    def test_with_credits(self) -> None:
        random = Random(4)
        accounts, as_of = made_accounts(random, 30)
        agree(KOS, {name: credited(random, one) for name, one in accounts.items()}, as_of)

    def test_realistic_ones(self) -> None:
        agree(KOS, {f"{place:04}": one.account for place, one in enumerate(realistic(60, seed=6))}, date(2026, 3, 1))

    def test_an_account_of_payments_alone(self) -> None:
        paid = [Payment("2026-01-01", Money("5.00", "CAD")), Payment("2026-01-01", Money("2.00", "CAD"))]
        agree(KOS, {"A": Account(paid), "B": Account(paid[:1])}, date(2026, 1, 1))

    def test_a_sum_is_that_of_the_money_that_waited_longest(self) -> None:
        own = Account(
            [
                Payment("2026-01-05", Money("20.00", "CAD"), reference="b"),
                Payment("2026-01-05", Money("20.00", "CAD"), reference="a"),
                Payment("2026-01-06", Money("30.00", "CAD")),
                Payout("2026-01-07", Money("25.00", "CAD")),
                Invoice("1", "2026-01-10", Money("60.00", "CAD")),
                Invoice("2", "2026-01-11", Money("10.00", "CAD")),
                Payment("2026-01-20", Money("50.00", "CAD"), invoice="2", reference="c"),
            ]
        )
        for name, terms in (("A", KOS), ("B", KOS.under(statement={"within_debt": "principal-first"}))):
            agree(terms, {name: own}, date(2026, 4, 1))
        found = asked(KOS, tables({"A": own}), date(2026, 4, 1), give="allocations").to_pylist()
        assert [(one["debt"], str(one["amount"]), one["reference"], str(one["received"])) for one in found] == [
            ("1", "15.00", "b", "2026-01-05"),
            ("1", "30.00", None, "2026-01-06"),
            ("2", "10.00", "c", "2026-01-20"),
            ("1", "15.00", "c", "2026-01-20"),
        ]

    def test_payments_without_a_column_of_references(self) -> None:
        own = tables({"A": Account([Invoice("1", "2026-01-01", Money("9.00", "CAD")), PAID])})
        own["payments"] = own["payments"].drop_columns(["reference"])
        found = asked(KOS, own, date(2026, 2, 1), give="allocations")
        assert found["reference"].to_pylist() == [None]
        assert found.schema.field("reference").type == pa.string()

    def test_what_is_written_off_comes_before_what_is_paid_and_as_its_debts_do(self) -> None:
        """Of those issued on one day invoices come first, then charges, then cancellations, each by its number."""
        day = "2026-03-02"
        own = Account(
            [
                AdministrativeCharge("0", "2026-01-01", Money("25.00", "CAD"), "returned-payment"),
                cancelled("0-", "2026-01-01", **IN_A_TERM),
                AdministrativeCharge("00", "2026-01-01", Money("25.00", "CAD"), "returned-payment"),
                Invoice("2", "2026-01-01", Money("50.00", "CAD")),
                Invoice("3", "2025-12-01", Money("50.00", "CAD")),
                Invoice("1", "2026-01-01", Money("50.00", "CAD")),
                *(
                    WriteOff(day, each, Money(sum_, "CAD"))
                    for each in ("0", "0-", "00", *"123")
                    for sum_ in ("2.00", "12.00")
                ),
                Invoice("4", "2025-12-01", Money("50.00", "CAD")),
                WriteOff(day, "4", Money("51.00", "CAD")),  # its charges too
                Payment(day, Money("21.00", "CAD")),
            ]
        )
        for within in ("charges-first", "principal-first"):
            agree(OF_SERVICES.under(statement={"within_debt": within}), {"A": own}, date(2026, 4, 1))

    def test_minor_units(self) -> None:
        bills = pa.table({"account": ["A"], "number": ["1"], "issued": [date(2026, 1, 1)], "amount_minor": [5644]})
        paid = pa.table({"account": ["A"], "received": [date(2026, 2, 11)], "amount_minor": [3000]})
        own = {"invoices": bills, "payments": paid}
        found = asked(KOS, own, date(2026, 3, 20), give="entries")
        assert found.column_names == ["account", "day", "debt", "what", "amount_minor", "code"]
        assert found["amount_minor"].to_pylist() == [5644, 113, 77, -113, -2887, 35, 3000]
        found = asked(KOS, own, date(2026, 3, 20), give="ageing")
        assert found["owed_minor"].to_pylist() == [0, 0, 0, 2834, 0]


def with_fewer_payments(random: Random, account: Account, terms: Terms, as_of: date) -> Account:
    """The account before some of its payments were known; the whole one where it does not fit together without them."""
    known = [event for event in account if not isinstance(event, Payment) or event.reference or random.randrange(3)]
    try:
        terms.statement(Account(known), as_of)
    except TelcoTermsError:
        return account
    return Account(known)


def receipts_of(terms: Terms, accounts: dict[str, Account], as_of: date) -> pa.Table:
    """The receipts of accounts as an earlier run wrote them; that of every fifth account is missing."""
    kept = [name for place, name in enumerate(accounts) if place % 5]
    texts = [json.dumps(terms.statement(accounts[name], as_of).receipt()) for name in kept]
    return pa.table({"account": pa.array(kept, pa.string()), "receipt": pa.array(texts, pa.string())})


class TestCorrections:
    """What has changed since the receipts of an earlier run."""

    @pytest.mark.parametrize("seed", range(examples(20)))
    def test_each_is_that_of_its_account(self, seed: int) -> None:
        random = Random(seed)
        accounts, as_of = made_histories(random, 8)
        accounts = {name: one for name, one in accounts.items() if len(one)}
        terms = made(due_date=net(15), late_charge=CLAUSES[seed % len(CLAUSES)], statement=ordered())
        before = as_of - timedelta(random.randrange(60))
        fewer = {name: with_fewer_payments(random, one, terms, before) for name, one in accounts.items()}
        earlier = receipts_of(terms, fewer, before)
        expected: Rows = []
        for name, one in sorted(accounts.items()):
            new = terms.statement(one, as_of).value
            if name in earlier["account"].to_pylist():
                for each in new.corrections(terms.statement(fewer[name], before).value):
                    expected.append(cells(name, {**correction(each), "why": each.why}))
            else:  # all of it is new
                found = terms.statement(Account([]), as_of).value
                expected += [cells(name, {**correction(each), "why": each.why}) for each in new.corrections(found)]
        assert asked(terms, tables(accounts), as_of, give="corrections", earlier=earlier).to_pylist() == expected
        assert expected

    BILL = Invoice("1", "2020-01-01", Money("100.00", "CAD"))
    OWN: ClassVar = {"A": Account([BILL]), "B": Account([BILL])}

    def asked(self, earlier: Any, **more: Any) -> Any:
        return asked(KOS, tables(self.OWN), date(2020, 3, 1), give="corrections", earlier=earlier, **more)

    def test_nothing_is_corrected_where_nothing_has_changed(self) -> None:
        receipts = asked(KOS, tables(self.OWN), date(2020, 3, 1), give="receipts")
        found = self.asked(receipts)
        assert found.column_names == ["account", "day", "debt", "what", "amount", "code", "why"]
        assert found.num_rows == 0
        assert self.asked(receipts.to_pandas()).num_rows == 0

    def test_a_receipt_of_null_is_none(self) -> None:
        receipts = pa.table({"account": ["A"], "receipt": pa.nulls(1, pa.string())})
        assert self.asked(receipts).equals(self.asked(receipts.slice(0, 0)))

    @pytest.mark.parametrize(
        ("earlier", "said"),
        [
            (
                {"account": ["A", "A"], "receipt": ["{}", "{}"]},
                "earlier has two receipts of the account 'A': leave one",
            ),
            (
                {"account": ["A", "C"], "receipt": ["{}", "{}"]},
                "row 1: earlier has a receipt of the account 'C', which",
            ),
            ({"account": ["A", None], "receipt": ["{}", "{}"]}, "row 1: earlier has a receipt of the account 'None'"),
            ({"account": ["A"]}, "there is no column receipt among account: give one of text"),
            ({"account": ["A"], "receipt": ["no"]}, "account 'A': receipt: it is not JSON"),
            ({"account": ["A"], "receipt": ["{}"]}, "account 'A': "),
        ],
    )
    def test_receipts_that_do_not_fit(self, earlier: dict[str, list[str | None]], said: str) -> None:
        with pytest.raises(InvalidTableError) as caught:
            self.asked(pa.table(earlier))
        assert said in str(caught.value)

    def test_they_go_with_receipts(self) -> None:
        for give, earlier in (("corrections", None), ("entries", pa.table({"account": [], "receipt": []}))):
            with pytest.raises(InputError, match="give = corrections and earlier go together"):
                asked(KOS, tables(self.OWN), date(2020, 3, 1), give=give, earlier=earlier)


def correction(one: Correction) -> dict[str, Any]:
    return {"day": one.day, "debt": one.debt, "what": one.what, "amount": one.amount, "code": one.code}


class TestCancellations:
    """What a cancellation costs is a debt, and what it brings back a credit, in the replay of the core too."""

    BILLS: ClassVar = [Invoice(str(place), f"2026-0{place}-01", Money("60.00", "CAD")) for place in (1, 2, 3)]
    AS_OF: ClassVar = date(2026, 5, 1)

    def agreed(self, *events: Event, within: Any = "charges-first") -> None:
        """Compare all tables of an account."""
        terms = OF_SERVICES.under(statement={"within_debt": within})
        agree(terms, {"A": Account([*self.BILLS, *events])}, self.AS_OF)

    @pytest.mark.parametrize("within", ["charges-first", "principal-first"])
    def test_a_charge_is_a_debt_and_a_refund_is_a_credit(
        self, within: Any, each_way: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        events: list[Event] = [
            cancelled("C", "2026-01-11", service="x", **IN_A_TERM),
            cancelled("B", "2026-01-11", service="y"),
            cancelled("D", "2026-01-11", service="z"),  # as much as B: its number comes after it
            cancelled("E", "2026-01-21"),
            Credit("2026-01-11", Money("1.00", "CAD"), "1"),
            Credit("2026-01-25", Money("2.00", "CAD"), "C"),
            WriteOff("2026-04-02", "C", Money("3.00", "CAD")),
            Payment("2026-04-02", Money("90.00", "CAD"), invoice="C", reference="p"),
        ]
        self.agreed(*events, within=within)
        asked_alone = []

        def count(*given: Any) -> Any:
            asked_alone.append(given)
            return account_of(*given)

        monkeypatch.setattr(owed, "account_of", count)
        own = tables({"A": Account([*self.BILLS, *events])})
        found = asked(OF_SERVICES, own, self.AS_OF, give="allocations").to_pylist()
        assert [one["reference"] for one in found if one["code"] == "refund"][:2] == ["B", "D"]
        assert len(asked_alone) == (each_way != WITH)

    def test_refunds_stand_among_credits_by_their_days(self) -> None:
        first, last = (Credit(day, Money("1.00", "CAD"), "1") for day in ("2026-01-10", "2026-01-12"))
        self.agreed(first, cancelled("C", "2026-01-11"), last, cancelled("D", "2026-01-10", service="x"))
        entries = asked(
            OF_SERVICES,
            tables({"A": Account([first, last, cancelled("C", "2026-01-11"), *self.BILLS])}),
            self.AS_OF,
            give="entries",
        )
        assert [one["what"] for one in entries.to_pylist() if one["debt"] is None] == ["credit", "refund", "credit"]

    def test_one_that_comes_later_is_not_known_yet(self) -> None:
        self.agreed(cancelled("C", "2026-05-02", **IN_A_TERM))

    def test_one_that_costs_nothing_is_a_debt_of_nothing(self) -> None:
        self.agreed(cancelled("C", "2026-01-11"))
        self.agreed(cancelled("C", "2026-01-31"))

    def test_a_dispute_of_what_it_costs(self) -> None:
        self.agreed(
            cancelled("C", "2026-01-11", **IN_A_TERM),
            Dispute("C", "2026-02-01", Money("10.00", "CAD"), "2026-03-01", "rejected"),
        )

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ([{"number": "C", "fee": Decimal("60.00")}], "account 'A': "),
            ([{"number": "C", **PREPAID}, {"number": "D", **PREPAID}], "the whole service is cancelled twice"),
            ([{"number": "1", **PREPAID}], "two debts have the number '1'"),
            ([PREPAID], "number"),
            ([{"number": "C", "reason": "returned-payment", **PREPAID}], "reason"),
        ],
    )
    def test_what_the_terms_refuse_is_refused(self, rows: list[dict[str, Any]], said: str) -> None:
        own = tables({"A": Account(self.BILLS)})
        events = [{"account": "A", "event": "cancellation", "date": date(2026, 1, 11), **row} for row in rows]
        own["events"] = pa.Table.from_pylist(events, SCHEMAS["events"])
        with pytest.raises(InvalidTableError) as caught:
            asked(OF_SERVICES, own, self.AS_OF)
        assert said in str(caught.value)
        assert len(caught.value.misfits) == 1

    def test_sums_that_are_too_large_together(self, each_way: str) -> None:
        large = Money.of_minor(LIMIT - 100, "CAD")
        own = tables({"A": Account([Invoice("1", "2026-01-01", large)])})
        row = {"account": "A", "event": "cancellation", "date": date(2026, 1, 11), "number": "C"}
        own["events"] = pa.Table.from_pylist([row | PREPAID], SCHEMAS["events"])
        with pytest.raises(InvalidTableError, match="with this the account's amounts come to"):
            asked(OF_SERVICES, own, self.AS_OF)


class TestGiven:
    """What comes out, whatever goes in."""

    @pytest.mark.parametrize("give", [give for give in get_args(Give) if give != "corrections"])
    def test_the_columns_of_nothing_are_those_of_something(self, give: Any) -> None:
        nothing = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
        found = asked(KOS, nothing, date(2026, 1, 1), give=give)
        bill = Invoice("1", "2026-01-01", Money("50.00", "CAD"))
        paid = Payment("2026-03-01", Money("20.00", "CAD"))
        filled = asked(KOS, tables({"A": Account([bill, paid])}), date(2026, 5, 1), give=give)
        assert (found.num_rows, found.schema.remove_metadata()) == (0, filled.schema.remove_metadata())
        assert filled.num_rows > 0

    def test_receipts_come_out_again(self) -> None:
        accounts, as_of = made_accounts(Random(9), 5)
        for row in asked(KOS, tables(accounts), as_of, give="receipts").to_pylist():
            assert verify(json.loads(row["receipt"])).outcome == "equal"

    def test_an_account_that_is_refused_has_no_receipt(self) -> None:
        bill = Invoice("1", "2026-01-01", Money("50.00", "CAD"))
        own = tables({"A": Account([bill]), "B": Account([bill])})
        own["invoices"] = pa.concat_tables([own["invoices"], own["invoices"].slice(0, 1)])
        found = asked(KOS, own, date(2026, 5, 1), give="receipts", errors="column").to_pylist()
        refused = own["invoices"]["account"][0].as_py()
        assert [row["account"] for row in found] == ["A", "B"]
        assert {row["account"]: row["error_code"] for row in found if row["receipt"] is None} == {
            refused: "duplicate_number"
        }
        with pytest.raises(InvalidTableError, match="two invoices have the number '1'"):
            asked(KOS, own, date(2026, 5, 1), give="entries")

    @pytest.mark.parametrize("give", ["entries", "allocations"])
    def test_the_core_gives_what_is_wanted_of_the_accounts_that_it_replays(
        self, give: Any, each_way: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        counted = []

        def count(*arguments: Any) -> Any:
            counted.append(arguments)
            return account_of(*arguments)

        monkeypatch.setattr(owed, "account_of", count)
        accounts = {f"{place:04}": one.account for place, one in enumerate(realistic(40, seed=6))}
        asked(KOS, tables(accounts), date(2026, 3, 1), give=give)
        assert len(counted) == (0 if each_way == WITH else 40)
