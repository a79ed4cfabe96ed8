"""Refunds and cancellation charges of a table: every row as the terms answer it, or refuse it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from telcoterms import (
    Answer,
    InputError,
    InvalidTableError,
    MissingFactsError,
    NotInTermsError,
    TelcoTermsError,
    Terms,
    UnknownNameError,
    load,
)
from telcoterms.batch import cancellation_charge, explain, refund
from telcoterms.batch.kernels.cancellation_charge import has_kernel
from telcoterms.clauses.cancellation_charge.kinds import CANCELLATION_CHARGE
from telcoterms.clauses.refund import NoRefund
from tests.strategies import CLAUSE, changed
from tests.terms_builders import leaving
from tests.worked_cases import cases, facts_of, terms_of

UNDECIDED, KOS, CABLE = load("kos"), load("kos", service="none"), load("kos", service="cable")
DECIMAL = pa.decimal128(14, 2)
PREPAID = pa.schema(
    {
        "fee": DECIMAL,
        "cycle_start": pa.date32(),
        "cancelled": pa.date32(),
        "fee_months": pa.int32(),
        "billing_day": pa.int64(),
        "paid_until": pa.date32(),
        "regime": pa.string(),
        "taxed_on": pa.date32(),
    }
)
TERM = pa.schema(
    {
        "term_start": pa.date32(),
        "term_months": pa.int64(),
        "cancelled": pa.date32(),
        "by": pa.dictionary(pa.int8(), pa.string()),
    }
)
Facts = dict[str, Any]
FEES: Facts = {"kind": "share-of-remaining-fees", "share": Decimal("0.50")}
THIRTY = {"month_length": "thirty-day-month", "rounding": "down"}


def missing(terms: Any, columns: dict[str, Any], by: str | None = None) -> list[str]:
    """The columns that a table is said to lack, each in a line of its own."""
    with pytest.raises(InvalidTableError) as error:
        cancellation_charge(terms, pa.table(columns), by=by)
    return [line.removeprefix("there is no column ").split()[0] for line in str(error.value).splitlines()]


def some_day(random: Random) -> date:
    day = date(2023, 1, 1) + timedelta(random.randrange(900))
    return day.replace(day=1) - timedelta(1) if random.randrange(3) == 0 else day


def prepaid(random: Random) -> Facts:
    start = some_day(random)
    return {
        "fee": Decimal(random.choice((random.randrange(20_000), -1, 10**12 + 1, 4995))).scaleb(-2),
        "cycle_start": start,
        "cancelled": random.choice((start + timedelta(random.randrange(-2, 33)), start, None)),
        "fee_months": random.choice((1, 1, 3, 12, 0)),
        "billing_day": random.choice((None, None, start.day, 31, 30, 32)),
        "paid_until": random.choice((None, None, start, some_day(random), date(1800, 1, 1))),
        "regime": random.choice(("month-to-month", "month-to-month", "fixed-term", "weekly")),
        "taxed_on": random.choice((None, None, date(2023, 3, 31), date(2007, 12, 31), date(2025, 4, 1))),
    }


def term(random: Random) -> Facts:
    start = some_day(random)
    return {
        "term_start": start,
        "term_months": random.choice((12, 24, 1, 0, 1201)),
        "cancelled": start + timedelta(random.randrange(-40, 800)),
        "by": random.choice(("customer", "provider-for-cause", "provider-with-notice", "nobody")),
    }


def monthly(random: Random) -> Facts:
    return {"monthly_fee": Decimal(random.choice((5995, random.randrange(9999), -1))).scaleb(-2), **term(random)}


def prorated(random: Random) -> Facts:
    own = term(random)
    last = random.choice((None, own["cancelled"] - timedelta(random.randrange(-3, 40))))
    return {"incentive": Decimal(random.randrange(90_000)).scaleb(-2), "last_invoice": last, **own}


def told(ask: Callable[..., Answer[Any]], facts: Facts, optional: set[str]) -> list[object]:
    """What the terms answer to a row: the sums, or why there are none."""
    if any(value is None and name not in optional for name, value in facts.items()):
        return [None, None, None, None, None]
    kept = {name: value for name, value in facts.items() if value is not None or name == "last_invoice"}
    try:
        value = ask(**kept).value
    except TelcoTermsError as error:
        return [None, None, None, str(error), error.code]
    return [value.figure.amount, value.tax.amount, value.total.amount, None, None]


class TestRefunds:
    """Of every row what the question gives."""

    READINGS: tuple[dict[str, Any], ...] = (
        {},
        {"cancel_day": "refunded"},
        {"month_length": "thirty-day-month", "rounding": "down"},
    )

    @pytest.mark.parametrize("readings", [{}, {"cancel_day": "refunded"}, THIRTY])
    @pytest.mark.parametrize(
        "more",
        [{}, {"province": "NS"}, {"province": "QC"}, {"province": "BC", "taxed_as": "voip"}, {"tax_rate": "0.145"}],
    )
    def test_every_row(self, readings: Any, more: Facts) -> None:
        random, terms = Random(3), KOS.under(refund=readings)
        facts = [prepaid(random) for _ in range(700)]
        found = refund(terms, pa.Table.from_pylist(facts, PREPAID), errors="column", **more)
        right = [
            told(lambda **own: terms.refund(**own, **more), one, {"billing_day", "paid_until", "taxed_on"})
            for one in facts
        ]
        rows = [list(one.values())[-5:] for one in found.to_pylist()]
        beyond = [one["paid_until"] == date(1800, 1, 1) for one in facts]
        for own, row, expected, far in zip(facts, rows, right, beyond, strict=True):
            if far and expected[0] is not None:
                assert str(row[-2]).startswith("paid_until is 1800-01-01, outside the years 1900 to 2199 of a table"), (
                    own
                )
            else:
                assert row == expected, own
        assert sum(row[0] is not None for row in rows) > 30

    def test_the_worked_cases(self) -> None:
        for case in cases("kos", "refund"):
            own = facts_of(case)
            names = {name: value for name, value in own.items() if name in PREPAID.names}
            fee = {"fee": Decimal(str(own["fee"]))}
            more = {name: own[name] for name in ("province", "tax_rate") if name in own}
            row = pa.Table.from_pylist([names | fee], pa.schema([PREPAID.field(name) for name in names]))
            found = refund(terms_of(case).under(refund=case.get("reading", {})), row, **more)
            assert [str(found[name][0]) for name in ("refund", "tax")] == [case["refund"], case["tax"]], case["name"]

    @pytest.mark.parametrize("day", [0, -(1 << 62), -(1 << 62) + 1])
    def test_no_billing_day_is_taken_for_one_that_is_not_given(self, day: int) -> None:
        facts = {"fee_minor": [4995], "cycle_start": [date(2026, 6, 1)], "cancelled": [date(2026, 6, 10)]}
        with pytest.raises(InvalidTableError, match=r"row 0: billing_day is .*: give a whole number from 1 to 31"):
            refund(KOS, pa.table(facts | {"billing_day": [day]}))

    def test_no_day_is_taken_for_one_that_is_not_given(self) -> None:
        facts = {"fee_minor": [4995], "cycle_start": [date(2026, 6, 1)], "cancelled": [date(2026, 6, 10)]}
        far = pa.array([-(1 << 31)], pa.int32()).cast(pa.date32())
        with pytest.raises(InvalidTableError, match="row 0: paid_until is day -2147483648 from 1970-01-01 on"):
            refund(KOS, pa.table(facts | {"paid_until": far}))
        with pytest.raises(InvalidTableError, match="row 0: taxed_on is day -2147483648 from 1970-01-01 on"):
            refund(KOS, pa.table(facts | {"taxed_on": far}), tax_rate="0.13")

    def test_nulls_in_columns_that_can_be_left_out(self) -> None:
        facts = {"fee_minor": [4995], "cycle_start": [date(2026, 6, 1)], "cancelled": [date(2026, 6, 10)]}
        names = ("fee_months", "billing_day", "paid_until", "regime", "taxed_on")
        left_out = {name: pa.nulls(1, PREPAID.field(name).type) for name in names}
        assert refund(KOS, pa.table(facts | left_out))["refund_minor"].to_pylist() == [3330]

    def test_minor_units(self) -> None:
        facts = {"fee_minor": [4995], "cycle_start": [date(2026, 6, 1)], "cancelled": [date(2026, 6, 10)]}
        found = refund(KOS, pa.table(facts)).to_pylist()[0]
        assert (found["refund_minor"], found["tax_minor"], found["total_minor"]) == (3330, 433, 3763)

    def test_terms_that_give_nothing_back_need_no_tax(self) -> None:
        terms = Terms(replace(changed(KOS, refund=NoRefund(clause=CLAUSE, says="")).agreement, tax=None))
        facts = {"fee_minor": [4995], "cycle_start": [date(2026, 6, 1)], "cancelled": [date(2026, 6, 10)]}
        assert refund(terms, pa.table(facts))["total_minor"].to_pylist() == [0]

    def test_an_unknown_province_is_refused_at_once(self) -> None:
        with pytest.raises(UnknownNameError, match="no region of these taxes"):
            refund(KOS, pa.table({}), province="XX")

    def test_a_province_and_a_rate_are_refused(self) -> None:
        with pytest.raises(InputError, match="both province 'ON' and tax_rate"):
            refund(KOS, pa.table({}), province="ON", tax_rate="0.13")

    @pytest.mark.parametrize("name", ["province", "tax_rate", "taxed_as"])
    def test_a_column_called_as_an_argument_is_refused(self, name: str) -> None:
        facts = {"fee_minor": [4995], "cycle_start": [date(2026, 6, 1)], "cancelled": [date(2026, 6, 10)], name: ["NS"]}
        with pytest.raises(InvalidTableError) as error:
            refund(KOS, pa.table(facts))
        assert str(error.value) == (
            f"the table has a column {name}, but {name} is an argument, the same for all rows: ask the rows of each "
            f"value by themselves with {name}=..., and drop or rename the column"
        )

    def test_a_column_of_a_frame_called_as_an_argument_is_refused(self) -> None:
        frame = pd.DataFrame({"fee_minor": [4995], "cycle_start": [date(2026, 6, 1)], "cancelled": [date(2026, 6, 10)]})
        with pytest.raises(InvalidTableError, match="a column province, but province is an argument"):
            refund(KOS, frame.assign(province="QC"), province="QC")

    def test_a_column_of_the_argument_of_another_question_is_left_alone(self) -> None:
        facts = {"fee_minor": [4995], "cycle_start": [date(2026, 6, 1)], "cancelled": [date(2026, 6, 10)]}
        assert refund(KOS, pa.table({**facts, "tax_mode": ["added"]}))["tax_mode"].to_pylist() == ["added"]

    def test_a_day_before_any_rate_is_told(self) -> None:
        facts = {"fee_minor": [4995], "cycle_start": [date(1950, 6, 1)], "cancelled": [date(1950, 6, 10)]}
        with pytest.raises(InvalidTableError, match="row 0: no tax rate of ON is known on 1950-06-01"):
            refund(KOS, pa.table(facts))

    def test_a_row_is_explained(self) -> None:
        facts = {"fee_minor": [4995], "cycle_start": [date(2026, 6, 1)], "cancelled": [date(2026, 6, 10)]}
        right = KOS.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10", province="AB")
        assert explain(KOS, pa.table(facts), 0, question="refund", province="AB") == right


def of_terms(terms: Terms, facts: list[Facts]) -> pa.Table:
    first = facts[0]
    names = {"monthly_fee": DECIMAL} if "monthly_fee" in first else {"incentive": DECIMAL, "last_invoice": pa.date32()}
    return pa.Table.from_pylist(facts, pa.schema([*pa.schema(names), *TERM]))


class TestCancellationCharges:
    """Of every row what the question gives, under either kind of clause."""

    @pytest.mark.parametrize("name", ["province", "tax_rate", "taxed_as", "tax_mode"])
    def test_a_column_called_as_an_argument_is_refused(self, name: str) -> None:
        facts = {"monthly_fee_minor": [4995], "term_start": [date(2026, 1, 1)], "term_months": [24]}
        table = pa.table({**facts, "cancelled": [date(2026, 6, 10)], name: ["NS"]})
        with pytest.raises(InvalidTableError, match=f"a column {name}, but {name} is an argument"):
            cancellation_charge(KOS, table)

    @pytest.mark.parametrize("remaining", ["whole-months-after", "including-current", "by-days"])
    @pytest.mark.parametrize("mode", ["added", "included"])
    def test_by_the_monthly_fee(self, remaining: Any, mode: Any) -> None:
        random, terms = Random(5), KOS.under(cancellation_charge={"remaining": remaining})
        facts = [monthly(random) for _ in range(400)]
        found = cancellation_charge(terms, of_terms(terms, facts), errors="column", tax_mode=mode)
        right = [told(lambda **own: terms.cancellation_charge(**own, tax_mode=mode), one, set()) for one in facts]
        rows = [list(one.values())[-5:] for one in found.to_pylist()]
        assert rows == right
        assert sum(row[0] is not None and row[0] > 0 for row in rows) > 20

    @pytest.mark.parametrize("type_", [pa.list_(DECIMAL), pa.large_list(pa.int64())], ids=str)
    @pytest.mark.parametrize("remaining", ["whole-months-after", "by-days"])
    def test_by_a_fee_for_each_month(self, type_: pa.DataType, remaining: Any) -> None:
        random, terms = Random(9), KOS.under(cancellation_charge={"remaining": remaining})
        facts: list[Facts] = []
        for _ in range(300):
            own = term(random) | {"term_months": random.choice((1, 3, 12))}
            count = random.choice((1, own["term_months"], own["term_months"], 2))
            fees: list[Decimal | None] = [Decimal(random.randrange(9000)).scaleb(-2) for _ in range(count)]
            if random.randrange(9) == 0:
                fees[-1] = random.choice((None, Decimal("-1.00")))
            facts.append({"monthly_fee": None if random.randrange(20) == 0 else fees, **own})
        minor = type_.value_type == pa.int64()
        fees_of: list[Any] = [one["monthly_fee"] for one in facts]
        if minor:
            cents = [
                None if one is None else [None if fee is None else fee.scaleb(2) for fee in one] for one in fees_of
            ]
            fees_of = [None if one is None else [None if fee is None else int(fee) for fee in one] for one in cents]
        own_table = pa.Table.from_pylist([{name: one[name] for name in TERM.names} for one in facts], TERM)
        own_table = own_table.append_column("monthly_fee_minor" if minor else "monthly_fee", pa.array(fees_of, type_))
        found = cancellation_charge(
            terms, pa.concat_tables([own_table.slice(0, 7), own_table.slice(7)]), errors="column"
        )
        right = [told(terms.cancellation_charge, one, set()) for one in facts]
        rows = [list(one.values())[-5:] for one in found.to_pylist()]
        sums = [[Decimal(one).scaleb(-2) if minor and isinstance(one, int) else one for one in row] for row in rows]
        assert sums == right
        assert sum(row[0] is not None and row[0] > 0 for row in sums) > 10
        place = next(place for place, row in enumerate(sums) if row[0])
        asked: Any = explain(terms, own_table, place, question="cancellation_charge").value
        assert asked.charge.amount == sums[place][0]

    def test_by_the_incentive(self) -> None:
        random = Random(6)
        facts = [prorated(random) for _ in range(400)]
        found = cancellation_charge(CABLE, of_terms(CABLE, facts), errors="column", tax_rate="0.05")
        right = [
            told(lambda **own: CABLE.cancellation_charge(**own, tax_rate="0.05"), one, {"last_invoice"})
            for one in facts
        ]
        assert [list(one.values())[-5:] for one in found.to_pylist()] == right

    @pytest.mark.parametrize("seed", range(2))
    @pytest.mark.parametrize("remaining", ["whole-months-after", "including-current", "by-days"])
    @pytest.mark.parametrize(
        "limits",
        [
            {"most": "350.00"},
            {"least": "100.00"},
            {"least": "75.55", "most": "250.05"},
            {"most_months": 3},
            {"most_months": 0},
            {"first_months": 6},
            {"first_months": 0},
            {"first_months": 9, "most_months": 2, "most": "90.00"},
            {"within_months": 6, "least": "100.00"},
            {"within_months": 0, "least": "100.00"},
        ],
        ids=str,
    )
    def test_by_the_monthly_fee_within_limits(self, limits: Facts, remaining: str, seed: int) -> None:
        random, terms = Random(seed), leaving({**FEES, **limits, "remaining": remaining})
        assert has_kernel(CANCELLATION_CHARGE.of(terms.agreement))
        facts: list[Facts] = []
        for number in range(150):
            own = monthly(random)
            fees = [own["monthly_fee"]]
            if number % 2 and own["term_months"] in (12, 24):
                fees = [Decimal(random.randrange(9000)).scaleb(-2) for _ in range(own["term_months"])]
            facts.append(own | {"monthly_fee": fees})
        one_fee = [one | {"monthly_fee": one["monthly_fee"][0]} for one in facts]
        lists = pa.Table.from_pylist([{name: one[name] for name in TERM.names} for one in facts], TERM)
        lists = lists.append_column("monthly_fee", pa.array([one["monthly_fee"] for one in facts], pa.list_(DECIMAL)))
        for table, asked in ((of_terms(terms, one_fee), one_fee), (lists, facts)):
            found = cancellation_charge(terms, table, errors="column")
            right = [told(terms.cancellation_charge, one, set()) for one in asked]
            assert [list(one.values())[-5:] for one in found.to_pylist()] == right

    @pytest.mark.parametrize("limits", [{"least": "10.00"}, {"most": "200.00"}, {"within_months": 7}], ids=str)
    def test_by_the_incentive_within_limits(self, limits: Facts) -> None:
        random, terms = Random(8), leaving({"kind": "incentive", **limits})
        assert has_kernel(CANCELLATION_CHARGE.of(terms.agreement))
        facts = [prorated(random) for _ in range(300)]
        found = cancellation_charge(terms, of_terms(terms, facts), errors="column")
        right = [told(terms.cancellation_charge, one, {"last_invoice"}) for one in facts]
        assert [list(one.values())[-5:] for one in found.to_pylist()] == right

    @pytest.mark.parametrize(
        "limits",
        [
            {"most": {"share": Decimal("0.50")}},
            {"least": {"by": "plan", "basic": "10.00", "other": "20.00"}},
            {"most_months": {"12": 6, "24": 12}},
            {"first_months": [{"since": date(2000, 1, 1), "value": 6}]},
            {"within_months": [{"since": date(2000, 1, 1), "value": 6}]},
        ],
        ids=str,
    )
    def test_limits_that_differ_from_row_to_row_have_no_kernel(self, limits: Facts) -> None:
        assert not has_kernel(CANCELLATION_CHARGE.of(leaving({**FEES, **limits}).agreement))

    def test_both_kinds_in_one_table(self) -> None:
        random = Random(7)
        both = [monthly(random) | {"service": "none"}, prorated(random) | {"service": "cable"}]
        both[0]["by"] = both[1]["by"] = "customer"
        both[0]["term_months"] = both[1]["term_months"] = 24
        both[1]["last_invoice"] = None
        both[0]["monthly_fee"] = Decimal("59.95")
        names = {"monthly_fee": DECIMAL, "incentive": DECIMAL, "last_invoice": pa.date32(), "service": pa.string()}
        own = pa.Table.from_pylist(both, pa.schema([*pa.schema(names), *TERM]))
        found = cancellation_charge({"none": KOS, "cable": CABLE}, own, by="service", errors="column")
        asked = [{name: value for name, value in one.items() if name != "service"} for one in both]
        right = [
            told(terms.cancellation_charge, one, {"last_invoice"})
            for terms, one in zip((KOS, CABLE), asked, strict=True)
        ]
        assert [list(one.values())[-5:] for one in found.to_pylist()] == right

    def test_a_row_is_explained(self) -> None:
        facts = [prorated(Random(8)) | {"last_invoice": None, "by": "customer", "term_months": 12}]
        assert explain(CABLE, of_terms(CABLE, facts), 0, question="cancellation_charge") == CABLE.cancellation_charge(
            **facts[0]
        )

    def test_all_columns_that_a_service_needs_are_asked_for_at_once(self) -> None:
        assert missing(CABLE, {"account": ["A"]}) == [
            "incentive",
            "last_invoice",
            "term_start",
            "term_months",
            "cancelled",
        ]
        assert missing(KOS, {"account": ["A"]}) == ["monthly_fee", "term_start", "term_months", "cancelled"]

    def test_all_columns_of_all_services_of_a_table_are_asked_for_at_once(self) -> None:
        terms = {"none": KOS, "cable": CABLE}
        assert missing(terms, {"service": ["none"]}, by="service") == [
            "monthly_fee",
            "term_start",
            "term_months",
            "cancelled",
            "incentive",
            "last_invoice",
        ]

    @pytest.mark.parametrize("by", [None, "service"])
    def test_without_a_service_it_is_asked_for_with_the_columns_that_each_service_needs(self, by: str | None) -> None:
        terms: Any = UNDECIDED if by is None else {"any": UNDECIDED}
        with pytest.raises(InvalidTableError) as error:
            cancellation_charge(terms, pa.table({"service": ["any"], "term_months": [24]}), by=by)
        service, *columns = str(error.value).splitlines()
        assert service.startswith("cancellation charge depends on the service")
        assert service.endswith(
            "or none (hosting, colocation, hosted PBX, dial-up, and any other without an agreement of its own)"
        )
        assert columns == [
            "there is no column term_start among service, term_months: give one of days (date32)",
            "there is no column cancelled among service, term_months: give one of days (date32)",
        ]

    def test_without_a_service_a_whole_table_lacks_the_service_alone(self) -> None:
        with pytest.raises(MissingFactsError, match=r'^cancellation charge depends on the service.* service="dsl"'):
            cancellation_charge(UNDECIDED, of_terms(KOS, [monthly(Random(9))]))

    def test_terms_without_taxes_charge_without_tax_unless_it_is_in_the_charge(self) -> None:
        terms = Terms(replace(KOS.agreement, tax=None))
        row = {"monthly_fee": Decimal("59.95"), "term_start": date(2025, 1, 1), "term_months": 24}
        table = of_terms(KOS, [{**row, "cancelled": date(2026, 5, 10), "by": "customer"}])
        found, with_tax = cancellation_charge(terms, table), cancellation_charge(KOS, table)
        assert found["cancellation_charge"] == with_tax["cancellation_charge"]
        assert found["total"] == found["cancellation_charge"]
        with pytest.raises(NotInTermsError, match="give the rate"):
            cancellation_charge(terms, table, tax_mode="included")


def test_silent_terms_are_told() -> None:
    with pytest.raises(NotInTermsError):
        refund(changed(KOS, refund=None), pa.table({}))


class TestEveryClauseOfCancellationCharges:
    """Every row is as the terms answer it, whether its clause is computed by columns or row by row."""

    @pytest.mark.parametrize("seed", range(3))
    @pytest.mark.parametrize(
        "table",
        [
            {"kind": "none"},
            {"kind": "flat", "sum": "60.00", "taxed": False},
            {"kind": "sum-per-remaining-month", "sum": {"by": "plan", "basic": "10.00", "other": "20.00"}},
            {"kind": "declining", "sum": "325.00", "less": "10.00", "notice": {"months": 1}, "ends": "month-end"},
            {"kind": "incentive", "as_of": "cancellation", "early_discount": Decimal("0.03")},
            {"kind": "share-of-remaining-fees", "share": 1, "most": "350.00", "fees_hold_tax": True},
            {"kind": "greater-of", "of": [FEES, {"kind": "incentive", "prorate": "years"}]},
            {**FEES, "within_months": 12, "waived_within": {"days": 15}},
        ],
        ids=lambda table: str(table["kind"]),
    )
    def test_every_row(self, table: dict[str, Any], seed: int) -> None:
        random, terms = Random(seed), leaving(table)
        needed = {name for name in ("monthly_fee", "incentive") if name in _facts_of(terms)}
        more: Facts = {"plan": "basic"} if "plan" in str(table) else {}
        facts = [_of_any_clause(random, needed, paid="early_discount" in table) for _ in range(150)]
        columns = {
            "monthly_fee": DECIMAL,
            "incentive": DECIMAL,
            "paid": pa.date32(),
            **{field.name: field.type for field in TERM},
        }
        schema = pa.schema({name: type_ for name, type_ in columns.items() if name in facts[0]})
        found = cancellation_charge(terms, pa.Table.from_pylist(facts, schema), errors="column", **more)
        right = [told(lambda **own: terms.cancellation_charge(**own, **more), one, {"paid"}) for one in facts]
        assert [list(one.values())[-5:] for one in found.to_pylist()] == right
        assert len({str(row[0]) for row in right}) > (1 if table["kind"] in ("none", "flat") else 5)

    def test_a_fee_for_each_month_is_taken_with_a_maximum_too(self) -> None:
        terms = leaving(FEES | {"most": "350.00", "waived_within": {"days": 3}})
        facts = {"term_start": date(2026, 1, 1), "term_months": 3, "cancelled": date(2026, 1, 15), "by": "customer"}
        fees = [[Decimal("40.00"), Decimal("50.00"), Decimal("60.00")], [Decimal("40.00")], [Decimal("40.00"), None]]
        own = pa.Table.from_pylist([facts] * 3, TERM).append_column("monthly_fee", pa.array(fees, pa.list_(DECIMAL)))
        rows = cancellation_charge(terms, own, errors="column").column("cancellation_charge").to_pylist()
        assert rows == [Decimal("55.00"), Decimal("40.00"), None]

    def test_a_day_that_no_calendar_has_is_refused(self) -> None:
        far = pa.array([10**9], pa.int32()).cast(pa.date32())
        table = pa.table({"term_start": far, "term_months": [12], "cancelled": far})
        with pytest.raises(InvalidTableError, match="outside the years 1 to 9999"):
            cancellation_charge(leaving({"kind": "flat", "sum": "60.00"}), table)

    def test_answers_are_kept_for_so_many_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("telcoterms.batch.refund_and_cancellation.MAX_ANSWERS", 2)
        days = [date(2026, month, 10) for month in (1, 2, 3, 1, 2, 3)]
        facts = [
            {"term_start": date(2026, 1, 1), "term_months": 12, "cancelled": day, "by": "customer"} for day in days
        ]
        terms = leaving({"kind": "declining", "sum": "90.00", "less": "10.00", "early_discount": Decimal("0.03")})
        rows = cancellation_charge(terms, pa.Table.from_pylist(facts, TERM)).column("cancellation_charge").to_pylist()
        assert rows == [Decimal(sum_) for sum_ in ("90.00", "80.00", "70.00") * 2]

    def test_the_region_of_all_rows_is_that_of_their_tax(self) -> None:
        table = pa.Table.from_pylist([monthly(Random(1)) | {"by": "customer", "term_months": 12}])
        places: tuple[Facts, ...] = ({"region": "NS"}, {"province": "NS"})
        by_region, by_province = (cancellation_charge(KOS, table, errors="column", **where) for where in places)
        assert by_region.to_pylist() == by_province.to_pylist()


def _facts_of(terms: Terms) -> str:
    """The facts that a clause needs, as its refusal names them."""
    ask: Any = terms.cancellation_charge
    with pytest.raises(MissingFactsError) as error:
        ask()
    return str(error.value)


def _of_any_clause(random: Random, needed: set[str], *, paid: bool) -> Facts:
    own = term(random)
    facts: Facts = {name: Decimal(random.choice((5995, random.randrange(9999), -1))).scaleb(-2) for name in needed}
    if paid:
        facts["paid"] = random.choice((None, own["cancelled"], own["cancelled"] + timedelta(1)))
    return {**facts, **own}
