"""Canonical JSON and its mark, by which a receipt names what its figure rests on."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest

from telcoterms import Money
from telcoterms.values.dataclasses import dataclass, field
from telcoterms.values.hashes import (
    FileText,
    WritesItself,
    Written,
    sha256_of_json,
    sha256_of_text,
    sha256_of_value,
    text_of_table,
    written,
    written_table,
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A value of two fields that are compared, and one that is not."""

    books: Any
    since: date
    seen_by: str = field(default="", compare=False)


def mark(text: str) -> str:
    """The SHA-256 of what is written out in a test."""
    return sha256(text.encode()).hexdigest()


class TestCanonicalJson:
    """Keys in order, no white space, ASCII alone."""

    def test_keys_are_in_order_without_white_space_and_in_ascii(self) -> None:
        data = {"b": [1, None, True], "a": "é"}
        assert written(data) == Written(data, '{"a":"\\u00e9","b":[1,null,true]}')
        assert sha256_of_json(data) == mark('{"a":"\\u00e9","b":[1,null,true]}')

    def test_what_is_no_number_is_refused(self) -> None:
        with pytest.raises(ValueError, match="Out of range float values are not JSON compliant"):
            sha256_of_json([float("nan")])

    def test_what_is_no_data_is_refused(self) -> None:
        with pytest.raises(TypeError, match="date is not JSON serializable"):
            written(date(2026, 1, 1))

    def test_what_holds_itself_is_too_deep(self) -> None:
        ring: list[object] = []
        ring.append(ring)
        with pytest.raises(RecursionError):
            sha256_of_json(ring)

    def test_a_table_of_what_was_written(self) -> None:
        table = written_table({"day": written("2026-01-01"), "amounts": written([1, 2])})
        assert table == Written({"day": "2026-01-01", "amounts": [1, 2]}, '{"amounts":[1,2],"day":"2026-01-01"}')

    def test_a_table_of_which_a_part_was_written_before(self) -> None:
        data = {"b": "is not looked at", "a": [1, {"c": 2}]}
        assert text_of_table(data, {"b": '"was written"'}) == '{"a":[1,{"c":2}],"b":"was written"}'

    def test_what_writes_itself_says_how(self) -> None:
        with pytest.raises(NotImplementedError):
            WritesItself().written()


class TestMark:
    """Two values that are equal have one mark, whatever they came from."""

    def test_text_by_its_utf_8(self) -> None:
        assert sha256_of_text("é\n") == sha256(b"\xc3\xa9\n").hexdigest()

    def test_text_with_half_a_character(self) -> None:
        assert sha256_of_text("\ud800") == sha256(b"\xed\xa0\x80").hexdigest()

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (None, "null"),
            ("a", '"a"'),
            (7, "7"),
            (Money("3.41", "CAD"), '["3.41","CAD"]'),
            (date(2026, 1, 31), '"2026-01-31"'),
            (Fraction(1, 50), "[1,50]"),
            ({date(2026, 1, 2): 1}, '{"2026-01-02":1}'),
            ((date(2026, 1, 2), 3), '["2026-01-02",3]'),
            (frozenset({3, 20, 100}), "[100,20,3]"),  # by what is written: "100" before "20" before "3"
        ],
    )
    def test_a_value_by_its_data(self, value: object, text: str) -> None:
        assert sha256_of_value(value) == mark(text)

    def test_a_value_of_the_library_by_the_fields_that_are_compared(self) -> None:
        shelf = Shelf((1, 2), date(2026, 1, 1), "a visitor")
        assert sha256_of_value(shelf) == mark('{"Shelf":{"books":[1,2],"since":"2026-01-01"}}')

    def test_a_value_of_the_library_within_another(self) -> None:
        shelf = Shelf(frozenset({Shelf(1, date.min)}), date.max)
        text = '{"Shelf":{"books":[{"Shelf":{"books":1,"since":"0001-01-01"}}],"since":"9999-12-31"}}'
        assert sha256_of_value(shelf) == mark(text)

    def test_the_order_of_a_set_does_not_show(self) -> None:
        orders: Iterable[list[int]] = ([3, 1, 2], [2, 3, 1])
        first, second = (sha256_of_value(Shelf(frozenset(order), date.min)) for order in orders)
        assert first == second

    def test_what_has_no_form_is_refused(self) -> None:
        with pytest.raises(TypeError, match=r"there is no canonical form of 1\.5: give it one here"):
            sha256_of_value(1.5)


class TestFileText:
    """The text of a file, marked when its mark is asked for."""

    def test_its_mark_is_that_of_its_text(self) -> None:
        file = FileText("a line\n")
        assert (file.sha256, file.sha256) == (mark("a line\n"), mark("a line\n"))
        assert repr(file) == "<text of a file>"

    def test_a_pickle_holds_the_mark_alone(self) -> None:
        pickled = pickle.dumps(FileText("a line\n"))
        assert b"a line" not in pickled
        assert pickle.loads(pickled).sha256 == mark("a line\n")
