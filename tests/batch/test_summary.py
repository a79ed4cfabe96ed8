"""The summary of an audit: exact by match, whatever kind of table it is, and as one pass over a stream."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from html import unescape
from random import Random
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest

from telcoterms import InputError, Terms, load
from telcoterms.batch import AuditSummary, Summary, SummaryLine, audit, summary
from telcoterms.batch.summary import Totals, watched
from tests.batch.made_tables import DECIMAL, relation, row
from tests.error_assertions import refused

KOS = load("kos")
SUMS = ("billed", "late_charge", "difference", "from_allowed")
DAYS = {"issued": [date(2026, 1, 1)], "paid": [date(2026, 2, 15)]}


def made(count: int, seed: int = 1) -> pa.Table:
    """Rows with a billed figure: by the terms, by readings and mistakes, or by nothing; here and there a null."""
    random = Random(seed)
    facts = [row(random) for _ in range(count)]
    billed = []
    for one in facts:
        audited = KOS.audit_late_charge("0.00", **one).value
        by_terms = audited.by_terms.amount
        odd = random.choice((audited.highest, audited.highest_allowed, audited.lowest)).amount + random.randrange(2)
        billed.append(random.choice((by_terms, by_terms, odd, None)))
    days = {name: pa.array([one[name] for one in facts], pa.date32()) for name in ("issued", "paid")}
    amount = pa.array([one["amount"] for one in facts], DECIMAL)
    return pa.table({"billed": pa.array(billed, DECIMAL), "amount": amount, **days})


def in_minor_units(table: pa.Table) -> pa.Table:
    for name in ("billed", "amount"):
        units = [None if one is None else int(one * 100) for one in table[name].to_pylist()]
        table = table.drop_columns(name).append_column(f"{name}_minor", pa.array(units, pa.int64()))
    return table


MADE = made(80)
AUDITED = audit(KOS, MADE)


def by_hand(rows: list[dict[str, Any]], minor: str = "") -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in rows:
        if one["match"] is not None:
            line = found.setdefault(one["match"], [0, 0, 0, 0, 0])
            found[one["match"]] = [line[0] + 1, *(a + one[b + minor] for a, b in zip(line[1:], SUMS, strict=True))]
    return found


def as_found(found: AuditSummary) -> dict[str, list[Any]]:
    return {one.match or "": [one.rows, one.billed, one.by_terms, one.difference, one.from_allowed] for one in found}


def of(*rows: tuple[str | None, Any, Any, Any], type_: pa.DataType = DECIMAL, minor: str = "") -> pa.Table:
    """An audited table, written out: the match, what was billed, by the terms, and the difference from both."""
    match, *sums = zip(*rows, strict=True) if rows else [()] * 4
    columns = {name + minor: pa.array(own, type_) for name, own in zip(SUMS, [*sums, sums[-1]], strict=True)}
    explanation = [None if one is None else EXPLAINED.get(one, "practised") for one in match]
    return pa.table(
        {"explanation": pa.array(explanation, pa.string()), "match": pa.array(match, pa.string()), **columns}
    )


GIVEN = "what these terms give"
EXPLAINED = {GIVEN: "by-the-terms", "nothing that was tried": "unexplained"}


class TestSums:
    """By match, exact."""

    def test_it_is_what_comes_of_adding_row_by_row(self) -> None:
        found = summary(AUDITED)
        rows = AUDITED.to_pylist()
        assert as_found(found) == by_hand(rows)
        assert len(found) > 3
        assert found.nulls == Counter(one["match"] is None for one in rows)[True] > 0
        assert (found.rows, found.misfits, found.minor) == (80, 0, False)
        assert found.total.rows == 80 - found.nulls
        for name in ("rows", "billed", "by_terms", "difference", "from_allowed"):
            assert getattr(found.total, name) == sum(getattr(one, name) for one in found)

    def test_minor_units(self) -> None:
        table = audit(KOS, in_minor_units(MADE))
        found = summary(table)
        assert found.minor
        assert as_found(found) == by_hand(table.to_pylist(), "_minor")
        assert [one.billed for one in found] == [one.billed * 100 for one in summary(AUDITED)]

    def test_what_agrees_stands_first_then_what_has_the_most_rows(self) -> None:
        found = summary(of(*[("b", 1, 1, 0)] * 2, *[("c", 1, 1, 0)] * 3, (GIVEN, 1, 1, 0), *[("a", 1, 1, 0)] * 2))
        assert [one.match for one in found.lines] == [GIVEN, "c", "a", "b"]

    @pytest.mark.parametrize("minor", ["", "_minor"])
    def test_no_sum_wraps(self, minor: str) -> None:
        most = 10**18 - 1
        type_ = pa.int64() if minor else pa.decimal128(18, 0)
        table = of(*[(GIVEN, most, most, 0)] * 100, *[("b", 0, most, -most)] * 100, type_=type_, minor=minor)
        agrees, other = summary(table)
        assert (agrees.billed, other.difference) == (Decimal(100 * most), Decimal(-100 * most))
        assert summary(table).total.by_terms == 200 * most

    def test_no_digit_depends_on_the_context_of_decimals(self) -> None:
        with localcontext() as context:
            context.prec = 2
            assert summary(of(*[(GIVEN, Decimal("1234.56"), Decimal("1234.56"), 0)] * 9))[0].billed == Decimal(
                "11111.04"
            )

    def test_a_table_without_rows(self) -> None:
        found = summary(of())
        assert (len(found), found.rows, found.total) == (0, 0, SummaryLine(None, None, 0, *[Decimal("0.00")] * 4))
        assert found.agrees

    def test_misfits_are_told_from_nulls(self) -> None:
        table = made(40)
        wrong = pa.array([one - timedelta(1) for one in table["issued"].to_pylist()[:10]], pa.date32())
        paid = pa.chunked_array([wrong, table["paid"].slice(10).combine_chunks()])
        audited = audit(KOS, table.set_column(3, "paid", paid), errors="column")
        found = summary(audited)
        assert found.misfits == len(audited) - audited["error"].null_count > 0
        assert found.nulls == audited["match"].null_count - found.misfits > 0
        assert found.rows == 40

    def test_whether_all_agrees(self) -> None:
        assert summary(of((GIVEN, 1, 1, 0), (None, None, None, None))).agrees
        assert not summary(AUDITED).agrees
        assert summary(AUDITED).outside_words

    def test_whether_the_words_allow_all(self) -> None:
        table = of((GIVEN, 1, 1, 0), ("runs_from due-date", 1, 2, -1))
        allowed = table.set_column(0, "explanation", pa.array(["by-the-terms", "allowed"]))
        assert (summary(allowed).agrees, summary(allowed).outside_words) == (False, False)
        assert summary(table).outside_words

    def test_the_same_match_of_two_explanations_is_two_lines(self) -> None:
        table = of(("runs_from due-date", 1, 2, -1), ("runs_from due-date", 1, 2, -1))
        two = table.set_column(0, "explanation", pa.array(["practised", "allowed"]))
        assert [(one.explanation, one.rows) for one in summary(two)] == [("allowed", 1), ("practised", 1)]

    def test_how_many_rows_agree(self) -> None:
        assert summary(AUDITED).agreeing == summary(AUDITED)[0].rows


class TestTables:
    """Every kind of table, and files."""

    @pytest.mark.parametrize(
        "kind",
        [
            pytest.param(lambda table: table.to_pandas(types_mapper=pd.ArrowDtype), id="pandas"),
            pytest.param(lambda table: table.to_pandas(date_as_object=True), id="pandas objects"),
            pytest.param(pl.from_arrow, id="Polars"),
            pytest.param(relation, id="DuckDB"),
            pytest.param(lambda table: table.to_reader(max_chunksize=7), id="reader"),
            pytest.param(lambda table: table.combine_chunks().to_batches()[0], id="batch"),
            pytest.param(lambda table: dictionary(table), id="dictionary"),
        ],
    )
    def test_the_same_of_any(self, kind: Any) -> None:
        assert summary(kind(AUDITED)) == summary(AUDITED)

    def test_from_a_file(self, tmp_path: Any) -> None:
        pa_parquet.write_table(AUDITED, tmp_path / "audited.parquet")
        assert summary(pa_parquet.read_table(tmp_path / "audited.parquet")) == summary(AUDITED)

    def test_of_a_stream_batch_by_batch(self) -> None:
        audited = audit(KOS, MADE.to_reader(max_chunksize=11))
        found = Summary(audited.schema)
        passed = watched(audited, found.add).read_all()
        assert passed == AUDITED.combine_chunks()
        assert found.so_far() == summary(AUDITED)

    @pytest.mark.parametrize("name", ["late_charge", "difference", "from_allowed", "explanation", "match"])
    def test_a_part_of_the_table(self, name: str) -> None:
        with refused(InputError, f"the table does not have one column {name}", "give it whole"):
            summary(AUDITED.drop_columns(name))

    @pytest.mark.parametrize("type_", [pa.float64(), pa.int64(), pa.string()])
    def test_sums_that_are_no_longer_decimals(self, type_: pa.DataType) -> None:
        with refused(InputError, f"the column late_charge is of {type_}", "with its types"):
            summary(
                of((GIVEN, 1, 1, 0)).cast(
                    pa.schema(
                        [("explanation", pa.string()), ("match", pa.string()), ("billed", DECIMAL)]
                        + [(name, type_) for name in SUMS[1:]]
                    )
                )
            )


def dictionary(table: pa.Table) -> pa.Table:
    place = table.schema.get_field_index("match")
    return table.set_column(place, "match", table["match"].dictionary_encode())


TEXT = """\
audit of 6 rows: 2 as these terms give, 3 otherwise, by 8.70 in all

rows  billed  by the terms  difference  explanation
   2    6.82          6.82        0.00  what these terms give
   2   17.14          9.60        7.54  explained by nothing that was tried
   1    4.57          3.41        1.16  practised against the words: part_month
                                            whole-month
   5   28.53         19.83        8.70  all

from the nearest that the words allow, in all: 8.70
with a null: 1"""
SIX = of(
    *[(GIVEN, Decimal("3.41"), Decimal("3.41"), 0)] * 2,
    *[("nothing that was tried", Decimal("8.57"), Decimal("4.80"), Decimal("3.77"))] * 2,
    ("part_month whole-month", Decimal("4.57"), Decimal("3.41"), Decimal("1.16")),
    (None, None, None, None),
)


class TestFaces:
    """Printed, as data, as a page, and in French."""

    def test_printed(self) -> None:
        assert str(summary(SIX)) == TEXT

    def test_printed_where_all_agrees(self) -> None:
        assert str(summary(SIX.slice(0, 2))).startswith("audit of 2 rows: 2 as these terms give\n")

    def test_minor_units_are_named(self) -> None:
        found = summary(of(("b", 457, 341, 116), type_=pa.int64(), minor="_minor"))
        assert str(found).startswith("audit of 1 row: 0 as these terms give, 1 otherwise, by 116 minor units in all\n")
        assert found.as_dict()["minor_units"] is True

    def test_misfits_are_named(self) -> None:
        error = pa.array([None, "no"], pa.string())
        found = summary(of((GIVEN, 1, 1, 0), (None, None, None, None)).append_column("error", error))
        assert str(found).endswith("\n\nthat do not fit: 1")
        assert "that do not fit: 1" in found.html()

    @pytest.mark.parametrize("digits", [3, 9, 15])
    def test_no_line_is_over_eighty_columns(self, digits: int) -> None:
        long = "runs_from next-invoice-date, part_month thirty-day-month, round_at once, rounding half-even"
        one, two, three = (Decimal(10**digits + place) for place in range(3))
        names = (GIVEN, long, "caf\N{LATIN SMALL LETTER E WITH ACUTE}\n")
        found = summary(of(*((name, one, two, three) for name in names), type_=pa.decimal128(18, 0)))
        for text in (str(found), found.show("fr")):
            assert max(map(len, text.splitlines())) <= 80
            assert "".join(text.split()).count("".join(long.split())) == 1
            assert str(10**digits + 1) in text.replace("\N{NO-BREAK SPACE}", "")
        assert str(found).isascii()

    def test_as_data(self) -> None:
        data = json.loads(json.dumps(summary(SIX).as_dict()))
        assert (data["rows"], data["nulls"], data["misfits"], data["minor_units"]) == (6, 1, 0, False)
        sums = {"billed": "6.82", "by_terms": "6.82", "difference": "0.00", "from_allowed": "0.00"}
        line = {"explanation": "by-the-terms", "match": "what these terms give", "rows": 2, **sums}
        assert data["lines"][0] == line
        assert data["total"]["billed"] == "28.53"

    def test_as_a_page(self) -> None:
        page = summary(SIX)._repr_html_()
        assert page.count("<table") == 1
        assert (
            "practised against the words: part_month whole-month: 1 row, billed 4.57, by the terms 3.41, "
            "difference 1.16, from the nearest allowed 1.16"
        ) in unescape(page).replace("<span>", "").replace("</span>", "")

    def test_in_french(self) -> None:
        found = summary(SIX)
        text = found.show("fr").replace("\N{NO-BREAK SPACE}", " ")
        assert text.splitlines()[0] == "vérification de 6 lignes : 2 selon ces conditions, 3 autrement, de 8,70 en tout"
        assert "expliqué par rien" in text
        assert "4,57" in found.html("fr")

    def test_it_is_a_sequence_of_its_lines(self) -> None:
        found = summary(SIX)
        assert (found[0], found[1:], list(found)) == (found.lines[0], found.lines[1:], list(found.lines))
        assert hash(found) == hash(summary(SIX))


class TestTotals:
    """What columns of sums come to."""

    def test_sums_counts_and_rows_without_a_figure(self) -> None:
        table = pa.table(
            {
                "late_charge": pa.array([Decimal("1.50"), 0, None, None], DECIMAL),
                "error": pa.array([None, None, "no", None]),
            }
        )
        totals = Totals(table.schema, ["late_charge"])
        for batch in table.to_batches(max_chunksize=3):
            totals.add(batch)
        assert (totals.rows, totals.nulls, totals.misfits) == (4, 1, 1)
        assert (totals.above, totals.units) == ({"late_charge": 1}, {"late_charge": 150})

    def test_batches_without_rows_or_figures(self) -> None:
        table = pa.table({"late_charge_minor": pa.array([None], pa.int64())})
        totals = Totals(table.schema, ["late_charge"])
        totals.add(table.to_batches()[0])
        totals.add(table.to_batches()[0].slice(0, 0))
        assert (totals.nulls, totals.above, totals.units) == (1, {"late_charge": 0}, {"late_charge": 0})


def dated(issued: list[date], **columns: list[str | int | None]) -> pa.Table:
    """Bills of these days, all paid on the day that they were issued."""
    sums = {"billed_minor": [0] * len(issued), "amount_minor": [11300] * len(issued)}
    return pa.table({**sums, "issued": issued, "paid": issued, **columns})


class TestBeforeTheEdition:
    """Rows from before the edition of the terms that answer them, 2021-07-12 of KOS, are counted."""

    BEFORE, AFTER = date(2021, 7, 11), date(2021, 7, 12)

    def test_terms_for_all_rows(self) -> None:
        found = summary(audit(KOS, dated([self.BEFORE, self.AFTER, self.BEFORE])))
        assert found.earlier == 2
        assert "another may have been in force: 2 rows" in " ".join(str(found).split())
        assert str(found).endswith("of\n    2021-07-12 (the date of the site's file, the document bears none)")

    def test_one_row_is_one_row(self) -> None:
        found = summary(audit(KOS, dated([self.BEFORE])))
        assert str(found).startswith("audit of 1 row: 1 as these terms give,")
        assert "another may have been in force: 1 row terms of" in " ".join(str(found).split())

    @pytest.mark.parametrize("names", [["old", "new", None], [1, 2, None]])
    def test_terms_by_row_are_each_of_their_own_edition(self, names: list[str | int | None]) -> None:
        # Under the first terms the first three rows lie before the edition; under the second none does, since it is
        # of 2021-07-01; a null names none.
        documents = tuple(replace(one, edition=date(2021, 7, 1)) for one in KOS.agreement.documents)
        earlier_terms = Terms(replace(KOS.agreement, documents=documents))
        table = dated([self.BEFORE] * 7, terms=[names[0]] * 3 + [names[1]] * 2 + [names[2]] * 2)
        found = summary(audit({names[0]: KOS, names[1]: earlier_terms}, table, by="terms"))
        assert found.earlier == 3

    def test_without_the_column_of_the_terms_it_is_not_known(self) -> None:
        table = audit({"kos": KOS}, dated([self.BEFORE], terms=["kos"]), by="terms")
        assert summary(table).earlier == 1
        assert summary(table.drop_columns("terms")).earlier is None
