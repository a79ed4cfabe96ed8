"""What does not fit is told once for each kind, with its first row, in the words of the terms; nothing is lost."""

import pickle
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from telcoterms import DayError, InputError, InvalidTableError, NotInTermsError, RowFault, Terms, UnknownNameError, load
from telcoterms.batch import dispute_until, due_date, explain, late_charge
from telcoterms.batch.columns import functions as pc
from telcoterms.batch.late_charge import late_charges
from telcoterms.batch.rows import TableQuestions
from telcoterms.clauses.due_date import NetDays
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, RateCharge
from tests.batch.made_tables import Facts, charges, minor, refusal, row, rows, table
from tests.strategies import CLAUSE, changed
from tests.terms_builders import at_least, compound, flat

KOS = load("kos")
DAY = date(2026, 1, 1)


def days(count: int, day: date = DAY) -> pa.Array:
    return pa.array([day] * count, pa.date32())


def odd_row(random: Random) -> Facts:
    """A row that may be wrong in any way, or in several."""
    one = row(random)
    match random.randrange(9):
        case 0:
            one["amount"] = -one["amount"]
        case 1:
            one["amount"] = Decimal(random.choice((10**12, 10**12 + 1, 10**13))).scaleb(-2)
        case 2:
            one["paid"] = one["issued"] - timedelta(random.randrange(3))
        case 3:
            one["amount"] = Decimal("1.00")
            one["paid"] = one["issued"].replace(year=one["issued"].year + 100) + timedelta(random.randrange(-1, 2))
        case 4:
            one[random.choice(("amount", "issued", "paid"))] = None
        case _:
            pass
    return one


class TestRefused:
    """The rows that the terms refuse, and no others."""

    @pytest.mark.parametrize("seed", range(4))
    def test_the_column_tells_what_the_terms_tell(self, seed: int) -> None:
        random = Random(seed)
        facts = [odd_row(random) for _ in range(400)]
        found = late_charge(KOS, table(facts), errors="column", threads=1 + seed % 2)
        right = [refusal(KOS, one) for one in facts]
        assert found["error"].to_pylist() == right
        fine = [one for one, error in zip(facts, right, strict=True) if error is None]
        assert [
            charge for charge, error in zip(found["late_charge"].to_pylist(), right, strict=True) if error is None
        ] == charges(KOS, fine)
        assert {None} == {
            charge for charge, error in zip(found["late_charge"].to_pylist(), right, strict=True) if error is not None
        }
        assert len({str(error).partition(" ")[0] for error in right}) > 3

    @pytest.mark.parametrize("threads", [1, 2])
    def test_a_second_column_has_the_code_of_each(self, threads: int) -> None:
        facts = rows(6)
        facts[1]["amount"] = Decimal("-1.00")
        facts[2]["paid"] = facts[2]["issued"] - timedelta(1)
        facts[3]["paid"] = None
        facts[4]["amount"] = Decimal("-2.00")
        batches = table(facts).to_batches(max_chunksize=4)
        reader = pa.RecordBatchReader.from_batches(batches[0].schema, batches)
        found = late_charge(KOS, reader, errors="column", threads=threads).read_all()
        assert found.column_names[-2:] == ["error", "error_code"]
        assert found["error_code"].to_pylist() == [
            None,
            "amount_below_zero",
            "payment_before_invoice",
            None,
            "amount_below_zero",
            None,
        ]

    @pytest.mark.parametrize("kind", ["raise", "column"])
    def test_the_columns_of_errors_are_there_only_if_they_are_asked_for(self, kind: Any) -> None:
        found = late_charge(KOS, table(rows(2)), errors=kind)
        assert ("error_code" in found.column_names, "error" in found.column_names) == (kind == "column",) * 2

    def test_the_column_tells_it_in_every_batch_of_a_stream(self) -> None:
        facts = rows(10)
        facts[3]["amount"] = facts[7]["amount"] = Decimal("-1.00")
        batches = table(facts).to_batches(max_chunksize=2)
        reader = late_charge(KOS, pa.RecordBatchReader.from_batches(batches[0].schema, batches), errors="column")
        found = reader.read_all()
        assert found["error"].to_pylist() == [refusal(KOS, one) for one in facts]
        assert [place for place, charge in enumerate(found["late_charge"].to_pylist()) if charge is None] == [3, 7]

    def test_every_kind_is_told_once_with_its_first_row(self) -> None:
        facts = rows(10)
        facts[3]["amount"] = Decimal("-1.00")
        facts[7]["amount"] = Decimal("-2.00")
        facts[5]["paid"] = facts[5]["issued"] - timedelta(1)
        with pytest.raises(InvalidTableError) as told:
            late_charge(KOS, table(facts))
        assert [(one.row, one.count) for one in told.value.misfits] == [(3, 2), (5, 1)]
        first, second = str(told.value).splitlines()
        assert first == "row 3 and 1 more: amount is -1.00 CAD: give zero or more"
        assert second.startswith(f"row 5: the payment of {facts[5]['paid']} lies before the invoice")

    def test_a_row_with_two_faults_counts_once(self) -> None:
        both = {"amount": Decimal("-1.00"), "issued": DAY, "paid": DAY - timedelta(1)}
        with pytest.raises(InvalidTableError) as told:
            late_charge(KOS, table([both]))
        assert len(told.value.misfits) == 1

    @pytest.mark.parametrize("name", ["issued", "paid"])
    @pytest.mark.parametrize("day", [date(1899, 12, 31), date(2200, 1, 1)])
    def test_a_year_outside_the_tables_is_told(self, name: str, day: date) -> None:
        facts: Facts = {"amount": Decimal("1.00"), "issued": date(1950, 1, 1), "paid": date(1950, 2, 1)} | {name: day}
        if facts["issued"] < facts["paid"]:
            with pytest.raises(
                InvalidTableError, match=f"{name} is {day}, outside the years 1900 to 2199|hundred years"
            ):
                late_charge(KOS, table([facts]))

    def test_the_years_of_the_tables_end_where_they_say(self) -> None:
        facts = [
            {"amount": Decimal("100.00"), "issued": date(1900, 1, 1), "paid": date(1990, 1, 1)},
            {"amount": Decimal("100.00"), "issued": date(2100, 1, 31), "paid": date(2199, 12, 31)},
        ]
        assert late_charge(KOS, table(facts))["late_charge"].to_pylist() == charges(KOS, facts)
        wrong = [{**facts[1], "paid": date(2200, 1, 1)}]
        with pytest.raises(InvalidTableError, match="paid is 2200-01-01, outside the years 1900 to 2199 of a table"):
            late_charge(KOS, table(wrong))

    def test_a_day_that_no_calendar_has_is_told(self) -> None:
        far = pa.array([2**31 - 1], pa.int32()).cast(pa.date32())
        with pytest.raises(InvalidTableError, match="paid is day 2147483647 from 1970-01-01 on, outside the years"):
            late_charge(KOS, table(rows(1)).set_column(2, "paid", far))

    @pytest.mark.parametrize("months", [0, 1201, -1])
    def test_billing_months_that_are_none(self, months: int) -> None:
        with pytest.raises(InvalidTableError, match=f"row 0: billing_months is {months}: give a whole number from 1"):
            late_charge(KOS, table(rows(2), billing_months=[months, 3]))

    @pytest.mark.parametrize("day", [-(1 << 31), (1 << 31) - 1])
    def test_a_day_at_the_end_of_32_bits_hides_no_century(self, day: int) -> None:
        century = {"amount": Decimal("1.00"), "issued": date(1950, 1, 1), "paid": date(2060, 1, 1)}
        name = "issued" if day < 0 else "paid"
        own = table([century, rows(1)[0]])
        numbers = pa.array([own[name][0].value, day], pa.int32()).cast(pa.date32())
        found = late_charge(KOS, own.set_column(own.column_names.index(name), name, numbers), errors="column")
        first, second = found["error"].to_pylist()
        assert first == refusal(KOS, century)
        assert f"{name} is day {day} from 1970-01-01 on" in second
        assert found["late_charge"].null_count == 2

    def test_billing_months_bear_on_the_figure(self) -> None:
        terms = KOS.under(late_charge={"runs_from": "next-invoice-date"})
        facts = [one | {"billing_months": months} for one in rows(30) for months in (1, 3, 12)]
        found = late_charge(terms, table(facts, billing_months=[one["billing_months"] for one in facts]))
        assert found["late_charge"].to_pylist() == charges(terms, facts)

    def test_a_charge_that_no_column_holds_is_told_and_never_wraps(self) -> None:
        terms = changed(KOS, late_charge=compound(Fraction(10)))
        facts = {"amount": Decimal("10000000000.00"), "issued": date(2000, 1, 1), "paid": date(2050, 1, 1)}
        found = late_charge(terms, table([facts, rows(1)[0]]), errors="column")
        assert found["error"].to_pylist() == ["the figure has over 18 digits: ask the terms themselves", None]

    def test_kinds_are_not_mixed_up_between_batches(self) -> None:
        facts = rows(12)
        facts[1]["issued"] = date(1887, 11, 12)
        facts[1]["paid"] = date(1888, 1, 1)
        facts[7]["amount"] = Decimal("-1.00")
        facts[10]["amount"] = Decimal("20000000000.00")
        facts[11]["issued"] = date(1887, 11, 12)
        facts[11]["paid"] = date(1888, 1, 1)
        own = table(facts)
        reader = pa.RecordBatchReader.from_batches(own.schema, own.to_batches(max_chunksize=3))
        asked = TableQuestions(questions={None: late_charges(KOS)}).of(reader, to_the_end=True)
        with pytest.raises(InvalidTableError) as told:
            asked.read_all()
        assert [(one.row, one.count) for one in told.value.misfits] == [(1, 2), (7, 1), (10, 1)]

    def test_a_null_in_a_column_that_can_be_left_out_is_as_left_out(self) -> None:
        terms = KOS.under(late_charge={"runs_from": "next-invoice-date"})
        found = late_charge(terms, table(rows(9)).append_column("billing_months", pa.nulls(9, pa.int8())))
        assert found["late_charge"].to_pylist() == charges(terms, rows(9))

    def test_a_stream_stops_at_the_batch_in_hand_and_counts_from_its_beginning(self) -> None:
        facts = rows(30)
        facts[17]["amount"] = facts[25]["amount"] = Decimal("-1.00")

        def batches() -> Iterator[pa.RecordBatch]:
            yield from table(facts).to_batches(max_chunksize=10)

        reader = late_charge(KOS, pa.RecordBatchReader.from_batches(table(facts).schema, batches()))
        assert next(reader).num_rows == 10
        with pytest.raises(InvalidTableError, match=r"^row 17: amount is -1.00"):
            next(reader)

    def test_it_can_be_pickled(self) -> None:
        error = InvalidTableError([RowFault(DayError("a {b}", b=1), 3, 2), RowFault(InputError("c"))])
        copy = pickle.loads(pickle.dumps(error))
        assert str(copy) == str(error) == "row 3 and 1 more: a 1\nc"


class TestColumns:
    """All columns that are missing, of a wrong type or in the way are told at once."""

    def told(self, columns: dict[str, Any], **more: Any) -> list[str]:
        with pytest.raises(InvalidTableError) as told:
            late_charge(KOS, pa.table(columns), **more)
        assert {one.row for one in told.value.misfits} == {None}
        return str(told.value).splitlines()

    def test_all_at_once(self) -> None:
        first, second, third, fourth = self.told({"amount": [1], "issued": [1], "late_charge": [1]})
        assert first == (
            "the column amount holds integers, and whether they are minor units or whole currency cannot be seen: "
            "call it amount_minor if they are minor units, else cast it to decimal128(18, 2), or give decimals=2"
        )
        assert second == "the column issued is of int64: give days, as date32"
        assert third == "there is no column paid among amount, issued, late_charge: give one of days (date32)"
        assert fourth.startswith("the table has a column late_charge already")

    @pytest.mark.parametrize(
        ("column", "said"),
        [
            (
                {"amount": [1.5]},
                "the column amount holds floats (double), and no float holds a decimal exactly: give dec",
            ),
            ({"amount": [date(2026, 1, 1)]}, "the column amount is of date32[day]: give decimals"),
            ({"amount_minor": [Decimal(1)]}, "the column amount_minor is of decimal128(1, 0): give whole numbers"),
            ({}, "there is no column amount among issued, paid: give one of decimals, or amount_minor of whole"),
            ({"amout": [Decimal(1)]}, "there is no column amount among issued, paid, amout: call amout so, if that is"),
            ({"amount": [Decimal(1)], "amount_minor": [1]}, "the table has several columns amount, amount_minor"),
            (
                {"amount_minor": [1], "billing_months": [Decimal(1)]},
                "the column billing_months is of decimal128(1, 0): give",
            ),
            ({"amount_minor": [1], "late_charge_minor": [1]}, "the table has a column late_charge_minor already"),
        ],
    )
    def test_each(self, column: dict[str, Any], said: str) -> None:
        (line,) = self.told({"issued": days(1), "paid": days(1), **column})
        assert line.startswith(said)

    def test_a_moment_is_no_day(self) -> None:
        moments = pa.array([0], pa.timestamp("us", "UTC"))
        (line,) = self.told({"amount_minor": [1], "issued": moments, "paid": days(1)})
        assert (
            line
            == "the column issued holds moments (timestamp[us, tz=UTC]): decide the local date and give that, as date32"
        )

    def test_a_column_twice(self) -> None:
        twice = pa.Table.from_arrays(
            [pa.array([1]), pa.array([1]), days(1), days(1)], ["amount_minor"] * 2 + ["issued", "paid"]
        )
        with pytest.raises(InvalidTableError, match="several columns amount_minor, amount_minor: leave one"):
            late_charge(KOS, twice)

    def test_a_column_that_names_the_terms_of_each_row_twice(self) -> None:
        twice = pa.Table.from_arrays(
            [pa.array(["a"]), pa.array(["a"]), pa.array([1]), days(1), days(1)],
            ["terms", "terms", "amount_minor", "issued", "paid"],
        )
        with pytest.raises(InvalidTableError, match="several columns terms, terms: leave one"):
            late_charge({"a": KOS}, twice, by="terms")

    def test_an_integer_column_of_a_dictionary_is_refused_too(self) -> None:
        (line,) = self.told({"amount": pa.array([1]).dictionary_encode(), "issued": days(1), "paid": days(1)})
        assert line.startswith("the column amount holds integers")


class TestByRow:
    """Terms that differ by row."""

    CABLE = load("kos", service="cable").under(late_charge={"runs_from": "due-date"})
    TERMS: ClassVar[dict[str, Terms]] = {"dsl": KOS, "cable": CABLE}

    def test_each_row_is_answered_by_its_own(self) -> None:
        facts = rows(60)
        names = [("dsl", "cable", None)[place % 3] for place in range(60)]
        found = late_charge(self.TERMS, table(facts, service=names), by="service", beside=["months"])
        asked = [None if name is None else self.TERMS[name] for name in names]
        right = [None if terms is None else charges(terms, [one])[0] for terms, one in zip(asked, facts, strict=True)]
        assert found["late_charge"].to_pylist() == right
        assert right != charges(KOS, facts)
        assert found["months"].null_count == 20

    def test_an_unknown_one_is_told(self) -> None:
        with pytest.raises(
            InvalidTableError, match="row 1 and 1 more: service is 'fax': there are terms for dsl, cable"
        ):
            late_charge(self.TERMS, table(rows(3), service=["dsl", "fax", "fax"]), by="service")
        found = late_charge(self.TERMS, table(rows(2), service=["dsl", "fax"]), by="service", errors="column")
        assert found["error"].to_pylist() == [None, "service is 'fax': there are terms for dsl, cable"]
        assert found["error_code"].to_pylist() == [None, "unknown_key_of_terms"]

    def test_the_key_may_be_anything_that_a_column_holds(self) -> None:
        found = late_charge({2021: KOS}, table(rows(3), edition=[2021] * 3), by="edition")
        assert found["late_charge"].to_pylist() == charges(KOS, rows(3))

    def test_all_unknown_ones_are_one_kind(self) -> None:
        own = table(rows(4), service=["fax", "dsl", "telex", "fax"])
        with pytest.raises(InvalidTableError) as told:
            late_charge(self.TERMS, own, by="service")
        assert [(one.row, one.count) for one in told.value.misfits] == [(0, 3)]
        found = late_charge(self.TERMS, own, by="service", errors="column")["error"].to_pylist()
        assert [None if one is None else one.split("'")[1] for one in found] == ["fax", None, "telex", "fax"]

    def test_a_column_of_nothing_but_nulls_asks_nothing(self) -> None:
        own = table(rows(3)).append_column("service", pa.nulls(3))
        assert late_charge(self.TERMS, own, by="service")["late_charge"].null_count == 3

    @pytest.mark.parametrize("key", [["dsl"], 1.5, Decimal(1)])
    def test_a_column_of_another_type_is_refused(self, key: Any) -> None:
        with pytest.raises(InvalidTableError, match=r"the column service is of .*: give text, whole numbers or days"):
            late_charge(self.TERMS, table(rows(1), service=[key]), by="service")

    def test_runs_of_keys(self) -> None:
        keys = pc.run_end_encode(pa.array(["dsl", "dsl", "cable"]))
        own = table(rows(3)).append_column("service", keys)
        assert late_charge(self.TERMS, own, by="service")["late_charge"].null_count == 0

    @pytest.mark.parametrize("terms", ["kos", None, load])
    def test_what_is_not_terms_is_refused(self, terms: Any) -> None:
        with pytest.raises(InputError, match="is not terms: give what load gives"):
            late_charge(terms, table(rows(1)))

    def test_an_empty_mapping_is_refused(self) -> None:
        with pytest.raises(
            InputError, match="the mapping of terms is empty: give terms for each value of the column s"
        ):
            late_charge({}, table(rows(1)), by="service")

    def test_the_column_must_be_there(self) -> None:
        with pytest.raises(InvalidTableError, match="there is no column service"):
            late_charge(self.TERMS, table(rows(3)), by="service")

    @pytest.mark.parametrize(("terms", "by"), [(KOS, "service"), ({"dsl": KOS}, None)])
    def test_both_or_none_are_needed(self, terms: Any, by: str | None) -> None:
        with pytest.raises(InputError, match="terms by row need both"):
            late_charge(terms, table(rows(1), service=["dsl"]), by=by)

    def test_two_currencies_are_refused(self) -> None:
        with pytest.raises(InputError, match="a table is of one currency, but the terms are in CAD, JPY"):
            late_charge({"a": KOS, "b": changed(KOS, currency="JPY")}, table(rows(1), service=["a"]), by="service")


class TestBeside:
    """What else can be asked of a row."""

    def test_the_days(self) -> None:
        found = late_charge(KOS, table(rows(40)), beside=["dispute_until", "due_date"])
        assert found.column_names[3:] == ["late_charge", "due_date", "dispute_until"]
        issued = [one["issued"] for one in rows(40)]
        assert found["due_date"].to_pylist() == [KOS.due_date(day).value for day in issued]
        assert found["dispute_until"].to_pylist() == [KOS.dispute_until(day).value for day in issued]

    @pytest.mark.parametrize("question", [due_date, dispute_until])
    def test_the_days_alone(self, question: Any) -> None:
        name = question.__name__
        issued = [date(1, 1, 1), date(1850, 2, 28), *(one["issued"] for one in rows(20)), None]
        found = question(KOS, pa.table({"issued": pa.array(issued, pa.date32())}))
        assert found[name].to_pylist() == [None if day is None else getattr(KOS, name)(day).value for day in issued]

    def test_a_day_beyond_the_calendar_is_told(self) -> None:
        with pytest.raises(InvalidTableError, match=r"row 1: 9999-12-30 .* outside the years 1 to 9999"):
            due_date(KOS, pa.table({"issued": pa.array([date(9999, 12, 16), date(9999, 12, 30)], pa.date32())}))

    def test_an_unknown_one_is_refused(self) -> None:
        with pytest.raises(UnknownNameError, match="beside is 'dues': choose from months, due_date, dispute_until"):
            late_charge(KOS, table(rows(1)), beside=["dues"])  # type: ignore[list-item]

    def test_terms_that_count_no_months_are_told(self) -> None:
        with pytest.raises(InputError, match="these terms charge flat, which counts no months: leave months out"):
            late_charge(changed(KOS, late_charge=flat(500)), table([]), beside=["months"])

    @pytest.mark.parametrize("runs_from", ["invoice-date", "due-date", "next-invoice-date"])
    def test_the_months_are_those_of_the_working(self, runs_from: Any) -> None:
        terms = KOS.under(late_charge={"runs_from": runs_from, "part_month": "completed-months"})
        facts = rows(60)
        found = late_charge(terms, table(facts), beside=["months"])["months"].to_pylist()
        hundreds: list[Facts] = [one | {"amount": "100.00"} for one in facts]
        steps = [str(terms.late_charge(**one)).count("100.00 x") for one in hundreds]
        assert [months > 0 for months in found] == [bool(one) for one in steps]
        rule = LATE_CHARGE.of(terms.agreement)
        assert isinstance(rule, RateCharge)
        least = changed(terms, late_charge=at_least(1, rule))
        assert late_charge(least, table(facts), beside=["months"])["months"].to_pylist() == found
        assert max(found) > 12

    def test_silent_terms_are_told(self) -> None:
        with pytest.raises(NotInTermsError):
            late_charge(load("kijoma"), table(rows(1)))


class TestExplained:
    """Any row, with its working."""

    @pytest.mark.parametrize("made", [table, minor])
    def test_it_is_the_answer_of_the_terms(self, made: Any) -> None:
        facts = rows(20)
        for place in (0, 7, 19):
            assert explain(KOS, made(facts), place) == KOS.late_charge(**facts[place])

    def test_by_row(self) -> None:
        own = table(rows(2), service=["dsl", "cable"])
        assert explain(TestByRow.TERMS, own, 1, by="service") == TestByRow.CABLE.late_charge(**rows(2)[1])
        with pytest.raises(UnknownNameError, match="service is 'cable': there are terms for dsl"):
            explain({"dsl": KOS}, own, 1, by="service")
        nulls = table(rows(1)).append_column("service", pa.nulls(1, pa.string()))
        with pytest.raises(InputError, match="row 0 has no service: a null has no answer"):
            explain({"dsl": KOS}, nulls, 0, by="service")
        with pytest.raises(InvalidTableError, match="there is no column plan"):
            explain({"dsl": KOS}, own, 0, by="plan")

    def test_another_question(self) -> None:
        issued = rows(1)[0]["issued"]
        assert explain(KOS, table(rows(1)), 0, question="due_date") == KOS.due_date(issued)
        with pytest.raises(UnknownNameError, match="question is 'hours': choose from late_charge, due_date"):
            explain(KOS, table(rows(1)), 0, question="hours")

    @pytest.mark.parametrize("place", [-1, 3])
    def test_a_row_that_is_not_there(self, place: int) -> None:
        with pytest.raises(InputError, match=f"there is no row {place}: the table has 3"):
            explain(KOS, table(rows(3)), place)

    def test_a_row_with_a_null(self) -> None:
        with pytest.raises(InputError, match="row 0 has no amount, paid: a null has no answer"):
            explain(KOS, table([rows(1)[0] | {"amount": None, "paid": None}]), 0)

    def test_a_fact_that_the_question_does_not_have(self) -> None:
        with pytest.raises(UnknownNameError, match="late_charge has no fact 'province' for all rows: it has index"):
            explain(KOS, table(rows(1)), 0, province="ON")

    def test_a_row_that_is_no_number(self) -> None:
        with pytest.raises(InputError, match="row is '0': give a whole number, the first row is row 0"):
            explain(KOS, table(rows(1)), "0")  # type: ignore[arg-type]

    def test_a_data_set_can_be_read_again(self, tmp_path: Path) -> None:
        pq.write_table(table(rows(5)), tmp_path / "a.parquet")
        assert explain(KOS, ds.dataset(tmp_path), 3) == KOS.late_charge(**rows(5)[3])

    def test_a_stream(self) -> None:
        with pytest.raises(InputError, match="a stream can be read only once"):
            explain(KOS, table(rows(3)).to_reader(), 0)

    def test_a_misfit_is_refused_as_the_terms_refuse_it(self) -> None:
        with pytest.raises(InputError, match="lies before the invoice"):
            explain(KOS, table([rows(1)[0] | {"paid": date(2000, 1, 1)}]), 0)


def test_days_to_pay_that_lead_beyond_the_calendar_are_told() -> None:
    terms = changed(KOS, due_date=NetDays(clause=CLAUSE, says="", days=3_000_000))
    with pytest.raises(InvalidTableError, match=r"\+ 3000000 days lies outside the years 1 to 9999"):
        late_charge(terms, table(rows(1)))
