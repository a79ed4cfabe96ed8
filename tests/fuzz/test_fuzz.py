"""Inputs that nobody would write: each gets an answer or an error of the library's own, soon and quietly."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from telcoterms import InputError
from tests.fuzz import oracle
from tests.fuzz.oracle import Surprise, TooSlow, judged_command, nothing_but_errors_of_ours
from tests.fuzz.targets import ODD_INPUTS, TARGETS
from tests.long_runs import examples

CORPUS = Path(__file__).parent / "corpus"
KEPT = sorted(file for file in CORPUS.glob("*/*") if file.is_file())


@pytest.mark.parametrize("file", KEPT, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_each_input_that_is_kept(file: Path) -> None:
    TARGETS[file.parent.name].judge(file.read_bytes())


def test_each_target_keeps_some() -> None:
    assert {file.parent.name for file in KEPT} == TARGETS.keys()


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_that_are_made(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=examples(200, part=20), suppress_health_check=ODD_INPUTS)
    @given(target.inputs())
    def judged(data: bytes) -> None:
        target.judge(data)

    judged()


class Printed:
    """Something that fails where Python can only print that it did."""

    def __del__(self) -> None:
        raise ValueError("in the end")


class TestOracle:
    """What is looked for would be found."""

    def test_an_error_of_ours_is_passed_over(self) -> None:
        with nothing_but_errors_of_ours():
            raise InputError("the amount is missing: give it")

    def test_another_error_is_raised(self) -> None:
        with pytest.raises(KeyError), nothing_but_errors_of_ours():
            raise KeyError("amount")

    def test_an_error_without_words_is_found(self) -> None:
        with pytest.raises(Surprise, match="without a sentence"), nothing_but_errors_of_ours():
            raise InputError("")

    def test_an_error_that_is_printed_alone_is_found(self) -> None:
        with pytest.raises(Surprise, match="printed, not raised: ValueError: in the end"), nothing_but_errors_of_ours():
            Printed()

    def test_work_that_takes_too_long_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(oracle, "MAX_SECONDS", 0.01)

        def work() -> None:
            while True:
                pass

        with pytest.raises(Surprise, match=r"over 0\.01 seconds"), nothing_but_errors_of_ours():
            work()

    def test_much_memory_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        memory = iter([0, (1 << 20) + 1, (1 << 20) + 1])
        monkeypatch.setattr(oracle, "_peak_memory", lambda: next(memory))
        with pytest.raises(Surprise, match="1024 MiB of memory"), nothing_but_errors_of_ours():
            pass

    @pytest.mark.parametrize(
        ("status", "printed", "told", "said"),
        [
            (3, b"", "", "status 3"),
            (2, b"x", "telcoterms: no", "status 2, but printed"),
            (2, b"", "no", "status 2, but printed"),
            (1, b"", "Exception ignored in: x", "a traceback"),
            (0, b"\x1b[2J", "", "a control character"),
        ],
    )
    def test_a_command_that_ends_badly_is_found(
        self, status: int, printed: bytes, told: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(oracle, "commanded", lambda *_: (status, printed, told))
        with pytest.raises(Surprise, match=said):
            judged_command(["terms"], tmp_path)

    @pytest.mark.parametrize("name", ["out.txt", "other.txt"])
    def test_a_file_that_a_refusal_leaves_is_found(
        self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def half(*_: object) -> tuple[int, bytes, str]:
            (tmp_path / name).write_text("half")
            return 2, b"", "telcoterms: no"

        monkeypatch.setattr(oracle, "commanded", half)
        with pytest.raises(Surprise, match=f"status 2, and other files: .*{name}"):
            judged_command(["terms"], tmp_path, (tmp_path / "out.txt",))

    def test_no_handler_of_the_library_would_hide_it(self) -> None:
        assert not issubclass(TooSlow, Exception)
