"""Cancellation charges of a table by a clause of any shape: every row as the terms answer it.

The rows are hostile: terms from the end of a month, cancelled at its edges, before the first value of a number, after
the term, in years that the tables do not know, with fees for each month, of nothing and of the most there can be.
"""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pytest

from telcoterms import InvalidTableError, Terms
from telcoterms.batch import cancellation_charge
from telcoterms.batch.kernels.exact import Exact, greater, lesser, not_below_zero, plus, round_to, times, whole
from telcoterms.batch.refund_and_cancellation import CancellationCharges
from telcoterms.values.days import add_months
from tests.batch.test_leaving import TERM, Facts, told
from tests.long_runs import examples
from tests.terms_builders import leaving

DECIMAL: Final = pa.decimal128(14, 2)
FEES: Final[Facts] = {"kind": "share-of-remaining-fees", "share": Decimal("0.50")}
COLUMNS: Final[dict[str, pa.DataType]] = {
    "monthly_fee": pa.list_(DECIMAL),
    "incentive": DECIMAL,
    "last_invoice": pa.date32(),
    **{field.name: field.type for field in TERM},
}


def dated(random: Random, *values: Any) -> Any:
    """A number: one, one after another, or by the plan; each of these values may be in it."""
    form = random.randrange(4)
    if form == 0:
        return [{"since": date(2023, 6, 1), "value": values[0]}, {"since": date(2024, 2, 29), "value": values[-1]}]
    if form == 1:
        return {"by": "plan", "basic": values[0], "other": values[-1]}
    return random.choice(values)


def bounds(random: Random) -> Facts:
    found: Facts = {}
    if random.randrange(4) == 0:
        found["least"] = random.choice(("10.00", {"share": Decimal("0.10")}))
    if random.randrange(4) == 0:
        found["most"] = random.choice((dated(random, "150.00", "350.55"), {"share": Decimal("0.75")}))
    if random.randrange(6) == 0:
        found["within_months"] = dated(random, 12, 6)
    return found


def months_counted(random: Random) -> Facts:
    found: Facts = {}
    if random.randrange(3) == 0:
        found["most_months"] = random.choice((6, 0, {"12": 6, "24": 11}, dated(random, 3, 5)))
    if random.randrange(4) == 0:
        found["first_months"] = dated(random, 9, 20)
    return found


def leaf(random: Random) -> Facts:
    """A leaf of any kind, whose numbers are rough."""
    kind = random.choice(
        ("none", "flat", "sum-per-remaining-month", "declining", "incentive", FEES["kind"], FEES["kind"])
    )
    sums = ("60.00", "0.07", "33.33")
    match kind:
        case "flat":
            own: Facts = {"sum": dated(random, *sums)}
        case "sum-per-remaining-month":
            own = {"sum": dated(random, *sums), **months_counted(random)}
        case "declining":
            own = {"sum": dated(random, "325.00", "90.01"), "less": dated(random, "10.00", "3.33")}
        case "incentive":
            own = {"prorate": random.choice(("months", "days", "years", "none"))}
            own |= {"as_of": random.choice(("last-invoice", "cancellation"))} if own["prorate"] == "months" else {}
            own |= {"sum": dated(random, "400.00", "1.99")} if random.randrange(2) else {}
        case "share-of-remaining-fees":
            own = {"share": dated(random, Decimal("0.50"), Decimal("0.333333333333"), 1), **months_counted(random)}
            own |= {"less_per_month": dated(random, "5.00", "0.01")} if random.randrange(3) == 0 else {}
            own |= {"fees_hold_tax": True} if random.randrange(3) == 0 else {}
        case _:
            own = {}
    return {"kind": kind, **own, **bounds(random)}


def tree(random: Random, depth: int = 2) -> Facts:
    if depth == 0 or random.randrange(3) == 0:
        return leaf(random)
    kind = random.choice(("sum-of", "greater-of", "lesser-of"))
    return {"kind": kind, "of": [tree(random, depth - 1) for _ in range(random.choice((2, 2, 3)))], **bounds(random)}


def whole_clause(random: Random) -> Facts:
    own = tree(random)
    if random.randrange(3) == 0:
        own["waived_within"] = random.choice(({"days": 15}, {"months": 1, "days": 1}))
    if random.randrange(3) == 0:
        own["taxed"] = random.choice((False, True, [{"since": date(2023, 6, 1), "value": True}]))
    return own


def some_reading(random: Random, terms: Terms) -> Terms:
    """The terms under some value of each reading; of a month that remains by its days, by those that it has."""
    readings = terms.agreement.readings_of(terms.agreement.rule("cancellation_charge"))
    chosen: Any = {one.name: random.choice(one.values) for one in readings if one.name != "month_length"}
    return terms.under(cancellation_charge=chosen)


def row(random: Random) -> Facts:
    start = date(2023, 1, 1) + timedelta(random.randrange(900))
    start = start.replace(day=1) - timedelta(1) if random.randrange(2) == 0 else start
    months = random.choice((12, 24, 24, 1, 5))
    reached = add_months(start, random.choice((0, 1, months - 1, months, random.randint(0, months))))
    cancelled = reached + timedelta(random.choice((-1, 0, 1, random.randint(-40, 40))))
    if random.randrange(30) == 0:
        start, cancelled = date(1850, 1, 31), date(1850, 3, 30)
    fees = [random.choice((5995, 0, 10**12, random.randrange(9999))) for _ in range(random.choice((1, 1, months)))]
    return {
        "monthly_fee": [Decimal(-1 if random.randrange(60) == 0 else fee).scaleb(-2) for fee in fees],
        "incentive": Decimal(random.choice((0, 10**12, random.randrange(90_000)))).scaleb(-2),
        "last_invoice": random.choice((None, cancelled - timedelta(random.randrange(-1, 45)))),
        "term_start": start,
        "term_months": months if random.randrange(30) else random.choice((0, 1201)),
        "cancelled": cancelled,
        "by": random.choice(("customer", "customer", "provider-for-cause", "provider-with-notice", "nobody")),
    }


def agree(terms: Terms, rows: list[Facts], **more: Any) -> None:
    """Every row is that of the terms; of its fees a list of one is the fee of each month."""
    asked = CancellationCharges(terms, **more)
    names = [fact.name for fact in asked.facts]
    facts = [{name: one[name] for name in names} for one in rows]
    table = pa.Table.from_pylist(facts, pa.schema([(name, COLUMNS[name]) for name in names]))
    found = cancellation_charge(terms, table, errors="column", **more)
    right = [told(lambda **own: terms.cancellation_charge(**own, **more), one, {"last_invoice"}) for one in facts]
    assert [list(one.values())[-5:] for one in found.to_pylist()] == right


class TestRandomClauses:
    """A tree of clauses over columns comes to what it comes to for each row."""

    @pytest.mark.parametrize("seed", range(examples(60)))
    def test_every_row(self, seed: int) -> None:
        random = Random(seed)
        terms = some_reading(random, leaving(whole_clause(random)))
        more: Facts = (
            {"plan": random.choice(("basic", "gold"))}
            if "plan" in str(terms.agreement.rule("cancellation_charge"))
            else {}
        )
        more |= random.choice(({}, {"province": "QC"}, {"tax_rate": Decimal("0.14975")}, {"tax_mode": "included"}))
        agree(terms, [row(random) for _ in range(60)], **more)


MONTHLY_SUM: Final[Facts] = {"kind": "sum-per-remaining-month", "sum": "3.33"}
ONE_AFTER_ANOTHER: Final = [
    {"since": date(2023, 6, 1), "value": "60.00"},
    {"since": date(2024, 2, 29), "value": "0.07"},
]
BY_PLAN: Final[Facts] = {"by": "plan", "basic": "5.00", "other": ONE_AFTER_ANOTHER}


class TestEachClause:
    """Each kind, bound and join, on its own."""

    @pytest.mark.parametrize(
        "table",
        [
            {"kind": "none"},
            {"kind": "flat", "sum": ONE_AFTER_ANOTHER, "taxed": [{"since": date(2023, 6, 1), "value": False}]},
            {**MONTHLY_SUM, "most_months": {"12": 6, "24": 11}, "first_months": 20},
            {**MONTHLY_SUM, "remaining": "by-days", "most_months": 5, "first_months": 9},
            {
                **MONTHLY_SUM,
                "remaining": "including-current",
                "within_months": [{"since": date(2023, 6, 1), "value": 6}],
            },
            {"kind": "declining", "sum": "90.01", "less": BY_PLAN},
            {"kind": "incentive", "prorate": "days", "sum": "400.00"},
            {"kind": "incentive", "prorate": "years"},
            {"kind": "incentive", "prorate": "none"},
            {"kind": "incentive", "least": "1.00", "most": {"share": Decimal("0.75")}},
            {
                "kind": "incentive",
                "as_of": "cancellation",
                "months_remaining": "by-days",
                "waived_within": {"days": 15},
            },
            {**FEES, "less_per_month": BY_PLAN, "fees_hold_tax": True, "remaining": "by-days"},
            {"kind": "sum-of", "of": [FEES, MONTHLY_SUM], "least": {"share": Decimal("0.10")}},
            {"kind": "greater-of", "of": [FEES, MONTHLY_SUM, {"kind": "flat", "sum": BY_PLAN}]},
            {"kind": "lesser-of", "of": [FEES, MONTHLY_SUM], "waived_within": {"months": 1, "days": 1}},
        ],
        ids=lambda table: str(table["kind"]),
    )
    def test_every_row(self, table: Facts) -> None:
        random, terms = Random(3), leaving(table)
        more: Facts = {"plan": "gold"} if "plan" in str(table) else {}
        assert CancellationCharges(terms, **more).tree is not None
        agree(terms, [row(random) for _ in range(40)], **more)


class TestWhichRowsAreAskedAlone:
    """Columns serve what goes by the term alone."""

    @pytest.mark.parametrize(
        ("more", "by_columns"),
        [
            ({"most": {"share": Decimal("0.50")}}, True),
            ({"waived_within": {"days": 15}}, True),
            ({"fees_hold_tax": True}, True),
            ({"taxed": False}, True),
            ({"waived_within": {"days": 15, "count": "business-days"}}, False),
            ({"notice": {"days": 30}}, False),
            ({"early_discount": Decimal("0.03")}, False),
            ({"remaining": "by-days", "month_length": "thirty-day-month", "taxed": True}, False),
            ({"least": {"by": "plan", "basic": "10.00"}}, False),
            ({"least": [{"since": date(2020, 1, 1), "value": {"by": "plan", "basic": "10.00"}}]}, False),
        ],
        ids=str,
    )
    def test_by_columns(self, more: Facts, by_columns: bool) -> None:
        assert (CancellationCharges(leaving({**FEES, **more})).tree is not None) == by_columns

    def test_a_rate_of_tax_too_fine_for_columns(self) -> None:
        terms, random = leaving(FEES | {"fees_hold_tax": True}), Random(1)
        agree(terms, [row(random) for _ in range(20)], tax_rate=Decimal("0.123456789"))

    def test_a_rate_that_is_given_for_a_charge_without_tax_is_refused(self) -> None:
        terms = leaving({"kind": "flat", "sum": "60.00", "taxed": False})
        own = pa.table({"term_start": [date(2026, 1, 1)], "term_months": [12], "cancelled": [date(2026, 2, 1)]})
        with pytest.raises(InvalidTableError, match="put no tax on it"):
            cancellation_charge(terms, own, tax_rate="0.13")

    def test_by_hand(self) -> None:
        """Half of 10 fees of 50.00 is 250.00, plus 3.00 for each of 10 months is 280.00, but at most 260.00."""
        parts = [FEES, {"kind": "sum-per-remaining-month", "sum": "3.00"}]
        terms = leaving({"kind": "sum-of", "of": parts, "most": "260.00", "taxed": False})
        facts = {"term_start": date(2026, 1, 1), "term_months": 12, "cancelled": date(2026, 2, 15)}
        own = pa.table(
            {
                "monthly_fee": pa.array([Decimal("50.00"), Decimal("40.00")], DECIMAL),
                **{k: [v] * 2 for k, v in facts.items()},
            }
        )
        assert cancellation_charge(terms, own)["total"].to_pylist() == [Decimal("260.00"), Decimal("230.00")]


class TestFractions:
    """Fractions in columns stay exact beyond 64 bits."""

    def test_beyond_64_bits(self) -> None:
        big = whole(np.array([10**18, 3]))
        squared = times(big, big)
        assert squared.top.tolist() == [10**36, 9]
        assert plus(squared, squared).top.tolist() == [2 * 10**36, 18]
        assert plus(whole(np.array([1 << 62])), whole(np.array([1 << 62]))).top.tolist() == [1 << 63]

    def test_the_greater_and_the_lesser(self) -> None:
        one, other = Exact(np.array([1, 1]), np.array([3, 2])), Exact(np.array([33, 2]), np.array([100, 4]))
        assert greater(one, other).bottom.tolist() == [3, 2]
        assert lesser(one, other).bottom.tolist() == [100, 2]
        assert not_below_zero(whole(np.array([-5, 5]))).top.tolist() == [0, 5]

    def test_a_half(self) -> None:
        out = np.empty(3, np.int64)
        round_to(Exact(np.array([1, 3, 10**20 + 5], object), np.array([2, 2, 10**10], object)), "half-even", out)
        assert out.tolist() == [0, 2, 10**10]
