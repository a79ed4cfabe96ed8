"""Receipts: what is kept of an answer, held against the library later, one by one and in bulk."""

import copy
import hashlib
import json
import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median
from time import thread_time
from typing import Any, Final, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import telcoterms
from telcoterms import (
    Account,
    Answer,
    Bill,
    BillLine,
    Credit,
    Dispute,
    Edition,
    InputError,
    InvalidFileError,
    Invoice,
    Money,
    Payment,
    RecordError,
    Statement,
    TelcoTermsError,
    Terms,
    Verdict,
    editions,
    from_dict,
    load,
    load_calendar,
    verify,
    verify_all,
)
from telcoterms.answers.receipt import mark_of, marked
from telcoterms.cli import main
from telcoterms.files.library import SchemaName
from telcoterms.files.verdict import MAX_SHOWN, Mismatch
from telcoterms.values.dataclasses import replace
from telcoterms.values.hashes import FileText, sha256_of_json, sha256_of_value
from tests.account_with_every_event import AFTER, BEFORE, bounced, messy
from tests.error_assertions import refused
from tests.long_runs import examples
from tests.random_accounts import Made, made_history
from tests.strategies import HOSTING, changed, statements
from tests.terms_builders import cad

KOS: Final = load("kos")
CHARGE: Final = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
HOME: Final = Path(telcoterms.__file__).parent / "published"
many = settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
BASE_RATE: Final = Path(__file__).parent / "providers" / "fee-and-base-rate-2026-11-21.toml"
NORDLYS: Final = Path(__file__).parent / "providers" / "nordlys-2024-05-01.toml"


def read(data: Any) -> Any:
    """Data after a journey through JSON."""
    return json.loads(json.dumps(data, allow_nan=False))


def compact(data: Any) -> str:
    """Data as it is stored."""
    return json.dumps(data, separators=(",", ":"))


def twenty_eight_events() -> Account:
    """Fourteen bills of a year and more, most paid late and some in part, a dispute and a credit."""
    months = [(2025, month) for month in range(1, 13)] + [(2026, 1), (2026, 2)]
    events: list[Any] = [Invoice(f"INV-{year}-{month:02}", date(year, month, 1), cad(56_45)) for year, month in months]
    for place, (year, month) in enumerate(months[:-2]):
        paid = date.fromordinal(date(year, month, 1).toordinal() + 10 + place * 7 % 50)
        events.append(Payment(paid, cad(56_45 if place % 3 else 40_00), None, f"wire {place:04}"))
    events += [Dispute("INV-2025-12", "2025-12-20", cad(10_00)), Credit("2026-02-20", cad(5_00), "INV-2026-01")]
    return Account(events)


OWED: Final = KOS.statement(twenty_eight_events(), "2026-03-10")
PLAIN: Final = KOS.statement(Account([*twenty_eight_events().invoices, *twenty_eight_events().payments]), "2026-03-10")
"""An account that needs no replay."""


DEEP: list[Any] = []
for _ in range(100_000):
    DEEP = [DEEP]


def forged(receipt: Any, change: Callable[[Any], object], *, remark: bool = False) -> Verdict[object]:
    """The verdict on data that was changed; with `remark`, by somebody who wrote its mark again."""
    data = copy.deepcopy(read(receipt))
    change(data)
    return verify(marked({key: value for key, value in data.items() if key != "sha256"}) if remark else data)


class TestReceipt:
    """What is kept of an answer: the facts, the figure, and what it rests on; no wording."""

    def test_of_a_late_charge(self) -> None:
        receipt = read(CHARGE.receipt())
        assert {key: value for key, value in receipt.items() if key not in ("tables", "sha256")} == {
            "schema": 2,
            "library": telcoterms.__version__,
            "question": "late_charge",
            "provider": "kos",
            "edition": "2021-07-12",
            "revision": 0,
            "service": None,
            "voice": "biller",
            "currency": "CAD",
            "facts": {"amount": "113.00", "issued": "2026-01-01", "paid": "2026-02-15", "billing_months": 1},
            "readings": CHARGE.readings,
            "figure": "3.41",
        }

    def test_the_mark_of_a_published_file_is_that_of_its_bytes(self) -> None:
        of = {table["kind"]: table for table in CHARGE.receipt()["tables"]}
        file = (HOME / "providers" / "kos-2021-07-12.toml").read_bytes()
        assert of["provider"]["sha256"] == hashlib.sha256(file).hexdigest()
        assert of["law"]["sha256"] == hashlib.sha256((HOME / "law" / "canada.toml").read_bytes()).hexdigest()

    def test_the_mark_of_the_whole_is_that_of_its_canonical_json(self) -> None:
        receipt: Any = read(CHARGE.receipt())
        mark = receipt.pop("sha256")
        text = json.dumps(receipt, sort_keys=True, separators=(",", ":"))
        assert mark == hashlib.sha256(text.encode()).hexdigest()

    def test_the_order_of_keys_does_not_matter(self) -> None:
        receipt = CHARGE.receipt()
        assert verify(dict(reversed(receipt.items()))).outcome == "equal"

    def test_as_dict_is_the_receipt_with_the_working(self) -> None:
        receipt, record = CHARGE.receipt(), CHARGE.as_dict()
        assert {key: record[key] for key in receipt if key != "sha256"} == {
            key: value for key, value in receipt.items() if key != "sha256"
        }
        assert mark_of(record) == record["sha256"] != receipt["sha256"]
        assert {"steps", "law", "documents"} <= record.keys() - receipt.keys()

    def test_each_step_has_its_text(self) -> None:
        steps: Any = CHARGE.as_dict()["steps"]
        assert steps[0]["text"] == "due date: 2026-01-01 + 15 days = 2026-01-16"
        assert all(step["text"] for step in steps)

    def test_under_seven_kilobytes_for_28_events(self) -> None:
        assert len(twenty_eight_events()) == 28
        assert len(compact(OWED.receipt())) < 7_000

    def test_the_tables_that_are_rested_on(self) -> None:
        refund = KOS.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10")
        assert [(one.kind, one.name) for one in refund.about.tables_used] == [
            ("provider", "kos-2021-07-12"),
            ("tax", "canada"),
            ("law", "canada"),
        ]
        hours = KOS.hours("2026-06-24")
        assert ("calendar", "ontario-and-federal", "2026-11") in [one[:3] for one in hours.about.tables_used]

    def test_terms_without_a_table_of_taxes_rest_on_none(self) -> None:
        untaxed = Terms(replace(HOSTING.agreement, tax=None))
        refund = untaxed.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10")
        assert [one.kind for one in refund.about.tables_used] == ["provider", "law"]

    def test_an_index_is_rested_on_where_a_rate_is(self, tmp_path: Path) -> None:
        terms, other = load(BASE_RATE), tmp_path / "other.toml"
        other.write_text(BASE_RATE.read_text("utf-8").replace("value = 0.0375", "value = 0.0400"), "utf-8")
        charge = terms.late_charge("100.00", issued="2026-01-01", paid="2026-05-15")
        verdict = verify(charge.receipt(), terms=load(other))
        assert (verdict.outcome, verdict.mismatches) == ("changed", (Mismatch("figure", "7.00", "7.09"),))
        assert [(change.table.kind, change.table.name) for change in verdict.tables] == [
            ("provider", "fee-and-base-rate-2026-11-21"),
            ("index", "bank-base"),
        ]
        assert [one.kind for one in terms.due_date("2026-01-01").about.tables_used] == ["provider"]

    def test_equal_tables_have_one_mark_and_others_another(self) -> None:
        calendar = load_calendar("england")
        assert sha256_of_value(pickle.loads(pickle.dumps(calendar))) == calendar.sha256
        assert calendar.changed(added=["2026-06-15"]).sha256 != calendar.sha256

    def test_a_file_is_pickled_by_its_mark(self) -> None:
        file = FileText("a = 1\n" * 10_000)
        again = pickle.loads(pickle.dumps(file))
        assert again.sha256 == file.sha256 == hashlib.sha256(b"a = 1\n" * 10_000).hexdigest()
        assert len(pickle.dumps(file)) < 200
        assert repr(file) == repr(again) == "<text of a file>"

    def test_what_has_no_canonical_form(self) -> None:
        with pytest.raises(TypeError, match="no canonical form of 1"):
            sha256_of_value((1.5,))

    def test_every_kind_of_value_has_one(self) -> None:
        value = {"a": (None, 1, "b", cad(5), date(2026, 1, 1), Fraction(1, 3), frozenset({2, 1}))}
        plain = {"a": [None, 1, "b", ["0.05", "CAD"], "2026-01-01", [1, 3], [1, 2]]}
        assert sha256_of_value(value) == sha256_of_json(plain)

    def test_of_a_bill(self) -> None:
        line = BillLine("late_charge", {"amount": cad(113_00), "issued": "2026-01-01", "paid": "2026-02-15"}, cad(3_41))
        answer = KOS.audit(Bill(lines=(line,)))
        assert verify(read(answer.receipt())).answer == answer

    def test_of_a_service_a_voice_and_a_customer(self) -> None:
        terms = load("kos", service="dsl").under("consumer").for_customer(customer="consumer", province="ON")
        answer = terms.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        receipt = read(answer.receipt())
        assert (receipt["service"], receipt["voice"], receipt["customer"]["province"]) == ("dsl", "consumer", "ON")
        assert verify(receipt).answer == answer


class TestVerdict:
    """Equal, changed, another figure, another working, altered, not held, or refused; each with why."""

    @pytest.mark.parametrize("data", [CHARGE.receipt(), CHARGE.as_dict(), OWED.receipt(), OWED.as_dict()])
    def test_equal(self, data: Any) -> None:
        verdict = verify(read(data))
        assert (verdict.outcome, verdict.stands, verdict.error) == ("equal", True, None)
        assert (verdict.mismatches, verdict.tables) == ((), ())

    def test_the_answer_has_its_type(self) -> None:
        assert verify(read(OWED.receipt()), Statement).answer == OWED
        assert verify(CHARGE.receipt(), Money).answer == CHARGE

    def test_the_answer_on_a_plain_account_is_given_when_it_is_looked_at(self) -> None:
        for kind in (None, Statement):
            found = verify(read(PLAIN.receipt()), kind).answer
            assert found is not None
            assert not hasattr(found, "_value")  # most receipts come out, and nobody looks at the answer
            assert found == PLAIN
            assert (found.value, found.facts, found.receipt()) == (PLAIN.value, PLAIN.facts, PLAIN.receipt())

    def test_a_plain_account_is_no_money(self) -> None:
        verdict = verify(PLAIN.receipt(), Money)
        assert str(verdict.error).startswith("the receipt is of statement, whose answer is of the type Statement, not")

    @pytest.mark.parametrize("remark", [False, True])
    @pytest.mark.parametrize(
        ("change", "key"),
        [
            (lambda figure: figure["debts"][0]["posted"][0].__setitem__(1, "0.01"), "figure.debts[0].posted[0][1]"),
            (lambda figure: figure["debts"][0]["placed"][0].__setitem__(2, "0.01"), "figure.debts[0].placed[0][2]"),
            (lambda figure: figure["debts"][0].update(dispute_until="2026-01-01"), "figure.debts[0].dispute_until"),
            (lambda figure: figure["debts"][0].pop("due"), "figure.debts[0].due"),
            (lambda figure: figure.update(credit=0), "figure.credit"),
        ],
    )
    def test_a_forged_figure_of_a_plain_account(self, change: Callable[[Any], object], key: str, remark: bool) -> None:
        verdict = forged(PLAIN.receipt(), lambda data: change(data["figure"]), remark=remark)
        assert (verdict.outcome, [one.key for one in verdict.mismatches]) == ("another-figure", [key])

    def test_a_key_in_the_place_of_another(self) -> None:
        assert verify(read(PLAIN.receipt())).outcome == "equal"  # so what such receipts rest on is known from here on
        receipt: Any = read(PLAIN.receipt())
        receipt["reading"] = receipt.pop("readings")
        verdict = verify(receipt)
        assert (verdict.outcome, str(verdict.error)) == (
            "refused",
            "the receipt lacks readings: give it whole, as it was made",
        )

    def test_a_receipt_of_another_kind(self) -> None:
        verdict = verify(CHARGE.receipt(), Statement)
        assert verdict.outcome == "refused"
        assert str(verdict.error) == (
            "the receipt is of late_charge, whose answer is of the type Money, not Statement: leave the kind out, or "
            "give a receipt of that kind"
        )

    @pytest.mark.parametrize("remark", [False, True])
    def test_a_forged_figure(self, remark: bool) -> None:
        verdict = forged(CHARGE.receipt(), lambda data: data.update(figure="3.40"), remark=remark)
        assert (verdict.outcome, verdict.stands) == ("another-figure", False)
        assert verdict.mismatches == (Mismatch("figure", "3.40", "3.41"),)
        assert verdict.is_altered is not remark

    @pytest.mark.parametrize("remark", [False, True])
    def test_a_forged_fact(self, remark: bool) -> None:
        verdict = forged(CHARGE.receipt(), lambda data: data["facts"].update(paid="2026-02-13"), remark=remark)
        assert verdict.mismatches == (Mismatch("figure", "3.41", "3.25"),)

    def test_a_forged_fact_that_moves_no_figure(self) -> None:
        verdict = forged(CHARGE.receipt(), lambda data: data["facts"].update(amount="113.01"))
        assert (verdict.outcome, verdict.stands, verdict.mismatches) == ("altered", False, ())
        assert "its sha256 does not fit what it holds" in str(verdict)

    @pytest.mark.parametrize("remark", [False, True])
    def test_a_forged_step(self, remark: bool) -> None:
        verdict = forged(CHARGE.as_dict(), lambda data: data["steps"][0].update(text="due tomorrow"), remark=remark)
        assert (verdict.outcome, verdict.stands, verdict.figure_is_equal) == ("another-working", False, True)
        said = "due date: 2026-01-01 + 15 days = 2026-01-16"
        assert verdict.mismatches == (Mismatch("steps[0].text", "due tomorrow", said),)

    @pytest.mark.parametrize("remark", [False, True])
    def test_a_forged_ledger(self, remark: bool) -> None:
        verdict = forged(OWED.as_dict(), lambda data: data["ledger"][1].update(amount="0.01"), remark=remark)
        assert verdict.outcome == "another-working"
        assert [one.key for one in verdict.mismatches] == ["ledger[1].amount"]

    def test_a_line_of_the_ledger_that_was_taken_out(self) -> None:
        verdict = forged(OWED.as_dict(), lambda data: data["ledger"].pop(), remark=True)
        assert verdict.outcome == "another-working"
        assert verdict.mismatches[-1].said is None

    @pytest.mark.parametrize("remark", [False, True])
    def test_where_a_payment_went_is_of_the_figure(self, remark: bool) -> None:
        verdict = forged(
            OWED.receipt(), lambda data: data["figure"]["debts"][0]["placed"][0].__setitem__(2, "0.01"), remark=remark
        )
        assert (verdict.outcome, verdict.figure_is_equal) == ("another-figure", False)
        assert [one.key for one in verdict.mismatches] == ["figure.debts[0].placed[0][2]"]

    def test_a_number_in_the_place_of_a_text(self) -> None:
        verdict = forged(OWED.receipt(), lambda data: data["figure"].update(balance=1), remark=True)
        assert verdict.mismatches[0].key == "figure.balance"

    def test_a_forged_library_version(self) -> None:
        verdict = forged(CHARGE.receipt(), lambda data: data.update(library="0.0.9"))
        assert (verdict.outcome, verdict.stands) == ("altered", False)

    def test_another_library_version(self) -> None:
        verdict = forged(CHARGE.receipt(), lambda data: data.update(library="0.0.9"), remark=True)
        assert (verdict.outcome, verdict.stands, verdict.library_is_equal) == ("changed", True, False)
        assert f"the library: version 0.0.9 in the receipt, {telcoterms.__version__} here" in str(verdict)

    def test_another_library_version_with_another_figure(self) -> None:
        verdict = forged(CHARGE.receipt(), lambda data: data.update(library="0.0.9", figure="3.40"), remark=True)
        assert (verdict.outcome, verdict.stands) == ("changed", False)
        assert str(verdict).startswith("receipt of late charge: what it rests on has changed, and another figure comes")

    def test_a_forged_hash_of_a_table(self) -> None:
        verdict = forged(CHARGE.receipt(), lambda data: data["tables"][1].update(sha256="0" * 64))
        assert (verdict.outcome, verdict.stands) == ("altered", False)

    def test_a_table_whose_content_has_changed(self) -> None:
        verdict = forged(CHARGE.receipt(), lambda data: data["tables"][1].update(sha256="0" * 64), remark=True)
        assert (verdict.outcome, verdict.stands) == ("changed", True)
        assert "law canada: its content has changed, sha256 000000000000... in the receipt" in str(verdict)

    def test_a_table_of_another_revision(self) -> None:
        verdict = forged(CHARGE.receipt(), lambda data: data["tables"][1].update(version="0"), remark=True)
        assert "law canada: version 0 in the receipt, 1 here" in str(verdict)

    def test_tables_that_are_used_no_more_or_only_since(self) -> None:
        def other(data: Any) -> None:
            data["tables"][1] = {"kind": "tax", "name": "canada", "version": "0", "sha256": "0" * 64}

        verdict = forged(CHARGE.receipt(), other, remark=True)
        assert [(change.said is None, change.here is None) for change in verdict.tables] == [
            (False, True),
            (True, False),
        ]
        assert "tax canada: in the receipt, and not used here" in str(verdict)
        assert "law canada: not in the receipt, version 1 here" in str(verdict)

    def test_an_edition_of_another_revision(self) -> None:
        def other(data: Any) -> None:
            data["revision"], data["tables"][0]["version"] = 7, "7"

        verdict = forged(CHARGE.receipt(), other, remark=True)
        assert verdict.outcome == "not-held"
        assert "revision 7 of the terms of 'kos' of 2021-07-12, and here is 0" in " ".join(str(verdict).split())

    @pytest.mark.parametrize(
        "forge",
        [
            lambda data: data["ledger"][0].update(amount="1.00"),
            lambda data: data["arrears"].update(payable="9999.00"),
            lambda data: data["steps"][0]["values"].update(forged="1.00"),
        ],
    )
    def test_a_forged_working_does_not_stand_by_another_version(self, forge: Callable[[Any], object]) -> None:
        def other(data: Any) -> None:
            data["library"] = "0.0.9"
            forge(data)

        verdict = forged(OWED.as_dict(), other, remark=True)
        assert (verdict.outcome, verdict.stands, verdict.working_is_equal) == ("another-working", False, False)

    def test_another_version_may_word_a_line_otherwise(self) -> None:
        def other(data: Any) -> None:
            data["library"] = "0.0.9"
            data["steps"][0]["text"] = "in other words"

        verdict = forged(OWED.as_dict(), other, remark=True)
        assert (verdict.outcome, verdict.stands, verdict.working_is_equal) == ("changed", True, True)
        assert [one.key for one in verdict.mismatches] == ["steps[0].text"]

    def test_a_table_that_stands_twice(self) -> None:
        def doubled(data: Any) -> None:
            data["tables"].insert(0, {**data["tables"][0], "sha256": "0" * 64})

        verdict = forged(CHARGE.receipt(), doubled, remark=True)
        assert verdict.outcome == "refused"

    @pytest.mark.parametrize("key", ["voice", "service", "revision", "currency", "edition", "provider"])
    @pytest.mark.parametrize("value", [DEEP, 10**5000, False], ids=["deep", "huge", "a truth value"])
    def test_a_value_that_no_receipt_has_is_refused(self, key: str, value: object) -> None:
        verdict = verify({**CHARGE.receipt(), key: value})
        assert verdict.outcome == "refused"
        assert f"{key} of the receipt is " in str(verdict)

    @pytest.mark.parametrize("receipts", [{"schema": 2}, "receipts", b"receipts"])
    def test_one_receipt_is_not_many(self, receipts: Any) -> None:
        with pytest.raises(InputError, match="is not many receipts: give a list of them, or one to verify"):
            verify_all(receipts)

    def test_terms_and_kinds_that_are_none(self) -> None:
        wrong: Any = "kos"
        with pytest.raises(InputError, match="terms is 'kos': give terms"):
            verify(CHARGE.receipt(), terms=wrong)
        with pytest.raises(InputError, match="the kind is 'kos': give a class"):
            verify(CHARGE.receipt(), wrong)

    def test_a_new_revision_of_a_published_edition(self, monkeypatch: pytest.MonkeyPatch) -> None:
        held = Edition("kos", date(2021, 7, 12), 1)
        monkeypatch.setattr("telcoterms.files.receipts.editions", lambda: (*editions(), held))
        verdict = verify(CHARGE.receipt())
        assert (verdict.outcome, verdict.newer_revision) == ("equal", 1)
        said = " ".join(str(verdict).split())
        assert "revision 1 of these terms is held too, and today's answers are by it" in said

    def test_a_new_revision_of_terms_of_ones_own(self, tmp_path: Path) -> None:
        text = NORDLYS.read_text("utf-8")
        old = load(NORDLYS, service="none").due_date("2026-01-01").receipt()
        file = tmp_path / "nordlys.toml"
        file.write_text(text.replace("revision = 0", "revision = 1") + "\n# corrected\n", "utf-8")
        verdict = verify(old, terms=load(file, service="none"))
        assert (verdict.outcome, verdict.figure_is_equal) == ("changed", True)

    def test_terms_that_are_not_held(self) -> None:
        receipt = load(NORDLYS, service="none").due_date("2026-01-01").receipt()
        verdict = verify(receipt)
        assert (verdict.outcome, verdict.answer) == ("not-held", None)
        assert str(verdict.error) == (
            "the receipt rests on the terms of 'nordlys' of 2024-05-01, which are not held here: give them, as "
            "terms=load(path) or terms=load(...).with_calendar(...)"
        )
        assert verify(receipt, terms=load(NORDLYS, service="none")).outcome == "equal"

    def test_a_calendar_that_is_not_held(self) -> None:
        england = KOS.with_calendar(load_calendar("england"))
        receipt = england.hours("2026-06-24").receipt()
        verdict = verify(receipt)
        assert verdict.outcome == "not-held"
        assert str(verdict.error) == (
            "the receipt rests on the calendar 'england', here it is ontario-and-federal: give its own, as "
            "terms=load(path) or terms=load(...).with_calendar(...)"
        )
        assert verify(receipt, terms=england).outcome == "equal"

    @pytest.mark.parametrize("receipt", [None, [], 7, "text", b"{}", {}, {"schema": 3}, {"schema": 1}])
    def test_what_is_no_receipt_is_refused_without_an_error(self, receipt: Any) -> None:
        verdict = verify(receipt)
        assert (verdict.outcome, verdict.answer, verdict.question) == ("refused", None, "")
        assert str(verdict).startswith("receipt: it is refused")
        assert isinstance(verdict.error, RecordError)

    @pytest.mark.parametrize(
        ("fact", "value", "sentence"),
        [
            ("amount", 113.0, "a binary float is not exact"),
            ("amount", None, "is not an amount"),
            ("issued", 20260101, "issued is 20260101: give a date"),
            ("billing_months", "1", "billing_months is '1'"),
        ],
    )
    def test_a_fact_of_a_wrong_type(self, fact: str, value: object, sentence: str) -> None:
        verdict = forged(CHARGE.receipt(), lambda data: data["facts"].update({fact: value}))
        assert verdict.outcome == "refused"
        assert sentence in str(verdict.error)

    def test_each_fault_of_an_account_has_a_line(self) -> None:
        def faulty(data: Any) -> None:
            data["facts"]["account"]["invoice"][0]["amount"] = "1,000.00"
            data["facts"]["account"]["payment"][2]["received"] = "2026-02-30"

        verdict = forged(OWED.receipt(), faulty)
        assert verdict.outcome == "refused"
        lines = str(verdict).splitlines()
        assert any("receipt: invoice[1].amount: '1,000.00' is not an amount" in line for line in lines)
        assert any("receipt: payment[3].received" in line for line in lines)

    def test_what_is_no_json_is_altered(self) -> None:
        verdict = verify({**CHARGE.receipt(), "note": object()})
        assert verdict.is_altered

    def test_data_beyond_all_depth(self) -> None:
        deep: Any = []
        for _ in range(100_000):
            deep = [deep]
        verdict = verify({**CHARGE.receipt(), "library": "0.0.9", "note": deep})
        assert verdict.outcome == "altered"

    def test_many_keys_are_printed_in_short(self) -> None:
        def other(data: Any) -> None:
            for step in data["steps"]:
                step["text"] = step["part"] = "x"

        verdict = forged(OWED.as_dict(), other, remark=True)
        assert f"and {len(verdict.mismatches) - MAX_SHOWN} keys more" in str(verdict)

    def test_what_is_printed_of_tables_and_lists(self) -> None:
        verdict = forged(
            OWED.receipt(), lambda data: data["figure"].update(debts={}, balance=[], credit=None), remark=True
        )
        assert "figure.debts: a table in the receipt, a list here" in str(verdict)
        assert "figure.balance: a list in the receipt, '204.86' here" in str(verdict)
        assert "figure.credit: nothing in the receipt, '0.00' here" in str(verdict)

    def test_as_data(self) -> None:
        data = read(forged(CHARGE.receipt(), lambda data: data["tables"].pop(), remark=True).as_dict())
        assert (data["outcome"], data["stands"], data["error"], data["error_code"]) == ("changed", True, None, None)
        assert data["tables"][0]["said"] is None
        assert data["tables"][0]["here"]["name"] == "canada"
        refused = read(verify({}).as_dict())
        assert refused["error"].startswith("the receipt lacks currency")
        assert refused["error_code"] == "incomplete_receipt"
        assert read(forged(CHARGE.receipt(), lambda data: data.update(figure="1")).as_dict())["mismatches"] == [
            {"key": "figure", "said": "1", "here": "3.41"}
        ]

    def test_repr_and_pages(self) -> None:
        verdict = verify(CHARGE.receipt())
        assert repr(verdict) == "<verdict: receipt of late_charge equal>"
        assert repr(verify({})) == "<verdict: receipt refused>"
        assert "3.41" in verdict.html()
        french = forged(CHARGE.receipt(), lambda data: data.update(figure="3.40")).show("fr")
        assert french.splitlines()[0] == "reçu de frais de retard\N{NO-BREAK SPACE}: il en sort un autre résultat"
        assert "il manque au reçu currency, edition" in verify({}).show("fr")
        assert verdict.currency == "CAD"
        assert verify({}).currency is None

    def test_terms_under_readings_of_their_own(self) -> None:
        terms = KOS.under(late_charge={"rounding": "down"})
        answer = terms.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        assert verify(answer.receipt(), terms=terms).answer == answer
        assert verify(answer.receipt()).answer == answer

    def test_terms_of_many_receipts_do_not_pile_up(self) -> None:
        from telcoterms.files import receipts

        charge = changed(HOSTING, currency="CAD").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        terms = charge.terms
        assert isinstance(terms, Terms)
        for year in range(2 * receipts.MAX_KEPT):
            customer = {"agreed": f"{1900 + year}-01-01"}
            verify(marked({**charge.receipt(), "customer": customer, "sha256": ""}), terms=terms)
            assert len(terms.agreement.kept["telcoterms.files.receipts"]) <= receipts.MAX_KEPT

    @many
    @given(statements())
    def test_any_statement(self, answer: Answer[Statement]) -> None:
        terms: Any = answer.terms
        assert verify(read(answer.receipt()), Statement, terms=terms).answer == answer


class TestCost:
    """What a receipt costs beside its statement; ratios of one run, by processor time.

    To write one costs less than its statement, and to verify one about two statements at most. The bounds of a plain
    account, which has its statement without a replay, leave room for a machine that does other things too.
    """

    @pytest.mark.parametrize(
        ("account", "written", "verified"),
        [
            (twenty_eight_events(), 0.5, 2),
            (PLAIN.facts[0], 1.5, 3),
        ],
        ids=["replayed", "plain"],
    )
    def test_against_the_statement(self, account: Account, written: float, verified: float) -> None:
        owed = KOS.statement(account, "2026-03-10")
        receipt = read(owed.receipt())
        works: dict[str, Callable[[], object]] = {
            "statement": lambda: KOS.statement(account, "2026-03-10"),
            "receipt": owed.receipt,
            "verify": lambda: verify(receipt),
        }
        seconds: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(60):
            for name, work in works.items():
                start = thread_time()
                work()
                seconds[name].append(thread_time() - start)
        medians = {name: median(each) for name, each in seconds.items()}
        assert medians["receipt"] < written * medians["statement"]
        assert medians["verify"] < verified * medians["statement"]


class TestVerifyAll:
    """Many receipts at once: each bad one is named by its place."""

    def test_ten_thousand_with_three_bad_ones(self) -> None:
        receipts: list[Any] = [CHARGE.receipt()] * 10_000
        receipts[17] = {**CHARGE.receipt(), "figure": "3.40"}
        receipts[5_001] = b"{}"
        receipts[9_999] = {**CHARGE.receipt(), "provider": "nobody"}
        found = verify_all(receipts)
        assert [(place, verdict.outcome) for place, verdict in found.failed] == [
            (17, "another-figure"),
            (5_001, "refused"),
            (9_999, "not-held"),
        ]
        assert (found.count, found.counts["equal"], found.stands) == (10_000, 9_997, False)
        text = str(found)
        assert text.splitlines()[0] == "9997 of 10000 receipts stand"
        for place in (17, 5_001, 9_999):
            assert f"receipts[{place}]: receipt" in text
        assert repr(found) == "<verdicts on 10000 receipts: 3 do not stand>"

    def test_terms_are_loaded_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from telcoterms.files import receipts

        loads: list[object] = []
        terms_of = receipts._terms_of

        def counted(*given: Any, **named: Any) -> Terms:
            loads.append(given)
            return terms_of(*given, **named)

        monkeypatch.setattr(receipts, "_terms_of", counted)
        answer = (
            load("kos", service="dsl").under("consumer").late_charge("1.00", issued="2026-01-01", paid="2026-05-01")
        )
        assert verify_all([answer.receipt()] * 50).stands
        assert len(loads) <= 1

    def test_of_one_kind(self) -> None:
        found = verify_all(iter([OWED.receipt(), CHARGE.receipt()]), Statement)
        assert [place for place, _ in found.failed] == [1]

    def test_what_has_changed_is_counted(self) -> None:
        old = marked({key: value for key, value in {**CHARGE.receipt(), "library": "0.0.9"}.items() if key != "sha256"})
        found = verify_all([old, CHARGE.receipt(), old])
        assert (found.stands, found.counts) == (True, {"changed": 2, "equal": 1})
        assert "of 2 that stand, the library: version 0.0.9 in the receipt" in " ".join(str(found).split())
        assert [one["place"] for one in read(found.as_dict())["changed"]] == [0, 2]

    def test_many_bad_ones_are_printed_in_short(self) -> None:
        found = verify_all([{} for _ in range(MAX_SHOWN + 5)])
        assert "and 5 receipts more" in str(found)
        assert read(found.as_dict())["outcomes"]["refused"] == MAX_SHOWN + 5

    def test_none(self) -> None:
        assert str(verify_all([])).splitlines()[0] == "0 of 0 receipts stand"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command; its status, its output and its errors."""

    def ran(*arguments: object) -> tuple[int, str, str]:
        status = main(list(map(str, arguments)))
        out, err = capsys.readouterr()
        return status, out, err

    return ran


class TestCommand:
    """`telcoterms verify`: exits with status 1 where a receipt does not stand."""

    def test_one_that_stands(self, tmp_path: Path, run: Any) -> None:
        file = tmp_path / "charge.json"
        file.write_text(json.dumps(CHARGE.receipt()), "utf-8")
        status, out, err = run("verify", file)
        assert (status, out.splitlines()[0], err) == (0, "receipt of late charge: it comes out again", "")

    def test_one_whose_library_has_changed_still_stands(self, tmp_path: Path, run: Any) -> None:
        old: Any = {**CHARGE.as_dict(), "library": "0.0.9"}
        del old["sha256"]
        file = tmp_path / "charge.json"
        file.write_text(json.dumps(marked(old)), "utf-8")
        status, out, _ = run("verify", file)
        assert status == 0
        assert "the library: version 0.0.9 in the receipt" in out

    def test_one_with_another_figure(self, tmp_path: Path, run: Any) -> None:
        file = tmp_path / "charge.json"
        file.write_text(json.dumps({**CHARGE.receipt(), "figure": "3.40"}), "utf-8")
        status, out, _ = run("verify", file, "--format", "json")
        assert (status, json.loads(out)["outcome"]) == (1, "another-figure")
        assert run("verify", file, "-q") == (1, "", "")

    @pytest.mark.parametrize("name", ["receipts.jsonl", "receipts.ndjson", "receipts.txt", "receipts.json"])
    def test_one_on_each_line(self, tmp_path: Path, run: Any, name: str) -> None:
        file = tmp_path / name
        bad = json.dumps({**CHARGE.receipt(), "figure": "3.40"})
        file.write_text("\n".join([json.dumps(CHARGE.receipt()), bad, "{}"]) + "\n", "utf-8")
        status, out, _ = run("verify", file)
        assert (status, out.splitlines()[0]) == (1, "1 of 3 receipts stand")
        assert "receipt 2: receipt of late charge: another figure comes out" in out
        assert "receipt 3: receipt: it is refused" in out

    def test_a_line_that_is_no_json(self, tmp_path: Path, run: Any) -> None:
        file = tmp_path / "receipts.jsonl"
        file.write_text(json.dumps(CHARGE.receipt()) + "\n{,}\n", "utf-8")
        status, out, _ = run("verify", file)
        assert status == 1
        assert "receipts.jsonl, line 2: " in " ".join(out.split())

    def test_a_list(self, tmp_path: Path, run: Any) -> None:
        file = tmp_path / "receipts.json"
        file.write_text(json.dumps([CHARGE.receipt(), CHARGE.as_dict()]), "utf-8")
        assert run("verify", file)[:2][0] == 0

    @pytest.mark.parametrize("name", ["receipts.jsonl", "receipts.json"])
    @pytest.mark.parametrize("data", [CHARGE.receipt(), [CHARGE.receipt()]])
    def test_one_that_is_indented(self, tmp_path: Path, run: Any, data: object, name: str) -> None:
        file = tmp_path / name
        file.write_text(json.dumps(data, indent=2), "utf-8")
        assert run("verify", file)[0] == 0

    def test_what_is_no_receipt_is_told_in_the_words_of_a_file(self, tmp_path: Path, run: Any) -> None:
        file = tmp_path / "receipts.jsonl"
        file.write_text('"text"\nnull\n' + json.dumps({**CHARGE.receipt(), "sha256": None}), "utf-8")
        out = " ".join(run("verify", file)[1].split())
        assert "the receipt is text: give the object of JSON that it holds" in out
        assert "null is no receipt: give a whole one, as it was made" in out
        assert "sha256 of the receipt is null: give it whole" in out

    @pytest.mark.parametrize("text", ["no json", "{,}", "{}\nno json", "[]"])
    def test_a_file_that_is_none(self, tmp_path: Path, run: Any, text: str) -> None:
        file = tmp_path / "receipts.json"
        file.write_text(text, "utf-8")
        status, out, err = run("verify", file)
        assert (status, out) == (2, "")
        assert err.startswith("telcoterms: ")

    def test_of_terms_of_ones_own(self, tmp_path: Path, run: Any) -> None:
        file = tmp_path / "due.json"
        file.write_text(json.dumps(load(NORDLYS, service="none").due_date("2026-01-01").receipt()), "utf-8")
        assert run("verify", file)[0] == 1
        assert run("verify", file, "--provider", NORDLYS, "--service", "none")[0] == 0
        file.write_text(json.dumps(CHARGE.receipt()), "utf-8")
        assert run("verify", file, "--provider", "KOS")[0] == 0

    def test_a_service_of_no_terms(self, tmp_path: Path, run: Any) -> None:
        file = tmp_path / "due.json"
        file.write_text("{}", "utf-8")
        status, _, err = run("verify", file, "--service", "dsl")
        assert (status, err) == (
            2,
            "telcoterms: --service is that of the terms that --provider names: name them, or leave --service out\n",
        )

    def test_in_french(self, tmp_path: Path, run: Any) -> None:
        file = tmp_path / "charge.json"
        file.write_text(json.dumps([{**CHARGE.receipt(), "figure": "3.40"}]), "utf-8")
        out = run("verify", file, "--lang", "fr")[1]
        assert out.splitlines()[0] == "0 reçus sur 1 tiennent"

    @pytest.mark.parametrize("name", get_args(SchemaName))
    def test_the_schemas(self, run: Any, name: SchemaName) -> None:
        status, out, _ = run("schema", name)
        assert status == 0
        assert json.loads(out)["$id"].startswith(f"urn:telcoterms:schema:{name}")


class TestStatementOfAReceipt:
    """The old statement still exists, and what turns it into today's can be posted."""

    @pytest.mark.parametrize("account", [messy(), bounced(), twenty_eight_events(), Account([])])
    @pytest.mark.parametrize("day", [BEFORE, AFTER])
    def test_it_is_the_statement_itself(self, account: Account, day: date) -> None:
        answer = load("kos", service="none").statement(account, day)
        assert Statement.from_receipt(read(answer.receipt())) == answer.value
        assert Statement.from_receipt(read(answer.as_dict())) == answer.value

    @many
    @given(st.randoms(use_true_random=False).map(made_history))
    def test_any_history(self, one: Made) -> None:
        answer = HOSTING.statement(one.account, as_of=one.as_of)
        assert Statement.from_receipt(read(answer.receipt())) == answer.value

    @many
    @given(statements())
    def test_any_statement(self, answer: Answer[Statement]) -> None:
        assert Statement.from_receipt(read(answer.receipt())) == answer.value

    def test_corrections_from_it_make_the_new_statement(self) -> None:
        kept = read(OWED.receipt())
        late = Account([*twenty_eight_events(), Payment("2025-08-03", cad(20_00), None, "found late")])
        new, old = KOS.statement(late, "2026-03-10"), Statement.from_receipt(kept)
        posted = new.corrections(old)
        assert posted == new.corrections(OWED)
        assert posted.applied(old.entries) == tuple(
            sorted(new.value.entries, key=lambda one: (one.day, one.debt is None, one.debt or "", one.what))
        )
        assert "of an account of" in str(posted)

    def test_it_is_there_although_another_figure_comes_out_today(self) -> None:
        def other(data: Any) -> None:
            data["library"] = "0.0.9"
            figure = data["figure"]
            figure["debts"][-1]["accrued"] = "9.99"
            figure["accrued"] = f"{sum(Decimal(debt.get('accrued', 0)) for debt in figure['debts']):.2f}"
            figure["settlement"] = str(Decimal(figure["balance"]) + Decimal(figure["accrued"]))

        receipt = copy.deepcopy(read(OWED.receipt()))
        other(receipt)
        receipt = marked({key: value for key, value in receipt.items() if key != "sha256"})
        assert not verify(receipt).figure_is_equal
        assert Statement.from_receipt(receipt).debts[-1].accrued == cad(9_99)

    def test_one_that_was_changed_by_hand(self) -> None:
        receipt = read(OWED.receipt())
        receipt["figure"]["balance"] = "0.00"
        with refused(RecordError, "the receipt of statement does not fit its sha256", "changed after it was made"):
            Statement.from_receipt(receipt)

    @pytest.mark.parametrize("name", ["balance", "accrued", "settlement", "disputed", "held"])
    def test_one_whose_sums_are_not_those_of_its_debts(self, name: str) -> None:
        receipt = read(OWED.receipt())
        receipt["figure"][name] = "0.01"
        with pytest.raises(InvalidFileError, match=f"{name} is 0.01 CAD, but its parts come to"):
            Statement.from_receipt(marked(receipt))

    def test_of_another_question(self) -> None:
        with refused(RecordError, "the receipt is of late_charge, which gives no statement", "give one of statement"):
            Statement.from_receipt(CHARGE.receipt())

    def test_no_receipt(self) -> None:
        nothing: Any = None
        with refused(RecordError, "None is no receipt"):
            Statement.from_receipt(nothing)

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            (lambda debt: debt.update(issued="never"), "figure.debts[1].issued"),
            (lambda debt: debt.update(amount=5), "figure.debts[1].amount"),
            (lambda debt: debt.update(kind="gift"), "figure.debts[1].kind"),
            (lambda debt: debt.update(mood="good"), "figure.debts[1].mood"),
            (lambda debt: debt.update(posted=[["2026-01-01"]]), "figure.debts[1].posted[1]"),
            (lambda debt: debt.update(posted=[["2026-01-01", "1.00", "in dispute"]]), "figure.debts[1].posted[1]"),
            (lambda debt: debt.update(posted=["2026-01-01"]), "figure.debts[1].posted[1]"),
            (lambda debt: debt.update(placed=[["2026-01-01", "1.00", "never"]]), "figure.debts[1].placed[1][3]"),
            (
                lambda debt: debt.update(placed=[["2026-01-01", "1.00", "1.00", "in dispute", "in dispute"]]),
                "figure.debts[1].placed[1]",
            ),
        ],
    )
    def test_a_figure_that_no_version_gives(self, change: Callable[[Any], object], path: str) -> None:
        receipt = read(OWED.receipt())
        change(receipt["figure"]["debts"][0])
        receipt = marked({key: value for key, value in receipt.items() if key != "sha256"})
        with pytest.raises(InvalidFileError) as error:
            Statement.from_receipt(receipt)
        assert path in [fault.path for fault in error.value.faults]


class TestFromDict:
    """The answer of a receipt that stands, or an error."""

    def test_of_a_receipt(self) -> None:
        assert from_dict(read(CHARGE.receipt())) == CHARGE

    def test_of_one_that_was_changed(self) -> None:
        with refused(RecordError, "the receipt of late_charge does not fit its sha256"):
            from_dict({**CHARGE.receipt(), "readings": {}})

    def test_of_another_version_with_another_figure(self) -> None:
        old: Any = {**CHARGE.receipt(), "library": "0.0.9", "figure": "3.40"}
        del old["sha256"]
        with refused(RecordError, "was made with another library 0.0.9 than is here", "says '3.40', but '3.41'"):
            from_dict(marked(old))

    def test_of_one_whose_facts_are_refused(self) -> None:
        with pytest.raises(TelcoTermsError, match="the payment of 2025-12-31 lies before"):
            from_dict({**CHARGE.receipt(), "facts": {**CHARGE.receipt()["facts"], "paid": "2025-12-31"}})
