"""Late charges whose numbers differ by the plan, the region or the segment of a row: each is that of the row alone."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pyarrow as pa
import pytest

from telcoterms import InputError, InvalidTableError, Terms, UnknownNameError, load
from telcoterms.agreement.conditions import Grace
from telcoterms.agreement.numbers import ByFact, Dated, Index, OfIndex
from telcoterms.batch import audit, explain, late_charge
from telcoterms.clauses.late_charge.kinds import LateChargeRule, SumOf
from tests.batch.made_tables import DECIMAL
from tests.strategies import changed
from tests.terms_builders import CLAUSE, compound, flat

KOS = load("kos")
BY_PLAN = ByFact("plan", (("basic", Fraction(1, 100)), ("plus", Fraction(3, 100))))
BY_REGION = ByFact("region", (("ON", Fraction(1, 50)),), Fraction(1, 25))


def of_plan_and_region() -> SumOf:
    return SumOf(of=(compound(BY_PLAN), compound(BY_REGION)), clause=CLAUSE, says="")


def terms(rule: LateChargeRule) -> Terms:
    return changed(KOS, late_charge=rule)


def table(rows: list[dict[str, Any]]) -> pa.Table:
    """Rows of 100.00, issued on 1 January 2024 and paid 45 days later."""
    issued = date(2024, 1, 1)
    columns = {
        "amount": pa.array([Decimal("100.00")] * len(rows), DECIMAL),
        "issued": pa.array([issued] * len(rows), pa.date32()),
        "paid": pa.array([issued + timedelta(45)] * len(rows), pa.date32()),
    }
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table(columns | {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})


def charges(rule: LateChargeRule, rows: list[dict[str, Any]], **options: Any) -> list[Any]:
    return late_charge(terms(rule), table(rows), **options)["late_charge"].to_pylist()  # type: ignore[no-any-return]


class TestNames:
    def test_each_row_is_charged_by_its_own_names(self) -> None:
        names = product(("basic", "plus"), ("ON", "QC", "BC"))
        rows: list[dict[str, Any]] = [{"plan": plan, "region": region} for plan, region in names]
        rule = of_plan_and_region()
        alone = [
            terms(rule).late_charge("100.00", issued="2024-01-01", paid="2024-02-15", **row).value.amount
            for row in rows
        ]
        assert charges(rule, rows) == alone
        assert charges(rule, rows, threads=2) == alone
        assert len(set(alone)) == 4

    def test_by_hand(self) -> None:
        """1 % over January is 1.00; of 101.00 14/29 of 1 % is 0.49. 3 %: 3.00, and 1.49."""
        assert charges(compound(BY_PLAN), [{"plan": "basic"}, {"plan": "plus"}]) == [Decimal("1.49"), Decimal("4.49")]

    def test_without_a_column_the_number_of_every_other_name_is_taken(self) -> None:
        assert charges(compound(BY_REGION), [{}]) == charges(compound(BY_REGION), [{"region": "BC"}])

    def test_a_null_gives_a_null(self) -> None:
        assert charges(compound(BY_PLAN), [{"plan": "basic"}, {"plan": None}])[1] is None

    def test_no_rows(self) -> None:
        assert charges(compound(BY_PLAN), [{"plan": "basic"}][:0] or [{"plan": "basic"}], errors="column") != []
        assert late_charge(terms(compound(BY_PLAN)), table([{"plan": "basic"}]).slice(0, 0)).num_rows == 0

    def test_a_column_of_such_a_name_goes_by_where_no_number_depends_on_it(self) -> None:
        assert charges(compound(Fraction(1, 100)), [{"plan": "any"}]) == [Decimal("1.49")]

    def test_a_row_is_explained_with_its_names(self) -> None:
        own = terms(compound(BY_PLAN))
        told = explain(own, table([{"plan": "plus"}]), 0, question="late_charge")
        assert told == own.late_charge("100.00", issued="2024-01-01", paid="2024-02-15", plan="plus")


class TestRefused:
    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ([{"plan": "gold"}], "row 0: the terms have no number for the plan 'gold': choose from basic, plus"),
            ([{"plan": " "}], "row 0: .*plan"),
            ([{}], "row 0: the terms have another number for each plan: give plan"),
        ],
    )
    def test_a_name_without_a_number(self, rows: list[dict[str, Any]], said: str) -> None:
        with pytest.raises(InvalidTableError, match=said):
            charges(compound(BY_PLAN), rows)

    def test_rows_beside_it_are_answered(self) -> None:
        found = late_charge(terms(compound(BY_PLAN)), table([{"plan": "gold"}, {"plan": "basic"}]), errors="column")
        assert found["late_charge"].to_pylist() == [None, Decimal("1.49")]
        assert "no number for the plan 'gold'" in found["error"].to_pylist()[0]

    def test_a_day_before_the_first_entry_of_a_number(self) -> None:
        late = compound(Dated(((date(2024, 2, 1), Fraction(1, 50)), (date(2024, 3, 1), Fraction(3, 100)))))
        with pytest.raises(InvalidTableError, match="row 0: 2024-01-01 is before the first value of the terms"):
            charges(late, [{}])

    def test_terms_whose_charge_follows_a_reminder(self) -> None:
        late = replace(flat(500), grace=Grace(counted_from="reminder"))
        with pytest.raises(InputError, match=r"follows a reminder .*, of which a table has no column"):
            charges(late, [{}])

    def test_a_column_of_another_type(self) -> None:
        numbers = table([{}]).append_column("plan", pa.array([1]))
        with pytest.raises(InvalidTableError, match="the column plan is of int64: give text"):
            late_charge(terms(compound(BY_PLAN)), numbers)

    def test_an_audit_without_the_column(self) -> None:
        billed = table([{}]).append_column("billed", pa.array([Decimal("1.00")], DECIMAL))
        with pytest.raises(InvalidTableError, match="the terms have another number for each plan"):
            audit(terms(compound(BY_PLAN)), billed)


def test_an_index_of_the_terms_is_taken() -> None:
    base = Index(id="base", title="base rate", rate=Fraction(1, 100))
    own = terms(compound(OfIndex("base")))
    own = Terms(replace(own.agreement, indices=(base,)))
    assert late_charge(own, table([{}]))["late_charge"].to_pylist() == [Decimal("1.49")]


def test_a_flat_sum_counts_no_names() -> None:
    assert charges(flat(500), [{}]) == [Decimal("5.00")]


class TestIndex:
    """The value of an index of which the terms keep no table is one fact of all rows."""

    VERIZON = load("verizon")  # 1.5 % a month, or the lawful rate if that is less, which the terms leave to the law

    def rows(self) -> pa.Table:
        dues = [date(2024, 1, 20), date(2024, 2, 9)]
        own = table([{}, {}]).append_column("due", pa.array(dues, pa.date32()))
        return own.append_column("billed", pa.array([Decimal("1.00")] * 2, DECIMAL))

    @pytest.mark.parametrize("index", [{"lawful": "0.01"}, {"lawful": Fraction(1, 1000)}, {"lawful": "0.5"}, {}])
    def test_each_row_is_charged_and_audited_with_it(self, index: Any) -> None:
        facts = self.rows().drop_columns("billed").to_pylist()
        right = [self.VERIZON.late_charge(**row, index=index).value.amount for row in facts]
        assert late_charge(self.VERIZON, self.rows(), index=index)["late_charge"].to_pylist() == right
        audits = [self.VERIZON.audit_late_charge("1.00", **row, index=index).value for row in facts]
        found = audit(self.VERIZON, self.rows(), index=index)
        assert found["from_allowed"].to_pylist() == [one.from_allowed.amount for one in audits]
        assert found["late_charge"].to_pylist() == right

    def test_a_row_is_explained_with_it(self) -> None:
        index = {"lawful": "0.01"}
        one, _ = self.rows().drop_columns("billed").to_pylist()
        assert explain(self.VERIZON, self.rows(), 0, index=index) == self.VERIZON.late_charge(**one, index=index)
        audited = self.VERIZON.audit_late_charge("1.00", **one, index=index)
        assert explain(self.VERIZON, self.rows(), 0, question="audit", index=index) == audited

    def test_one_for_which_no_rate_asks_is_refused(self) -> None:
        with pytest.raises(UnknownNameError, match="no rate of these terms asks for the index 'lawful'"):
            late_charge(KOS, table([{}]), index={"lawful": "0.01"})
