"""Inputs that nobody would write: each gets an answer or an error of the library's own, soon and quietly."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from telcoterms import InputError
from tests.fuzz import node, oracle, page_script, service_worker
from tests.fuzz.oracle import Surprise, TooSlow, judged_command, nothing_but_errors_of_ours
from tests.fuzz.targets import ODD_INPUTS, TARGETS, Target
from tests.long_runs import examples

CORPUS = Path(__file__).parent / "corpus"
KEPT = sorted(file for file in CORPUS.glob("*/*") if file.is_file())


def target_of(name: str) -> Target:
    """The target of a name; a test of one whose program is not installed is skipped."""
    target = TARGETS[name]
    if target.program is not None and shutil.which(target.program) is None:
        pytest.skip(f"{target.program} is not installed")
    return target


@pytest.mark.parametrize("file", KEPT, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_each_input_that_is_kept(file: Path) -> None:
    target_of(file.parent.name).judge(file.read_bytes())


def test_each_target_keeps_some() -> None:
    assert {file.parent.name for file in KEPT} == TARGETS.keys()


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_that_are_made(name: str) -> None:
    target = target_of(name)

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


LEFT: dict[str, Any] = {
    "surprises": [],
    "polluted": False,
    "elements": ["p"],
    "attributes": [],
    "addresses": ["#provider=kos", "/"],
    "link": "provider=kos",
}
VISIT: dict[str, Any] = {"page": "account.en", "link": "", "acts": []}
ASKED: dict[str, Any] = {"page": "late-charge", "lang": "en", "facts": {}, "rows": [], "provider": "kos", "service": ""}


class TestOracleOfThePage:
    """What the script of a page must not do would be found."""

    def given(self, monkeypatch: pytest.MonkeyPatch, left: dict[str, Any], *requests: dict[str, Any]) -> None:
        """A script that leaves this behind, and asks this."""
        asked = [{"address": "answer", "request": ASKED | request} for request in requests]
        monkeypatch.setattr(page_script, "visited", lambda _: (LEFT | left, asked))

    def test_a_quiet_visit_is_passed_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = [{"row": "invoice", "number": "1"}]
        self.given(monkeypatch, {}, {}, {"facts": {"as_of": "2026-04-10"}, "rows": rows, "wanted": "record"})
        page_script.judged_visit(VISIT)

    @pytest.mark.parametrize(
        ("left", "said"),
        [
            ({"surprises": ["thrown: TypeError"]}, "the script: thrown: TypeError"),
            ({"polluted": True}, "every object got a property"),
            ({"elements": ["p", "script"]}, "an answer brought {'script'}"),
            ({"attributes": ["onload"]}, "an answer brought .*onload"),
            ({"addresses": ["javascript:x"]}, "the page went to javascript:x"),
        ],
    )
    def test_what_it_leaves_behind(self, left: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.given(monkeypatch, left)
        with pytest.raises(Surprise, match=said):
            page_script.judged_visit(VISIT)

    @pytest.mark.parametrize(
        ("request_", "said"),
        [
            ({"facts": {"colour": "red"}}, "a request with {'colour'}"),
            ({"secret": 1}, "a request with {'secret'}"),
            ({"provider": {"name": "own.toml", "text": ""}}, "a file that nobody opened"),
            ({"facts": {"as_of": " 2026"}}, "a request with ' 2026'"),
            ({"facts": {"as_of": 2026}}, "a request with 2026"),
            ({"rows": [{"row": "gift"}]}, "a request with {'row': 'gift'}"),
        ],
    )
    def test_what_it_asks(self, request_: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.given(monkeypatch, {}, request_)
        with pytest.raises(Surprise, match=said):
            page_script.judged_visit(VISIT)

    def test_a_request_to_elsewhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(Surprise, match="a request to /x"):
            page_script.judge_request(
                {"address": "/x", "request": ASKED}, page_script.fields_of("terms.en"), opened=False
            )

    def test_a_link_that_becomes_another(self, monkeypatch: pytest.MonkeyPatch) -> None:
        links = iter(["provider=kos", "", ""])
        monkeypatch.setattr(page_script, "visited", lambda _: (LEFT | {"link": next(links)}, []))
        with pytest.raises(Surprise, match="the link 'provider=kos' becomes ''"):
            page_script.judge_link("terms.en", "provider=kos")


class TestOracleOfTheServiceWorker:
    """A fault of the service worker would be found by the inputs that are kept."""

    @pytest.mark.parametrize(
        ("right", "wrong"),
        [
            (", cacheName: BUILD", ""),
            (" && name !== BUILD", ""),
            ("name.startsWith(OURS)", 'name.startsWith("telcoterms")'),
            (" || url.origin !== location.origin", ""),
            ('event.request.method !== "GET" || ', ""),
            ("ignoreSearch: true, ", ""),
            ("cache.addAll(FILES)", "cache.addAll(FILES.slice(1))"),
            ("kept ?? fetch(event.request)", "fetch(event.request)"),
            ("kept ?? fetch(event.request)", 'kept ?? fetch(new Request(new URL("/", location)))'),
        ],
    )
    def test_a_fault(self, right: str, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        target, text = target_of("service-worker"), service_worker.WORKER.read_text("utf-8")
        assert right in text
        changed = tmp_path / "worker.js"
        changed.write_text(text.replace(right, wrong), "utf-8")
        program = node.Program(Path(service_worker.__file__).parent / "run.mjs", changed)
        monkeypatch.setattr(service_worker, "PROGRAM", program)
        surprises = 0
        for file in KEPT:
            if file.parent.name == target.name:
                try:
                    target.judge(file.read_bytes())
                except Surprise:
                    surprises += 1
        program.end()
        assert surprises
