"""Records: an answer as plain data, which every later version must be able to answer again."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import telcoterms
from telcoterms import (
    Answer,
    Payment,
    RecordError,
    Statement,
    TelcoTermsError,
    UnknownNameError,
    from_dict,
    load,
    verify,
)
from telcoterms.answers.receipt import mark_of
from telcoterms.terms import QUESTIONS
from tests.long_runs import examples
from tests.random_accounts import Made, made_history
from tests.records import make
from tests.strategies import HOSTING, cancellation_charges, changed, late_charges, refunds, statements
from tests.terms_builders import cad
from tests.worked_cases import SILENT_IN_KOS

FOLDER = Path(__file__).parent / "records"
FILES = sorted(FOLDER.glob("*.json"))
KEYS = {
    "schema", "library", "provider", "edition", "revision", "service", "voice", "currency", "question", "facts",
    "readings", "figure", "tables", "sha256", "law", "steps", "name", "short_name", "documents", "before_edition",
    "voices",
}  # fmt: skip
INFORMING = {"law", "steps", "name", "short_name", "documents", "before_edition", "voices"}  # the working
NOT_OF_ALL_VERSIONS = ("library", "tables", "sha256")  # a table may have another mark, though the figure is the same
many = settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
CHARGE = HOSTING.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")


def stored(answer: Answer[Any] | None) -> dict[str, Any]:
    """The record of an answer after a journey through JSON."""
    assert answer is not None
    record: dict[str, Any] = json.loads(json.dumps(answer.as_dict(), allow_nan=False))
    return record


class TestCommittedRecords:
    """Every record that a version wrote comes out again, to the cent and to the day."""

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_it_still_comes_out(self, file: Path) -> None:
        record = json.loads(file.read_text("utf-8"))
        again = stored(verify(record).answer)
        told = {key: value for key, value in record.items() if key not in NOT_OF_ALL_VERSIONS}
        assert {key: again[key] for key in told} == told

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_it_fits_its_mark(self, file: Path) -> None:
        record = json.loads(file.read_text("utf-8"))
        assert mark_of(record) == record["sha256"]

    def test_there_are_enough_of_them(self) -> None:
        records = [json.loads(file.read_text("utf-8")) for file in FILES]
        assert len(records) >= 30
        assert {record["question"] for record in records} == set(QUESTIONS) - SILENT_IN_KOS
        assert {record["service"] for record in records} == {None, "none", "dsl", "cable", "fixed-wireless", "voip"}
        # a bill names its readings with their questions, an account those of what ends a service: told of without them
        records = [record for record in records if record["question"] != "audit"]
        taken = {(name.rpartition(".")[2], value) for record in records for name, value in record["readings"].items()}
        known = {
            (one.name, value)
            for terms in (HOSTING, load("kos", service="dsl"), load("kijoma"))
            for question in QUESTIONS
            if question != "audit" and terms.answers(question)
            for table in QUESTIONS[question].reads
            for one in table.of(terms.agreement).readings()
            for value in one.values
        }
        assert taken == known

    def test_each_has_its_line_in_the_script_that_made_it(self) -> None:
        assert sorted(file.stem for file in FILES) == sorted(name for name, _ in make.answers())

    def test_the_script_never_writes_over_a_record(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(make, "FOLDER", tmp_path)
        (tmp_path / "late-charge.json").write_text("kept", "utf-8")
        make.main()
        assert (tmp_path / "late-charge.json").read_text("utf-8") == "kept"
        assert len(list(tmp_path.iterdir())) == len(FILES)

    def test_the_script_runs(self) -> None:
        before = {file: file.read_bytes() for file in FILES}
        subprocess.run([sys.executable, FOLDER / "make.py"], check=True)
        assert {file: file.read_bytes() for file in FILES} == before


class TestRecord:
    """A record is JSON and answers again."""

    def test_what_it_holds(self) -> None:
        record = stored(CHARGE)
        assert set(record) == KEYS
        assert record["schema"] == 2
        assert (record["provider"], record["edition"], record["revision"]) == ("kos", "2021-07-12", 0)
        assert record["facts"] == {
            "amount": "113.00",
            "issued": "2026-01-01",
            "paid": "2026-02-15",
            "billing_months": 1,
        }
        assert record["readings"] == CHARGE.readings
        assert record["figure"] == "3.41"
        assert record["steps"][0] == {
            "template": "due date: {issued} + {days} = {due}",
            "values": {
                "issued": {"day": "2026-01-01"},
                "days": {"template": "{count} days", "values": {"count": 15}},
                "due": {"day": "2026-01-16"},
            },
            "clauses": [{"document": "Service Terms", "section": "7"}],
            "part": "working",
            "text": "due date: 2026-01-01 + 15 days = 2026-01-16",
        }

    def test_it_can_be_told_again_from_its_steps(self) -> None:
        for step in stored(CHARGE)["steps"]:
            assert set(step["values"]) == {one.split("}")[0] for one in step["template"].split("{")[1:]}

    def test_the_answer_is_the_same(self) -> None:
        assert from_dict(stored(CHARGE)) == CHARGE
        other = CHARGE.under(runs_from="due-date", part_month="daily-compound")
        assert from_dict(stored(other)) == other

    @many
    @given(late_charges())
    def test_any_late_charge(self, answer: Answer[Any]) -> None:
        assert from_dict(stored(answer), terms=answer.terms).value == answer.value  # type: ignore[arg-type]

    @many
    @given(refunds())
    def test_any_refund(self, answer: Answer[Any]) -> None:
        assert from_dict(stored(answer), terms=answer.terms).value == answer.value  # type: ignore[arg-type]

    @many
    @given(cancellation_charges())
    def test_any_cancellation_charge(self, answer: Answer[Any]) -> None:
        assert from_dict(stored(answer), terms=answer.terms).value == answer.value  # type: ignore[arg-type]

    @many
    @given(statements())
    def test_any_statement(self, answer: Answer[Statement]) -> None:
        assert from_dict(stored(answer), terms=answer.terms).value == answer.value  # type: ignore[arg-type]

    @many
    @given(st.randoms(use_true_random=False).map(made_history))
    def test_any_history(self, one: Made) -> None:
        answer = HOSTING.statement(one.account, as_of=one.as_of)
        assert from_dict(stored(answer)) == answer
        payment = Payment(one.as_of, cad(12_34), reference="wire {1}")
        if_paid = HOSTING.what_if(one.account, payment, on=one.as_of)
        assert from_dict(stored(if_paid)) == if_paid

    def test_a_record_of_own_terms_needs_them(self) -> None:
        terms = load("kos", service="dsl").under(cancellation_charge={"rounding": "down"})
        answer = terms.cancellation_charge(
            incentive=100, term_start="2025-01-01", term_months=24, last_invoice=None, cancelled="2025-02-01"
        )
        assert from_dict(stored(answer), terms=load("kos", service="dsl")).value == answer.value
        assert from_dict(stored(answer), terms=load("kos", service="dsl")).readings == answer.readings


def refused(change: Callable[[dict[str, Any]], object]) -> str:
    """What is said of a record that was changed."""
    record = copy.deepcopy(stored(CHARGE))
    change(record)
    with pytest.raises(TelcoTermsError) as error:
        from_dict(record)
    assert isinstance(error.value, (RecordError, UnknownNameError, ValueError))
    return str(error.value)


def put(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    """A change of one entry."""
    return lambda record: record.update({key: value})


class TestRefusals:
    """A record that is not whole, or whose figure does not come out, is refused with a sentence."""

    def test_another_figure(self) -> None:
        assert refused(put("figure", "3.42")) == (
            "the receipt of late_charge says '3.42', but '3.41' comes out as its figure: one of its facts or its "
            "figure was changed"
        )

    def test_another_fact(self) -> None:
        assert "says '3.41', but '3.25' comes out" in refused(lambda record: record["facts"].update(paid="2026-02-13"))

    def test_another_reading(self) -> None:
        change = refused(lambda record: record["readings"].update(runs_from="due-date"))
        assert "says '3.41', but '2.19' comes out" in change

    @pytest.mark.parametrize("key", sorted(KEYS - INFORMING))
    def test_a_missing_key(self, key: str) -> None:
        assert refused(lambda record: record.pop(key)).startswith(f"the receipt lacks {key}: give it whole")

    def test_all_missing_keys_are_named(self) -> None:
        with pytest.raises(RecordError, match="lacks currency, edition, facts, figure, library, provider, question"):
            from_dict({})

    @pytest.mark.parametrize("record", [None, [], 7])
    def test_no_record_at_all(self, record: Any) -> None:
        with pytest.raises(RecordError, match="is no receipt: give a whole one, as it was made"):
            from_dict(record)

    @pytest.mark.parametrize("record", ["late charge", b"{}", bytearray(b"{}")])
    def test_text_that_was_not_read(self, record: Any) -> None:
        with pytest.raises(RecordError, match="the receipt is text: give the object of JSON that it holds"):
            from_dict(record)

    @pytest.mark.parametrize("schema", [0, -1, "2", 2.0, True, None])
    def test_another_schema(self, schema: object) -> None:
        assert "this library reads schema 2: give it whole" in refused(put("schema", schema))

    def test_a_newer_schema(self) -> None:
        assert refused(put("schema", 3)) == (
            f"the receipt has schema 3, version {telcoterms.__version__} of the library reads schema 2: install "
            f"version '{telcoterms.__version__}', which wrote it, or a newer one"
        )

    def test_a_record_from_before_receipts(self) -> None:
        assert refused(put("schema", 1)) == (
            "the receipt has schema 1, that of records from before there were receipts, and this library reads schema "
            "2: ask its question again with its facts"
        )

    @pytest.mark.parametrize("question", ["late charge", "statement_of", None, ["late_charge"]])
    def test_an_unknown_question(self, question: object) -> None:
        assert "which is no question: choose from due_date, late_charge," in refused(put("question", question))

    def test_facts_of_another_question(self) -> None:
        assert "wanted issued: give it whole" in refused(put("question", "due_date"))

    @pytest.mark.parametrize("facts", [None, {}, ["113.00"], {"amount": "113.00"}])
    def test_wrong_facts(self, facts: object) -> None:
        assert "wanted amount, issued, paid, billing_months: give it whole" in refused(put("facts", facts))

    @pytest.mark.parametrize(
        ("fact", "value"),
        [
            ("amount", 113.0),
            ("amount", None),
            ("issued", 20260101),
            ("issued", "2026-02-30"),
            ("paid", "2025-12-31"),
            ("billing_months", 0),
        ],
    )
    def test_a_fact_that_the_question_refuses(self, fact: str, value: object) -> None:
        assert refused(lambda record: record["facts"].update({fact: value}))

    @pytest.mark.parametrize("readings", [None, [], "none"])
    def test_no_readings(self, readings: object) -> None:
        assert "readings of the receipt is" in refused(put("readings", readings))

    def test_an_unknown_reading(self) -> None:
        assert "has no reading 'mood' here" in refused(lambda record: record["readings"].update(mood="bright"))

    @pytest.mark.parametrize("edition", ["2020-01-01", "9999-12-31"])
    def test_an_unknown_edition(self, edition: str) -> None:
        assert f"of 'kos' of {edition}, which are not held here" in refused(put("edition", edition))

    def test_no_edition(self) -> None:
        assert "edition is 'new'" in refused(put("edition", "new"))

    def test_unknown_terms(self) -> None:
        assert "which are not held here: give them, as terms=load(path)" in refused(put("provider", "someone"))

    @pytest.mark.parametrize("key", ["provider", "edition", "currency", "revision"])
    def test_what_is_no_name(self, key: str) -> None:
        assert f"{key} of the receipt is None: give it whole, as it was made" in refused(put(key, None))

    def test_another_revision(self) -> None:
        assert refused(put("revision", 7)).startswith(
            "the receipt rests on revision 7 of the terms of 'kos' of 2021-07-12, and here is 0: give them, as terms="
        )

    def test_another_working(self) -> None:
        forged = refused(lambda record: record["steps"][0].update(text="forged"))
        assert "of its working, but " in forged
        assert forged.startswith("the receipt of late_charge says 'forged' as steps[0].text of its working")

    def test_an_unknown_service(self) -> None:
        assert "have no service 'fax'" in refused(put("service", "fax"))

    def test_another_currency(self) -> None:
        assert "in 'USD', not on <terms of kos, 2021-07-12, service='none'> in CAD" in refused(put("currency", "USD"))

    @pytest.mark.parametrize(
        "terms",
        [load("kos", service="dsl"), changed(HOSTING, currency="USD")],
        ids=["another service", "another currency"],
    )
    def test_other_terms_than_those_of_the_record(self, terms: Any) -> None:
        with pytest.raises(RecordError, match="not on <terms of kos, 2021-07-12"):
            from_dict(stored(CHARGE), terms=terms)

    @pytest.mark.parametrize(
        ("fact", "value", "said"),
        [
            ("amount", "1,000.00", r"receipt: payment\.amount: '1,000.00' is not an amount"),
            ("received", "2026-02-30", r"receipt: payment\.received: "),
            (
                "invoices",
                "2026-01",
                r"receipt: payment\.invoices: .* did you mean invoice\?",
            ),
        ],
    )
    def test_a_payment_with_a_fault(self, fact: str, value: str, said: str) -> None:
        record = json.loads((FOLDER / "what-if.json").read_text("utf-8"))
        record["facts"]["payment"][fact] = value
        with pytest.raises(TelcoTermsError, match=said):
            from_dict(record)

    def test_a_payment_that_is_no_table(self) -> None:
        record = json.loads((FOLDER / "what-if.json").read_text("utf-8"))
        record["facts"]["payment"] = "40.00"
        with pytest.raises(TelcoTermsError, match="receipt: payment: "):
            from_dict(record)

    def test_an_account_with_faults(self) -> None:
        record = json.loads((FOLDER / "statement.json").read_text("utf-8"))
        record["facts"]["account"]["payment"][0]["amount"] = "1,000.00"
        with pytest.raises(TelcoTermsError, match=r"receipt: payment\[1\]\.amount: '1,000.00' is not an amount"):
            from_dict(record)
