"""The core believes nothing of a column: it refuses what does not fit, and never reads or writes beside it."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import MissingPackageError, load
from telcoterms.batch import core
from telcoterms.batch.kernels import core as installed
from telcoterms.batch.kernels.ledger.programs import JOIN, MONTH_GROWTH, NODE, NONE, ONCE, PROGRAM
from tests.batch.core.in_columns import programs_of
from tests.batch.core.test_edges import AFTER_A_REMINDER
from tests.long_runs import examples

RANDOM = st.randoms(use_true_random=False)


def days(*values: int) -> Any:
    return np.array(values, np.int32)


def whole(*values: int) -> Any:
    return np.array(values, np.int64)


def sound() -> list[Any]:
    """The arguments of a replay of two accounts of two bills and two payments each."""
    programs = programs_of(load("kos"), AFTER_A_REMINDER["from the next bill"])
    place = (126 * 12) * 32 + 5
    columns = (
        whole(0, 2, 4),
        days(20454, 20485, 20454, 20485),
        days(20469, 20500, 20469, 20500),
        days(0, 1, 1, 0),
        whole(11300, 11300, 5644, 5644),
        days(20469, 20500, 20469, 20500),
        days(place, place + 32, place, place + 32),
        days(1, 1, 3, 1),
        whole(0, 6, 12),
        days(*(20454, 20485, 20510, 20511, 20512, 20520) * 2),
        np.array([0, 0, 2, 3, 6, 6] * 2, np.int8),
        whole(*(0, 0, 500, 0, 4000, 200_000) * 2),
        whole(0, 1, 1, 0, 0, -1, 2, 3, 3, -1, 2, -1),
        days(*range(20520, 20532)),
        days(-100_000, 0),
        days(20600, 20600),
    )
    out = (*(np.zeros(4, np.int64) for _ in range(6)), np.zeros(2, np.int64), np.zeros(2, np.uint8))
    return [list(programs.tables()), list(columns), list(out), 0, 2, True, True]


def asked(arguments: list[Any]) -> Any:
    tables, columns, out, *rest = arguments
    return installed.core().replay(tuple(tables), tuple(columns), tuple(out), *rest)


def is_answered(arguments: list[Any]) -> bool:
    """Whether the core answers; else it refuses by an error of its own. A fault of memory would end the process."""
    try:
        asked(arguments)
    except (BufferError, ValueError):
        return False
    return True


def is_untouched(arguments: list[Any]) -> bool:
    """Whether nothing was written: what is refused is refused before the replay begins."""
    return not any(np.frombuffer(column, np.uint8).any() for column in arguments[2] if len(column))


def test_the_sound_one_is_replayed() -> None:
    arguments = sound()
    postings, allocations = (np.frombuffer(found, np.int64) for found in asked(arguments))
    assert (len(postings) % 3, len(allocations) % 7) == (0, 0)
    assert arguments[2][7].tolist() == [0, 0]
    assert len(allocations) > 0


WILD = [0, 1, -1, 2, 31, 32, 255, 2**31 - 1, -(2**31), 2**62, -(2**63), 2**63 - 1, 20469]


@settings(max_examples=examples(4000, 400))
@given(RANDOM, st.integers(1, 4))
def test_any_numbers_are_refused_or_replayed(random: Random, changes: int) -> None:
    arguments = sound()
    for _ in range(changes):
        group = arguments[random.choice((0, 0, 1, 1, 1))]
        column = group[random.randrange(len(group))]
        if len(column) and column.dtype.kind == "i":
            limits = np.iinfo(column.dtype)
            value = random.choice([*WILD, int(random.choice(column.tolist())) + random.choice((-1, 1))])
            column[random.randrange(len(column))] = min(max(value, limits.min), limits.max)
    assert is_answered(arguments) or is_untouched(arguments)


@settings(max_examples=examples(1500, 150))
@given(RANDOM)
def test_any_lengths_are_refused_or_replayed(random: Random) -> None:
    arguments = sound()
    place = random.choice((0, 1, 2))
    column = random.randrange(len(arguments[place]))
    values = arguments[place][column]
    arguments[place][column] = random.choice(
        (values[:-1], values[:0], np.append(values, values), values.astype(np.int16), values.tobytes()[:-1])
    )
    assert is_answered(arguments) or is_untouched(arguments)


@pytest.mark.parametrize("field", NODE)
@pytest.mark.parametrize("value", [-2, 10**9, 2**62])
@pytest.mark.parametrize("node", [0, 1])
def test_each_field_of_a_node(field: str, value: int, node: int) -> None:
    arguments = sound()
    arguments[0][0][node * len(NODE) + NODE.index(field)] = value
    assert is_answered(arguments) or is_untouched(arguments)


def rounded_together(**fields: int) -> list[Any]:
    """The sound one with the charges of all debts rounded as one sum, and some fields of the first clause changed."""
    arguments = sound()
    arguments[0][0][len(NODE) :] = arguments[0][0][: len(NODE)]
    arguments[0][1][PROGRAM.index("rounds_together") :: len(PROGRAM)] = 1
    for name, value in fields.items():
        arguments[0][0][NODE.index(name)] = value
    return arguments


@pytest.mark.parametrize(
    "fields", [{"kind": ONCE}, {"coin": 5}, {"share": MONTH_GROWTH}, {"kind": JOIN, "first_child": NONE}]
)
def test_a_clause_whose_charges_cannot_be_rounded_as_one_sum(fields: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="a program"):
        asked(rounded_together(**fields))


def test_parts_that_have_no_common_measure_are_left_to_exact_arithmetic() -> None:
    for denominator, doubt in ((50, 0), (2**40 - 87, 1)):
        arguments = rounded_together(denominator=denominator)
        arguments[0][0][len(NODE) + NODE.index("denominator")] = 2**40 - 3
        assert is_answered(arguments)
        assert arguments[2][7].tolist() == [doubt, doubt]


def test_columns_that_may_not_be_written() -> None:
    arguments = sound()
    arguments[2][0].flags.writeable = False
    with pytest.raises((ValueError, BufferError)):
        asked(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        (b"short", (), np.empty(0, np.int64)),
        (b"0" * 16, ((np.array([0, 5], np.int32), b"abc", False),), np.empty(1, np.int64)),
        (b"0" * 16, ((np.array([2, 1], np.int32), b"abc", False),), np.empty(1, np.int64)),
        (b"0" * 16, ((None, np.zeros(3, np.int64), False),), np.empty(1, np.int64)),
        (b"0" * 16, ((None, np.zeros(1, np.int64), False),) * 9, np.empty(9, np.int64)),
        (
            b"0" * 16,
            ((None, np.zeros(1, np.int64), False), (np.array([0], np.int32), b"", False)),
            np.empty(1, np.int64),
        ),
    ],
)
def test_keys_that_do_not_fit(arguments: Any) -> None:
    with pytest.raises(ValueError, match="fit"):
        installed.core().codes(*arguments)


def test_a_core_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "LAYOUT", 1)
    with pytest.raises(MissingPackageError, match="install it anew"):
        installed.installed.__wrapped__()


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "telcoterms_native", None)
    assert installed.installed.__wrapped__() is None
    assert core.core() is not None  # what was found once is kept
