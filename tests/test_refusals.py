"""One broken file for each fault: what is said of it stands beside it, and in docs/errors.md."""

from pathlib import Path

import pytest

import telcoterms
from docs.make_errors import EXAMPLES, PAGE, REFUSALS, broken_files, classes, page, refusal, said, without_cure
from telcoterms import InvalidFileError, TelcoTermsError, load
from telcoterms.files.check import check_file
from telcoterms.values.errors import MAX_SHOWN_FAULTS

BROKEN = [*broken_files("provider"), *broken_files("account"), *broken_files("bill")]
VALID = sorted(one for one in REFUSALS.glob("*/valid*") if one.suffix != ".txt")
VERDICTS = ("illegal", "unlawful", "legal", "invalid", "wrong", "sorry", "error")


def name_of(file: Path) -> str:
    return file.relative_to(REFUSALS).as_posix()


class TestBrokenFiles:
    """Each is refused with the sentence that stands beside it."""

    @pytest.mark.parametrize("file", BROKEN, ids=name_of)
    def test_what_is_said(self, file: Path) -> None:
        assert said(file) + "\n" == file.with_suffix(".txt").read_text("utf-8")

    def test_each_sentence_has_its_file(self) -> None:
        told = sorted(REFUSALS.glob("*/*.txt"))
        assert told == sorted(file.with_suffix(".txt") for file in BROKEN)

    @pytest.mark.parametrize("file", BROKEN, ids=name_of)
    def test_every_fault_says_what_is_wrong_and_then_what_to_do(self, file: Path) -> None:
        error = refusal(file)
        errors = [fault.error for fault in error.faults] if isinstance(error, InvalidFileError) else [error]
        assert errors
        for one in errors:
            assert all(without_cure(one)), one

    @pytest.mark.parametrize("file", BROKEN, ids=name_of)
    def test_no_verdict_and_no_word_of_the_machine(self, file: Path) -> None:
        text = said(file)
        assert not [word for word in (*VERDICTS, "Traceback", "Decimal(", "datetime.", "NoneType") if word in text]

    @pytest.mark.parametrize("file", VALID, ids=name_of)
    def test_the_valid_files_beside_them_are_taken(self, file: Path) -> None:
        assert check_file(file, load("kos")) in (
            "the terms of North Telecom (invented)",
            "an account of 2 invoices and 1 payment",
            "the bill 2026-03 of 2026-03-01",
        )

    def test_of_a_hundred_faults_twenty_are_printed_and_the_rest_is_counted(self) -> None:
        error = refusal(REFUSALS / "account" / "a-hundred-faults.csv")
        assert isinstance(error, InvalidFileError)
        assert len(error.faults) == 100
        lines = str(error).splitlines()
        assert len(lines) == MAX_SHOWN_FAULTS + 1 == 21
        assert lines[-1].endswith(": and 80 more")

    def test_all_faults_of_a_file_are_told_together(self) -> None:
        error = refusal(REFUSALS / "provider" / "several-faults.toml")
        assert isinstance(error, InvalidFileError)
        assert [fault.path for fault in error.faults] == [
            "provider",
            "due_date.days",
            "late_charge.reading.runs_from.take",
            "cancellation_charge.share",
        ]


class TestPage:
    """docs/errors.md is made from the broken files."""

    def test_it_is_current(self) -> None:
        assert PAGE.read_text("utf-8") == page(), "run: python docs/make_errors.py"

    def test_every_public_error_has_its_example(self) -> None:
        assert set(EXAMPLES) == set(classes())
        assert {name for name in vars(telcoterms)["__all__"] if name.endswith("Error")} == set(EXAMPLES)

    def test_a_file_without_a_fault_is_not_shown_as_broken(self) -> None:
        with pytest.raises(AssertionError, match="has no fault"):
            refusal(REFUSALS / "provider" / "valid.toml")

    @pytest.mark.parametrize("name", EXAMPLES)
    def test_an_error_is_also_a_builtin_one(self, name: str) -> None:
        error = classes()[name]
        assert issubclass(error, TelcoTermsError)
        assert error is TelcoTermsError or issubclass(error, ValueError | LookupError | ImportError)
