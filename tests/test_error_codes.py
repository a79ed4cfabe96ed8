"""Every refusal has a code, which a program compares: listed, stable, the same however the message is worded."""

import pickle
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from docs.make_catalogue import Module, refused
from docs.make_errors import EXAMPLES, PAGE, REFUSALS, classes, codes, of_a_table, refusal
from telcoterms import (
    InputError,
    InvalidFileError,
    InvalidTableError,
    Money,
    RowFault,
    TelcoTermsError,
    from_dict,
    load,
)
from telcoterms.account.account import Account
from telcoterms.account.events import Event, Invoice, Payment, ReturnedPayment
from telcoterms.values.errors import Unquoted
from telcoterms.values.messages import spelt_for
from telcoterms.values.published import published_text

KOS = load("kos")
MAX_LENGTH = 40
TEXTS = [text for texts in codes().values() for text in texts]
"""All that is listed."""


def refusal_of(ask: str) -> TelcoTermsError:
    """What is raised by an expression."""
    names = {"kos": KOS, "from_dict": from_dict, "load": load, "Money": Money, **of_a_table()}
    try:
        eval(ask, names)
    except TelcoTermsError as error:
        return error
    raise AssertionError(f"{ask} raises nothing")


class TestList:
    """`published/error_codes.toml` has a code for everything that the library refuses, and for nothing else."""

    def test_every_message_and_every_reason_has_a_code(self) -> None:
        missing = {one.text for one in refused() if one.has_code} - set(TEXTS)
        assert missing == set(), "give each a code in src/telcoterms/published/error_codes.toml"

    def test_no_code_stands_for_what_is_never_said(self) -> None:
        assert set(TEXTS) - {one.text for one in refused()} == set(), "change or remove it in error_codes.toml"

    def test_no_message_has_two_codes(self) -> None:
        assert [text for text, count in Counter(TEXTS).items() if count > 1] == []

    def test_no_code_stands_under_two_classes(self) -> None:
        classes_of: dict[str, set[str]] = {}
        for one in refused():
            classes_of.setdefault(one.text, set()).add(one.error)
        under = {code: set().union(*(classes_of[text] for text in texts)) for code, texts in codes().items()}
        assert {code: sorted(found) for code, found in under.items() if len(found) > 1} == {}

    def test_the_codes_are_sorted(self) -> None:
        assert list(codes()) == sorted(codes())

    def test_a_single_message_stands_without_brackets(self) -> None:
        listed: dict[str, Any] = tomllib.loads(published_text("", "error_codes.toml"))
        assert [code for code, texts in listed.items() if isinstance(texts, list) and len(texts) < 2] == []

    @pytest.mark.parametrize("code", codes())
    def test_how_a_code_is_written(self, code: str) -> None:
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", code)
        assert len(code) <= MAX_LENGTH

    def test_no_code_is_that_of_a_class(self) -> None:
        """So that a program can tell a listed message from one that is not."""
        of_classes = {cls("no such message").code for cls in plain_classes()}
        assert of_classes & {*codes(), "invalid_file", "invalid_table"} == set()

    def test_the_page_shows_every_code(self) -> None:
        shown = set(re.findall(r"^\| `([a-z0-9_]+)` \| `", PAGE.read_text("utf-8"), re.MULTILINE))
        assert shown == set(codes())


class TestCollector:
    """A message is found however it is chosen, and what stands within it."""

    @pytest.mark.parametrize(
        ("code", "found"),
        [
            ("raise InputError('a: b')", [("InputError", "a: b", True)]),
            (
                "t = 'a: b' if x else 'c: d'\nInputError(t)",
                [("InputError", "a: b", True), ("InputError", "c: d", True)],
            ),
            ("InputError('in {table}: {error}', error=e)", [("InputError", "in {table}: {error}", False)]),
            ("type(error)('{item}: {error}', error=error)", []),
            (
                "why = phrase('a {kind}', kind=Term('b'))\nDayError('{why}: c', why=why)",
                [("DayError", "{why}: c", True), ("DayError", "a {kind}", False), ("DayError", "b", False)],
            ),
            (
                "refuse(name, phrase('a {kind}', kind=Term('b')), Term('c'))",
                [("UnreadableFileError", "a {kind}", True), ("UnreadableFileError", "b", False)],
            ),
            ("t = phrase('{t}', t=t)\n_refuse(value, t, currency)", [("AmountError", "{t}", True)]),
            ("refuse(row)", []),
        ],
    )
    def test_what_is_found(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, found: list[Any]) -> None:
        monkeypatch.setattr("docs.make_catalogue.HOME", tmp_path)
        file = tmp_path / "module.py"
        file.write_text(code, "utf-8")
        assert list(Module(file).refusals()) == found


def plain_classes() -> list[type[TelcoTermsError]]:
    """The classes whose errors are made of a message."""
    return [cls for cls in classes().values() if cls not in (InvalidFileError, InvalidTableError)]


class TestCodeOfAnError:
    """`error.code` is that of its message, of the reason within it, or of the error that it holds."""

    @pytest.mark.parametrize(
        ("ask", "code"),
        [
            (EXAMPLES["AmountError"], "float_is_not_exact"),
            (EXAMPLES["DayError"], "day_does_not_exist"),
            (EXAMPLES["InputError"], "payment_before_invoice"),
            (EXAMPLES["UnknownNameError"], "unknown_reading"),
            (EXAMPLES["NotInTermsError"], "silent_on_question"),
            (EXAMPLES["RecordError"], "figure_of_receipt_differs"),
            (EXAMPLES["UnreadableFileError"], "missing_file"),
            (EXAMPLES["MissingFactsError"], "missing_service"),
            (EXAMPLES["InvalidFileError"], "invalid_file"),
            (EXAMPLES["InvalidTableError"], "invalid_table"),
            ("load('nobody')", "unknown_provider"),
            ("Money('1.000', 'CAD')", "ambiguous_amount"),
            ("Money('1.005', 'CAD')", "amount_with_part_of_minor_unit"),
            ("Money('1.5', 'JPY')", "amount_with_part_of_minor_unit"),
            ("Money([], 'CAD')", "not_an_amount"),
            ("Money('one', 'CAD')", "not_a_plain_number"),
            ("Money('1', 'C$')", "not_a_currency"),
            ("kos.late_charge('-1.00', issued='2026-01-01', paid='2026-02-15')", "amount_below_zero"),
        ],
    )
    def test_what_is_refused(self, ask: str, code: str) -> None:
        assert refusal_of(ask).code == code

    @pytest.mark.parametrize("interface", ["python", "shell", "file", "page"])
    def test_the_same_wherever_it_is_asked_for(self, interface: Any) -> None:
        error = refusal_of(EXAMPLES["InputError"])
        with spelt_for(interface):
            assert error.code == "payment_before_invoice"

    def test_the_same_after_it_was_shown_in_another_language(self) -> None:
        error = refusal_of(EXAMPLES["AmountError"])
        assert error.show("fr") != str(error)
        assert error.code == "float_is_not_exact"

    @pytest.mark.parametrize(
        ("payments", "returned", "code"),
        [
            (["other"], ["cheque"], "unknown_payment"),
            (["cheque", "cheque"], ["cheque"], "ambiguous_payment"),
            (["cheque"], ["cheque", "cheque"], "duplicate_return_of_payment"),
        ],
    )
    def test_the_reason_decides(self, payments: list[str], returned: list[str], code: str) -> None:
        cad = Money("5.00", "CAD")
        events: list[Event] = [
            Invoice("1", "2026-01-01", Money("50.00", "CAD")),
            *(Payment("2026-02-01", cad, reference=name) for name in payments),
            *(ReturnedPayment("2026-02-03", name) for name in returned),
        ]
        with pytest.raises(InputError) as caught:
            Account(events)
        assert caught.value.code == code

    def test_a_return_before_its_payment(self) -> None:
        invoice = Invoice("1", "2026-01-01", Money("50.00", "CAD"))
        payment = Payment("2026-02-01", Money("5.00", "CAD"), reference="cheque")
        with pytest.raises(InputError) as caught:
            Account([invoice, payment, ReturnedPayment("2026-01-20", "cheque")])
        assert caught.value.code == "return_before_payment"

    def test_an_error_that_says_where_has_the_code_of_the_other(self) -> None:
        held = refusal_of("Money(1.5, 'CAD')")
        assert RowFault(held, 3, 2).with_rows().code == "float_is_not_exact"
        assert InputError("in {table}: {error}", table="a", error=RowFault(held, 3).with_rows()).code == held.code

    @pytest.mark.parametrize("cls", plain_classes(), ids=lambda cls: cls.__name__)
    def test_what_is_not_listed_has_the_name_of_its_class(self, cls: type[TelcoTermsError]) -> None:
        words = re.findall("[A-Z][a-z]+", cls.__name__)
        assert cls("a message of another version: {value}", value=Unquoted("x")).code == "_".join(words).lower()

    def test_a_class_of_a_program(self) -> None:
        class TariffError(InputError):
            """Of a program that builds on the library."""

        assert TariffError("no tariff {name}: name one", name="gold").code == "tariff_error"

    def test_an_error_in_another_place_does_not_decide(self) -> None:
        error = InputError("no tariff: {error}", error="text")
        assert error.code == "input_error"


class TestFaultsAndMisfits:
    """A file and a table have a code of their own; each fault and each misfit has that of its error."""

    def test_of_a_file(self) -> None:
        error = refusal(REFUSALS / "provider" / "misspelt-key.toml")
        assert isinstance(error, InvalidFileError)
        assert error.code == "invalid_file"
        assert [fault.error.code for fault in error.faults] == ["unknown_name"]

    def test_of_a_table(self) -> None:
        error = refusal_of(EXAMPLES["InvalidTableError"])
        assert isinstance(error, InvalidTableError)
        assert [misfit.error.code for misfit in error.misfits] == [
            "amount_with_part_of_minor_unit",
            "amount_below_zero",
        ]

    def test_no_broken_file_has_a_fault_that_is_not_listed(self) -> None:
        found = [refusal(file) for file in REFUSALS.glob("*/*") if file.suffix != ".txt" and "valid" not in file.stem]
        faults = [fault.error for error in found if isinstance(error, InvalidFileError) for fault in error.faults]
        others = [error for error in found if not isinstance(error, InvalidFileError)]
        assert len(faults) > len(found) > 100
        assert {error.code for error in (*faults, *others)} - set(codes()) == set()


class TestPickle:
    """An error keeps its code in another process."""

    @pytest.mark.parametrize("name", [name for name, asked in EXAMPLES.items() if asked])
    def test_the_same_code(self, name: str) -> None:
        error = refusal_of(EXAMPLES[name])
        assert pickle.loads(pickle.dumps(error)).code == error.code

    def test_the_codes_of_faults(self) -> None:
        error = refusal(REFUSALS / "provider" / "misspelt-key.toml")
        assert isinstance(error, InvalidFileError)
        again = pickle.loads(pickle.dumps(error))
        assert [fault.error.code for fault in again.faults] == [fault.error.code for fault in error.faults]


class TestWhenTheListIsRead:
    """Whoever asks for no code pays for none."""

    def test_an_error_that_is_raised_and_shown_reads_no_list(self) -> None:
        script = (
            "import builtins\n"
            "opened = []\n"
            "own = builtins.open\n"
            "builtins.open = lambda file, *more, **named: opened.append(str(file)) or own(file, *more, **named)\n"
            "from telcoterms import Money, TelcoTermsError\n"
            "try:\n    Money(1.5, 'CAD')\nexcept TelcoTermsError as error:\n    caught = error\n"
            "str(caught)\n"
            "before = [file for file in opened if 'error_codes' in file]\n"
            "caught.code, caught.code\n"
            "print(before, len([file for file in opened if 'error_codes' in file]))\n"
        )
        run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert run.stdout == "[] 1\n"
