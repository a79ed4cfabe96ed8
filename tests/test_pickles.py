"""Terms are pickled as a reference to what is published, and whole where they are of another file."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from telcoterms import (
    Account,
    Answer,
    BilledTo,
    Dispute,
    Event,
    Invoice,
    InvoiceLine,
    Payment,
    RecordError,
    Terms,
    load,
    load_calendar,
)
from tests.terms_builders import cad
from tests.test_editions import two

ROOT = Path(__file__).parents[1]
KOS = load("kos")
PUBLISHED = {
    "as they are": KOS,
    "of a service": load("kos", service="cable"),
    "of none": load("kos", service="none"),
    "in a voice": KOS.under("consumer"),
    "under a reading": KOS.under(late_charge={"runs_from": "due-date"}, refund={"month_length": "thirty-day-month"}),
    "in a voice, under a reading": KOS.under("letter", late_charge={"runs_from": "due-date"}),
    "of a customer": KOS.for_customer(agreed="2024-05-01", customer="consumer", province="ON"),
    "without earlier editions": load("kos", edition="2021-07-12"),
    "of another provider": load("kijoma"),
}
OTHERS = {
    "of a file": load(ROOT / "examples" / "own_provider.toml"),
    "with a calendar": load("kijoma").with_calendar(load_calendar("england").changed(added=["2026-03-03"])),
    "of two editions": two({}, {}),
    "with another clause": Terms(KOS.agreement.with_rules(late_charge=KOS.agreement.rules["dispute"])),
}


def late_charge(terms: Terms) -> Answer[object]:
    return terms.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")


@pytest.mark.parametrize("terms", PUBLISHED.values(), ids=PUBLISHED)
def test_published_terms_make_the_round_as_a_reference(terms: Terms) -> None:
    data = pickle.dumps(terms)
    assert len(data) < 1000
    assert b"telcoterms.files.pickles" in data
    again = pickle.loads(data)
    assert again == terms
    assert repr(again) == repr(terms)
    assert again.agreement.customer == terms.agreement.customer


@pytest.mark.parametrize("terms", OTHERS.values(), ids=OTHERS)
def test_other_terms_make_the_round_whole(terms: Terms) -> None:
    data = pickle.dumps(terms)
    assert b"telcoterms.files.pickles" not in data
    assert pickle.loads(data) == terms


def test_the_statement_of_a_plain_account_of_28_events_is_small_and_computed_again() -> None:
    months = [(2025, month) for month in range(1, 13)] + [(2026, 1), (2026, 2)]
    bills = [Invoice(f"{year}-{month:02}", date(year, month, 1), cad(56_45)) for year, month in months]
    payments = [Payment(date(year, month, 26), cad(56_45)) for year, month in months]
    answer = KOS.statement(Account([*bills, *payments]), "2026-03-10")
    data = pickle.dumps(answer)
    assert len(data) < 1100  # a field that has its default in every event takes no place
    again = pickle.loads(data)
    assert not hasattr(again, "_value")
    assert pickle.dumps(again) == data
    assert (again, again.value, again.receipt()) == (answer, answer.value, answer.receipt())


def test_a_statement_that_takes_a_replay_is_pickled_with_its_value() -> None:
    account = Account([Invoice("1", "2026-01-01", cad(56_45)), Dispute("1", "2026-01-20", cad(10_00))])
    answer = KOS.statement(account, "2026-03-10")
    again = pickle.loads(pickle.dumps(answer))
    assert hasattr(again, "_value")
    assert again == answer


@pytest.mark.parametrize(
    "events",
    [
        [],
        [Payment("2026-02-01", cad(5_00), reference="R 1"), Payment("2026-01-02", cad(7_00))],
        [
            Invoice("2026-02", "2026-02-01", cad(56_45), 3, due="2026-02-20", sent="2026-02-02", way="post"),
            Invoice("2026-01", "2026-01-01", cad(10_00), lines=[InvoiceLine("dsl", "one-time", cad(10_00))]),
            Payment("2026-02-03", cad(1_00), "2026-01"),
            Dispute("2026-01", "2026-01-20", cad(9_00)),
        ],
    ],
    ids=["nothing", "payments", "bills"],
)
def test_an_account_comes_back_with_each_field_of_its_events(events: list[Event]) -> None:
    account = Account(events, BilledTo("A customer"))
    for again in (pickle.loads(pickle.dumps(account)), copy.deepcopy(account)):
        assert again == account
        assert (again.as_dict(), again.billed_to) == (account.as_dict(), account.billed_to)
        assert (again.invoices, again.payments, again.others) == (account.invoices, account.payments, account.others)


def test_an_answer_is_small_and_answers_on() -> None:
    answer = late_charge(KOS)
    data = pickle.dumps(answer)
    assert len(data) < 2000
    again = pickle.loads(data)
    assert again == answer
    assert str(again) == str(answer)
    assert again.under(runs_from="due-date") == answer.under(runs_from="due-date")


def test_another_process_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "answer.pickle"
    file.write_bytes(pickle.dumps(late_charge(KOS.under("consumer"))))
    code = f"import pickle; print(pickle.load(open({str(file)!r}, 'rb')).value.text)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1.13\n"


@pytest.mark.parametrize(
    ("said", "other"),
    [
        (KOS.agreement.file.sha256, "0" * 64),
        ("2021-07-12", "2021-07-13"),
    ],
    ids=["another file", "another edition"],
)
def test_terms_that_are_not_held_as_they_were_are_refused(said: str, other: str) -> None:
    data = pickle.dumps(late_charge(KOS))
    assert said.encode() in data
    with pytest.raises(
        RecordError, match=r"the pickle holds terms of 'kos' of .*, as version 0\.1\.0 has them, and this"
    ):
        pickle.loads(data.replace(said.encode(), other.encode()))
