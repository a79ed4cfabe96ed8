"""The command for files of rows: every figure as the terms give it, all or nothing written, a summary at the end."""

import csv
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest

from telcoterms import Account, Credit, Invoice, Payment, Statement, load
from telcoterms.batch import audit, late_charge, summary
from telcoterms.batch import csv as csv_rows
from telcoterms.batch import streams as files
from telcoterms.batch.kernels import core
from telcoterms.cli import main
from tests.batch.made_tables import charges, minor, money, rows, table

KOS = load("kos")
COMMAND = [sys.executable, "-m", "telcoterms", "batch"]
FACTS = rows(300)
RIGHT = charges(KOS, FACTS)
NOTE = (
    "\nnotes:\n  terms of KOS (Kingston Online Services), voice biller: Service Terms of 2021-07-12\n"
    "      (the date of the site's file, the document bears none)\n"
)
HEAD = "account,amount,issued,paid,billed\n"
BILLS = HEAD + (
    "A1,113.00,2026-01-01,2026-02-15,3.41\n"
    "A2,113.00,2026-01-01,2026-02-15,4.57\n"
    "A3,113.00,2026-01-01,2026-01-16,0.00\n"
    "A4,,2026-01-01,2026-02-15,0.00\n"
)

Said = tuple[int, str, str]
Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process, in a folder of its own: its status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def go(*words: str) -> Said:
        try:
            status = main(["batch", *words])
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return go


def as_csv(*more: str) -> None:
    """The rows as a file of CSV, each with the same cells more."""
    with open("bills.csv", "w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["amount", "issued", "paid", *(one.partition("=")[0] for one in more)])
        for one in FACTS:
            writer.writerow([*one.values(), *(cell.partition("=")[2] for cell in more)])


def column(file: str, name: str) -> list[str]:
    with open(file, newline="") as stream:
        return [one[name] for one in csv.DictReader(stream)]


def left() -> list[str]:
    return sorted(one.name for one in Path().iterdir())


class TestLateCharge:
    """What late payments cost, from file to file."""

    def test_every_row_of_a_csv_file(self, run: Run) -> None:
        as_csv("note=a, b")
        status, out, err = run("late-charge", "bills.csv", "charges.csv")
        assert (status, err) == (0, "")
        assert [Decimal(one) for one in column("charges.csv", "late_charge")] == RIGHT
        assert column("charges.csv", "note") == ["a, b"] * 300
        charged = sum(one > 0 for one in RIGHT if one is not None)
        total = sum(one for one in RIGHT if one is not None)
        assert out == (
            f"late charges of 300 rows, by KOS's Service Terms of 2021-07-12: {total} CAD\n\n"
            f"with a charge: {charged}\n{NOTE}"
        )

    @pytest.mark.parametrize("made", [table, minor])
    def test_every_row_of_a_parquet_file(self, run: Run, made: Any) -> None:
        pa_parquet.write_table(made(FACTS), "bills.parquet")
        assert run("late-charge", "bills.parquet", "charges.parquet", "--threads", "2")[0] == 0
        found = pa_parquet.read_table("charges.parquet")
        assert found == late_charge(KOS, made(FACTS))

    def test_from_parquet_to_csv_and_back(self, run: Run) -> None:
        pa_parquet.write_table(minor(FACTS), "bills.parquet")
        assert run("late-charge", "bills.parquet", "charges.csv")[0] == 0
        assert [Decimal(one).scaleb(-2) for one in column("charges.csv", "late_charge_minor")] == RIGHT
        cells = Path("charges.csv").read_text().replace("late_charge_minor", "before")
        Path("again.csv").write_text(cells)
        assert run("late-charge", "again.csv", "again.parquet")[0] == 0
        found = pa_parquet.read_table("again.parquet")
        assert [str(one) for one in found["late_charge_minor"].to_pylist()] == found["before"].to_pylist()

    def test_a_folder_of_parquet_files(self, run: Run) -> None:
        Path("bills").mkdir()
        for name, part in (("a", FACTS[:100]), ("b", FACTS[100:])):
            pa_parquet.write_table(table(part), f"bills/{name}.parquet")
        assert run("late-charge", "bills", "charges.csv")[0] == 0
        assert [Decimal(one) for one in column("charges.csv", "late_charge")] == RIGHT

    def test_columns_beside(self, run: Run) -> None:
        as_csv()
        assert run("late-charge", "bills.csv", "out.csv", "--beside", "due_date", "--beside", "months")[0] == 0
        head, first, *_ = Path("out.csv").read_text().splitlines()
        assert head == "amount,issued,paid,late_charge,months,due_date"
        assert first.endswith(KOS.due_date(FACTS[0]["issued"]).value.isoformat())

    def test_months_of_a_bill(self, run: Run) -> None:
        as_csv("billing_months=3")
        assert (
            run("late-charge", "bills.csv", "out.csv", "--reading", "late_charge.runs_from=next-invoice-date")[0] == 0
        )
        terms = KOS.under(late_charge={"runs_from": "next-invoice-date"})
        right = [terms.late_charge(**one, billing_months=3).value.amount for one in FACTS]
        assert [Decimal(one) for one in column("out.csv", "late_charge")] == right

    def test_other_terms(self, run: Run) -> None:
        as_csv()
        words = ["--service", "cable", "--reading", "late_charge.runs_from=due-date"]
        assert run("late-charge", "bills.csv", "out.csv", *words)[0] == 0
        terms = load("kos", service="cable").under(late_charge={"runs_from": "due-date"})
        assert [Decimal(one) for one in column("out.csv", "late_charge")] == charges(terms, FACTS)

    @pytest.mark.parametrize(("command", "status"), [("late-charge", 0), ("audit", 1)])
    def test_an_index_of_which_the_terms_keep_no_table(self, run: Run, command: str, status: int) -> None:
        # 1 % is less than 1.5 %: one month of 100.00 is 1.00, and 10 of 29 days of the next on 100.00 are 0.344...
        Path("bills.csv").write_text("amount,issued,paid,due,billed\n100.00,2024-01-01,2024-03-01,2024-01-20,9.00\n")
        found, _, err = run(command, "bills.csv", "out.csv", "--provider", "verizon", "--index", "lawful=0.01")
        assert (found, err) == (status, "")
        with Path("out.csv").open() as file:
            assert [row["late_charge"] for row in csv.DictReader(file)] == ["1.34"]

    def test_an_edition_has_a_date(self, run: Run) -> None:
        as_csv()
        assert run("late-charge", "bills.csv", "out.csv", "--edition", "12 July 2021")[0] == 0
        status, _, err = run("late-charge", "bills.csv", "out.csv", "--edition", "today")
        assert status == 2
        assert err.startswith("telcoterms: edition is 'today': give a date, or text as year-month-day")

    def test_the_summary_as_data(self, run: Run) -> None:
        Path("bills.csv").write_text(BILLS)
        status, out, _ = run("late-charge", "bills.csv", "out.csv", "--format", "json")
        wanted = {"rows": 4, "charged": 2, "late_charge": "6.82", "currency": "CAD", "nulls": 1, "misfits": 0}
        found = json.loads(out)
        assert (status, {name: found[name] for name in wanted}) == (0, wanted)
        assert (found["provider"], found["edition"], found["service"]) == ("kos", "2021-07-12", None)
        assert found["before_edition"] == 0
        assert column("out.csv", "late_charge")[3] == ""

    def test_the_summary_in_french(self, run: Run) -> None:
        Path("bills.csv").write_text(BILLS)
        _, out, _ = run("late-charge", "bills.csv", "out.csv", "--lang", "fr")
        assert out.replace("\N{NO-BREAK SPACE}", " ") == (
            "frais de retard de 4 lignes, selon Service Terms du 12 juill. 2021 de KOS : 6,82 $\n\n"
            "avec des frais : 2\navec une valeur nulle : 1\n\nnotes :\n"
            "  conditions de KOS (Kingston Online Services), voix biller : Service Terms du\n"
            "      12 juill. 2021 (la date du fichier du site, le document n'en porte pas)\n"
        )
        assert Path("out.csv").read_text().splitlines()[1] == "A1,113.00,2026-01-01,2026-02-15,3.41,3.41"

    def test_no_rows(self, run: Run) -> None:
        Path("bills.csv").write_text(HEAD)
        assert run("late-charge", "bills.csv", "out.csv")[1] == (
            f"late charges of 0 rows, by KOS's Service Terms of 2021-07-12: 0.00 CAD\n\nwith a charge: 0\n{NOTE}"
        )
        assert Path("out.csv").read_text() == HEAD.strip() + ",late_charge\n"

    def test_no_rows_of_parquet(self, run: Run) -> None:
        pa_parquet.write_table(table([]), "bills.parquet")
        assert run("late-charge", "bills.parquet", "out.parquet")[1].startswith("late charges of 0 rows, by KOS's ")
        with files.opened(Path("bills.parquet"), "CAD") as source:
            assert source.share(0) == 1

    def test_rows_come_and_go_block_by_block(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        as_csv()
        monkeypatch.setattr(csv_rows, "BLOCK", 256)
        seen = []
        batches = csv_rows.CsvRows.batches

        def watched(self: csv_rows.CsvRows) -> Any:
            for batch in batches(self):
                seen.append(batch.num_rows)
                yield batch

        monkeypatch.setattr(csv_rows.CsvRows, "batches", watched)
        assert run("late-charge", "bills.csv", "out.csv", "--threads", "2")[0] == 0
        assert max(seen) < 20 < len(seen)
        assert [Decimal(one) for one in column("out.csv", "late_charge")] == RIGHT


class TestAudit:
    """Billed late charges compared with the terms; 1 where their words do not allow one."""

    def test_every_row_and_the_table_of_the_summary(self, run: Run) -> None:
        Path("bills.csv").write_text(BILLS)
        status, out, err = run("audit", "bills.csv", "audited.csv")
        assert (status, err) == (1, "")
        assert column("audited.csv", "match") == [
            "what these terms give",
            "part_month whole-month",
            "what these terms give",
            "",
        ]
        assert column("audited.csv", "difference") == ["0.00", "1.16", "0.00", ""]
        assert out.startswith(
            "audit of 4 rows: 2 as these terms give, 1 otherwise, by 1.16 in all,\n"
            "  by KOS's Service Terms of 2021-07-12\n"
        )
        assert out.endswith(
            "\n\nfrom the nearest that the words allow, in all: 1.16\nwith a null: 1\n"
            "terms of KOS (Kingston Online Services), voice biller: Service Terms of\n"
            "    2021-07-12 (the date of the site's file, the document bears none)\n"
        )

    def test_where_all_agrees(self, run: Run) -> None:
        Path("bills.csv").write_text(HEAD + BILLS.splitlines()[1] + "\n")
        assert run("audit", "bills.csv", "audited.csv")[0] == 0

    def test_where_the_words_allow_all(self, run: Run) -> None:
        first = BILLS.splitlines()[1]  # billed 3.41; from the due date 113.00 x 2 % x 30/31 = 2.19
        Path("bills.csv").write_text(HEAD + first.replace("3.41", "2.19") + "\n")
        assert run("audit", "bills.csv", "audited.csv")[0] == 0
        assert column("audited.csv", "explanation") == ["allowed"]
        assert column("audited.csv", "from_allowed") == ["0.00"]

    def test_every_column_of_it_is_read(self, run: Run) -> None:
        facts = [
            one | {"billed": right, "before_tax": one["amount"] / 2, "original": one["amount"] + 1, "billing_months": 1}
            for one, right in zip(FACTS[:20], RIGHT, strict=False)
        ]
        made = table(facts)
        for name in ("billed", "before_tax", "original"):
            sums = [one[name].quantize(Decimal("0.01")) + (name == "billed") for one in facts]
            made = made.append_column(name, pa.array(sums, pa.decimal128(14, 2)))
        made = made.append_column("billing_months", pa.array([1] * 20, pa.int64()))
        with open("bills.csv", "w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerows([made.schema.names, *(list(one.values()) for one in made.to_pylist())])
        status, out, _ = run("audit", "bills.csv", "audited.parquet", "--format", "json")
        audited = audit(KOS, made)
        assert status == 1
        assert pa_parquet.read_table("audited.parquet").to_pylist() == audited.to_pylist()
        found = json.loads(out)
        assert found["provider"] == "kos"
        assert summary(audited).as_dict().items() <= found.items()

    def test_minor_units(self, run: Run) -> None:
        text = "billed_minor,amount_minor,before_tax_minor,issued,paid\n341,11300,10000,2026-01-01,2026-02-15\n"
        Path("bills.csv").write_text(text)
        assert run("audit", "bills.csv", "audited.csv")[0] == 0
        assert Path("audited.csv").read_text().splitlines()[1].endswith(",341,0,by-the-terms,what these terms give,0")

    def test_in_french(self, run: Run) -> None:
        Path("bills.csv").write_text(BILLS)
        status, out, _ = run("audit", "bills.csv", "audited.csv", "--lang", "fr")
        assert status == 1
        assert out.startswith(
            "vérification de 4 lignes\N{NO-BREAK SPACE}: 2 selon ces conditions, 1 autrement, de 1,16 en tout,\n"
        )
        assert "selon Service Terms du" in out
        assert column("audited.csv", "match")[0] == "what these terms give"


INVOICES = "account,number,issued,amount\nA,1,2026-01-01,56.44\nA,2,2026-02-01,10.00\nB,1,2026-01-01,20.00\n"
PAYMENTS = "account,received,amount,invoice\nA,2026-02-11,30.00,\nB,2026-01-10,25.00,1\n"
CREDITS = "account,issued,amount,invoice\nA,2026-02-20,5.00,2\n"
ON = ("--as-of", "2026-03-20")
SUMS = ("balance", "posted", "accrued", "settlement", "credit")
NO_CORE = (
    "the compiled core is not installed: it gives the same figures sooner, and pip install\n"
    "    'telcoterms[compiled]' brings it"
)


def statement_of(key: str, *more: Credit) -> Statement:
    """What the terms say of an account."""
    bills = {"A": [("1", "2026-01-01", "56.44"), ("2", "2026-02-01", "10.00")], "B": [("1", "2026-01-01", "20.00")]}
    paid = {"A": ("2026-02-11", "30.00", None), "B": ("2026-01-10", "25.00", "1")}[key]
    events = [Invoice(number, day, money(amount)) for number, day, amount in bills[key]]
    payment = Payment(paid[0], money(paid[1]), invoice=paid[2])
    return KOS.statement(Account([*events, payment, *more]), "2026-03-20").value


class TestStatement:
    """What each account owes on a day, from files of invoices, payments and credits."""

    @pytest.fixture(autouse=True)
    def files(self, run: Run) -> None:
        for name, text in (("invoices", INVOICES), ("payments", PAYMENTS), ("credits", CREDITS)):
            Path(f"{name}.csv").write_text(text)

    def test_every_account(self, run: Run) -> None:
        status, out, err = run("statement", "invoices.csv", "payments.csv", "owed.csv", *ON)
        assert (status, err) == (0, "")
        found = [statement_of(key) for key in column("owed.csv", "account")]
        for name in ("balance", "accrued", "settlement", "credit"):
            assert column("owed.csv", name) == [getattr(one, name).text for one in found]
        assert out.splitlines()[0] == "accounts on 2026-03-20, by KOS's Service Terms of 2021-07-12: 2"
        assert f"settlement: {found[0].settlement + found[1].settlement}\n" in out

    def test_with_credits_into_parquet_and_as_data(self, run: Run) -> None:
        words = ["--credits", "credits.csv", "--format", "json"]
        status, out, _ = run("statement", "invoices.csv", "payments.csv", "owed.parquet", *ON, *words)
        own = statement_of("A", Credit("2026-02-20", money("5.00"), "2"))
        found = pa_parquet.read_table("owed.parquet").to_pylist()
        assert status == 0
        assert found[0]["settlement"] == own.settlement.amount
        data = json.loads(out)
        assert {name: Decimal(data[name]) for name in SUMS} == {name: sum(one[name] for one in found) for name in SUMS}
        assert (data["as_of"], data["accounts"], data["invoices"], data["payments"], data["misfits"]) == (
            "2026-03-20",
            2,
            3,
            2,
            0,
        )

    def test_debts_and_postings(self, run: Run) -> None:
        assert run("statement", "invoices.csv", "payments.csv", "out.csv", *ON, "--give", "debts")[1].startswith(
            "debts on 2026-03-20, by KOS's Service Terms of 2021-07-12: 3\n"
        )
        assert column("out.csv", "number") == ["1", "2", "1"]
        _, out, _ = run(
            "statement", "invoices.csv", "payments.csv", "out.csv", *ON, "--give", "postings", "--lang", "fr"
        )
        assert out.startswith("frais inscrits au 20\N{NO-BREAK SPACE}mars")
        assert column("out.csv", "amount") == ["1.13", "0.77", "0.20"]
        assert "\n\namount : 2,10 $\n\nnotes :\n" in out.replace("\N{NO-BREAK SPACE}", " ")

    @pytest.mark.parametrize(
        ("give", "line", "sums", "cell"),
        [
            (
                "ageing",
                "age bands on 2026-03-20, by KOS's Service Terms of 2021-07-12: 10",
                ["owed: ", "disputed: "],
                "owed",
            ),
            ("entries", "entries on 2026-03-20, by KOS's Service Terms of 2021-07-12: 13", [], "what"),
            (
                "allocations",
                "allocated sums on 2026-03-20, by KOS's Service Terms of 2021-07-12: 3",
                ["amount: "],
                "part",
            ),
            ("receipts", "receipts on 2026-03-20, by KOS's Service Terms of 2021-07-12: 2", [], "receipt"),
        ],
    )
    def test_other_tables(self, run: Run, give: str, line: str, sums: list[str], cell: str) -> None:
        status, out, err = run("statement", "invoices.csv", "payments.csv", "out.csv", *ON, "--give", give)
        assert (status, err) == (0, "")
        head, *lines = out.partition("\n\nnotes:")[0].splitlines()
        assert head == line
        assert [one.partition(": ")[0] + ": " for one in lines if one] == sums
        assert len(column("out.csv", cell)) == int(line.rpartition(": ")[2])

    def test_corrections_since_the_receipts_of_an_earlier_run(self, run: Run) -> None:
        words = ["statement", "invoices.csv", "payments.csv"]
        assert run(*words, "receipts.csv", "--as-of", "2026-02-10", "--give", "receipts")[0] == 0
        more = ["--give", "corrections", "--earlier", "receipts.csv", "--format", "json"]
        status, out, err = run(*words, "out.csv", *ON, *more)
        assert (status, err, json.loads(out)["corrections"]) == (0, "", 7)
        assert column("out.csv", "why")[0] == "since 2026-02-10"

    def test_an_account_that_does_not_fit(self, run: Run) -> None:
        Path("payments.csv").write_text(PAYMENTS + "B,2026-01-10,1.00,9\n")
        words = ["statement", "invoices.csv", "payments.csv", "out.csv", *ON]
        status, out, err = run(*words)
        assert (status, out, Path("out.csv").exists()) == (2, "", False)
        assert err.startswith("telcoterms: account 'B': ")
        status, out, _ = run(*words, "--errors", "column")
        assert status == 0
        assert "\nthat do not fit: 1\n" in out
        assert column("out.csv", "settlement")[1] == ""

    def test_each_account_on_its_own_day(self, run: Run) -> None:
        days = [line + ",2026-03-20" if line[0] == "A" else line + ",2026-01-05" for line in INVOICES.splitlines()[1:]]
        Path("invoices.csv").write_text("account,number,issued,amount,as_of\n" + "\n".join(days) + "\n")
        status, out, err = run("statement", "invoices.csv", "payments.csv", "owed.csv")
        assert (status, err) == (0, "")
        assert out.startswith("accounts, each of its own day, by KOS's Service Terms of 2021-07-12: 2\n")
        assert column("owed.csv", "as_of") == ["2026-03-20", "2026-01-05"]
        assert column("owed.csv", "settlement") == [statement_of("A").settlement.text, "20.00"]
        data = json.loads(run("statement", "invoices.csv", "payments.csv", "owed.csv", "--format", "json")[1])
        assert (data["as_of"], data["accounts"]) == (None, 2)

    def test_without_the_compiled_core_it_says_so_once(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        words = ["statement", "invoices.csv", "payments.csv", "out.csv", *ON]
        with_it = run(*words)[1]
        assert "compiled core" not in with_it
        monkeypatch.setattr(core, "installed", lambda: None)
        assert run(*words)[1].replace(f"{NO_CORE}\n", "", 1) == with_it
        assert json.loads(run(*words, "--format", "json")[1])["lacks_compiled_core"] is True
        assert "le noyau compilé n'est pas installé" in run(*words, "--lang", "fr")[1]

    @pytest.mark.parametrize("name", ["invoices.csv", "payments.csv", "credits.csv"])
    def test_no_file_that_is_read_is_written(self, run: Run, name: str) -> None:
        before = Path(name).read_text()
        status, _, err = run("statement", "invoices.csv", "payments.csv", name, *ON, "--credits", "credits.csv")
        assert (status, "the rows are read from there" in err, Path(name).read_text()) == (2, True, before)

    def test_a_place_where_nothing_can_be_written_is_refused_before_a_row_is_read(self, run: Run) -> None:
        Path("invoices.csv").write_text("account,issued\nA,never\n")
        assert "its ending is '.txt'" in run("statement", "invoices.csv", "payments.csv", "out.txt", *ON)[2]


ODD = HEAD + (
    "A1,113.00,2026-01-01,2026-02-15,3.41\n"
    "A2,113.00,2026-02-15,2026-01-01,4.57\n"
    "A3,-1.00,2026-01-01,2026-01-16,0.00\n"
    "A4,113.00,2026-02-15,2026-01-01,4.57\n"
)


class TestMisfits:
    """Rows that do not fit are told at once, each kind with its first row; or in a column."""

    @pytest.mark.parametrize("name", ["late-charge", "audit"])
    def test_they_are_told_and_nothing_is_written(self, run: Run, name: str) -> None:
        Path("bills.csv").write_text(ODD)
        Path("out.csv").write_text("what was there")
        status, out, err = run(name, "bills.csv", "out.csv")
        assert (status, out) == (2, "")
        first, second = err.splitlines()
        assert first.startswith("telcoterms: row 3 and 1 more: the payment of 2026-01-01 lies before the invoice")
        assert second == "row 4: amount is -1.00 CAD: give zero or more"
        assert left() == ["bills.csv", "out.csv"]
        assert Path("out.csv").read_text() == "what was there"

    def test_of_several_blocks_each_kind_is_told_once(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(csv_rows, "BLOCK", 256)
        Path("bills.csv").write_text(HEAD + "".join(f"{one}\n" for one in ODD.splitlines()[1:] * 50))
        _, _, err = run("late-charge", "bills.csv", "out.csv")
        assert [one.partition(": ")[0] for one in err.removeprefix("telcoterms: ").splitlines()] == [
            "row 3 and 99 more",
            "row 4 and 49 more",
        ]

    def test_in_a_column(self, run: Run) -> None:
        Path("bills.csv").write_text(ODD)
        status, out, err = run("late-charge", "bills.csv", "out.csv", "--errors", "column")
        assert (status, err) == (0, "")
        assert out == (
            "late charges of 4 rows, by KOS's Service Terms of 2021-07-12: 3.41 CAD\n\n"
            f"with a charge: 1\nthat do not fit: 3\n{NOTE}"
        )
        assert column("out.csv", "late_charge") == ["3.41", "", "", ""]
        assert column("out.csv", "error")[2] == "amount is -1.00 CAD: give zero or more"
        assert column("out.csv", "error_code")[2] == "amount_below_zero"

    def test_in_a_column_of_an_audit(self, run: Run) -> None:
        Path("bills.csv").write_text(ODD)
        status, out, _ = run("audit", "bills.csv", "out.csv", "--errors", "column", "--format", "json")
        assert (status, json.loads(out)["misfits"]) == (0, 3)

    def test_in_french(self, run: Run) -> None:
        Path("bills.csv").write_text(ODD)
        _, _, err = run("late-charge", "bills.csv", "out.csv", "--lang", "fr")
        assert err.startswith(
            "telcoterms: ligne 3 et 1 de plus\N{NO-BREAK SPACE}: le paiement du 1er\N{NO-BREAK SPACE}janv."
        )

    def test_cells_are_told_before_rows(self, run: Run) -> None:
        Path("bills.csv").write_text(ODD + "A5,a lot,2026-01-01,2026-02-30,1.00\nA6,a lot,2026-01-01,2026-02-20,1.00\n")
        status, out, err = run("late-charge", "bills.csv", "out.csv", "--lang", "fr")
        assert (status, out, left()) == (2, "", ["bills.csv"])
        first, second = err.splitlines()
        assert first.startswith("telcoterms: bills.csv: ligne 6 et 1 de plus, amount: 'a lot' n'est pas")
        assert second.startswith("bills.csv: ligne 6, paid: paid vaut '2026-02-30'")

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["late-charge", "none.csv", "out.csv"], "there is no such file"),
            (["late-charge", "bills.csv", "out.xlsx"], "its ending is '.xlsx'"),
            (["late-charge", "bills.csv", "bills.csv"], "the rows are read from there"),
            (["late-charge", "bills.csv", "none/out.csv"], "its folder does not exist"),
            (["late-charge", "bills.csv", "out.csv", "--provider", "kijoma"], "late_charge"),
            (["late-charge", "bills.csv", "out.csv", "--threads", "0"], "threads is 0"),
            (
                ["late-charge", "bills.csv", "out.csv", "--beside", "billed"],
                "choose from months, due_date, dispute_until",
            ),
            (["late-charge", "bills.csv", "out.csv", "--errors", "skip"], "choose from raise, column"),
            (["late-charge", "bills.csv", "out.csv", "--format", "html"], "choose from text, json"),
            (["late-charge", "bills.csv"], "batch late-charge needs OUT: give all of them"),
            (["late-charge", "twice.csv", "out.csv"], "has a column late_charge already"),
            (["audit", "short.csv", "out.csv"], "no column billed among"),
            (["refund", "bills.csv", "out.csv"], "there is no command 'refund': telcoterms batch --help"),
        ],
    )
    def test_wrong_use(self, run: Run, words: list[str], sentence: str) -> None:
        for name, text in (("bills", BILLS), ("twice", BILLS.replace("billed", "late_charge")), ("short", "amount\n")):
            Path(f"{name}.csv").write_text(text)
        status, out, err = run(*words)
        assert (status, out) == (2, "")
        assert sentence in err
        assert left() == ["bills.csv", "short.csv", "twice.csv"]


class TestHelp:
    """Each command's help fits a terminal and has an example, which runs."""

    def test_bare_it_prints_its_help(self, run: Run) -> None:
        status, out, _ = run()
        assert (status, out.splitlines()[0]) == (0, "usage: telcoterms batch [-h] COMMAND ...")

    @pytest.mark.parametrize("name", ["late-charge", "audit", "statement"])
    def test_the_example_runs(self, run: Run, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "80")
        bills = HEAD + BILLS.splitlines()[1] + "\n"
        for start, text in (("bills", bills), ("invoices", INVOICES), ("payments", PAYMENTS)):
            Path(f"{start}.csv").write_text(text)
        _, out, _ = run(name, "--help")
        assert max(map(len, out.splitlines())) <= 80
        example = out.split("example:\n  telcoterms batch ")[1].replace("\\\n", " ").split()
        assert example[0] == name
        assert run(*example)[0] == 0

    def test_without_the_extra_it_says_how_to_install_it(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in [
            name for name in sys.modules if name == "telcoterms.batch" or name.startswith("telcoterms.batch.")
        ]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        status, _, err = run("late-charge", "bills.csv", "out.csv")
        assert (status, "pip install 'telcoterms[batch]'" in err) == (2, True)

    @pytest.mark.parametrize(
        "words", [["--help"], ["batch", "audit", "--help"], ["due-date", "--issued", "2026-01-01"]]
    )
    def test_the_rest_of_the_command_stays_light(self, words: list[str]) -> None:
        code = (
            f"import sys\nfrom telcoterms.cli import main\ntry:\n    main({words!r})\nexcept SystemExit:\n    pass\n"
            "print([name for name in ('numpy', 'pyarrow', 'telcoterms.batch') if name in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.endswith("\n[]\n")


def large(folder: Path, rows: int) -> Path:
    """A file of many rows, quickly."""
    path = folder / "large.csv"
    path.write_text(HEAD + "A1,113.00,2026-01-01,2026-02-15,3.41\n" * rows)
    return path


class TestAsAProcess:
    """Run as a program: a line on a terminal, silence in a pipe, and an interruption that leaves nothing behind."""

    def test_a_pipe_stays_silent(self, tmp_path: Path) -> None:
        words = ["late-charge", str(large(tmp_path, 1000)), str(tmp_path / "out.parquet")]
        done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=True)
        assert (done.stdout, done.stderr) == (
            "late charges of 1000 rows, by KOS's Service Terms of 2021-07-12: 3410.00 CAD\n\n"
            f"with a charge: 1000\n{NOTE}",
            "",
        )

    def test_a_terminal_shows_how_far_it_has_come(self, tmp_path: Path) -> None:
        ours, theirs = pty.openpty()
        words = ["late-charge", str(large(tmp_path, 500_000)), str(tmp_path / "out.parquet")]
        with subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, stderr=theirs, text=True) as program:
            os.close(theirs)
            seen = b""
            while program.poll() is None or b"rows/s" not in seen:
                seen += os.read(ours, 10_000)
                if seen.endswith(b" \r"):
                    break
            out, _ = program.communicate()
        os.close(ours)
        assert re.search(rb"[0-9]+%  [0-9,]+ rows  [0-9,]+ rows/s", seen)
        assert seen.endswith(b" \r")
        assert out.startswith("late charges of 500000 rows, by KOS's Service Terms of ")

    @pytest.mark.parametrize("ending", ["csv", "parquet"])
    def test_an_interruption_leaves_what_was_there(self, tmp_path: Path, ending: str) -> None:
        read, out = large(tmp_path, 500_000), tmp_path / f"out.{ending}"
        out.write_text("what was there")
        words = ["late-charge", str(read), str(out), "--threads", "2"]
        with subprocess.Popen([*COMMAND, *words], stdout=-1, stderr=-1, text=True) as program:
            while not list(tmp_path.glob(".telcoterms-*")):
                assert program.poll() is None
                time.sleep(0.01)
            program.send_signal(signal.SIGINT)
            said = program.communicate()
        assert (program.returncode, said) == (130, ("", "telcoterms: interrupted\n"))
        assert sorted(one.name for one in tmp_path.iterdir()) == ["large.csv", out.name]
        assert out.read_text() == "what was there"
