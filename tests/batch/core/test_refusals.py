"""What the core refuses of a call: columns of another length, type or place, and numbers outside of their limits.

Each function is asked one sound question, and then the same with one thing changed. What does not fit raises an error,
before anything is written; what just fits is answered. Either way the core keeps nothing of what it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

import numpy as np
import pytest

from telcoterms.batch import core
from telcoterms.batch.kernels import core as installed
from telcoterms.batch.kernels.days import ENDS, EPOCH, FIRST, PLACES, SPANS
from telcoterms.batch.kernels.late_charge.figures import EACH_MONTH, FIGURE, GROWTH, MISTAKE, POWERS, TIMING
from telcoterms.batch.kernels.ledger import programs
from telcoterms.batch.kernels.ledger.programs import JOIN, NODE, NONE, ONCE, PROGRAM
from tests.batch.core import test_buffers
from tests.batch.core.calls import bare, keeps_nothing
from tests.batch.core.in_columns import programs_of
from tests.batch.core.test_buffers import days, whole
from tests.batch.core.test_settle import FEE

Path = tuple[int, ...]

PARTS: Final = np.tile(np.arange(32.0), 32)
TABLES: Final = (PLACES[:100], ENDS[:100], SPANS[:200], FIRST)
SECRET: Final = b"0123456789abcdef"
MARK: Final = 77  # in what is written
MOST_TABLED: Final = 1 << 17  # days of a table
INT32: Final = 2**31
INT64: Final = 2**63


def out(count: int, kind: Any = np.int64) -> Any:
    return np.full(count, MARK, kind)


def text(*words: str, is_long: bool = False) -> tuple[Any, Any, bool]:
    ends = np.cumsum([0, *map(len, words)]).astype(np.int64 if is_long else np.int32)
    return ends, np.frombuffer("".join(words).encode(), np.uint8), is_long


# A sound question of each function


def charge() -> tuple[Any, ...]:
    clause = (2, 0, 1.0, 0.55, 0.0, 0.25, 0.0, 2.0**52, PARTS)
    rows = whole(1, 2, 3), days(*[FIRST] * 3), days(*[FIRST + 90] * 3), whole(1, 2, 1)
    return clause, TABLES, rows, out(3)


def figures() -> tuple[Any, ...]:
    timings = np.array([(0, 0, 1, 0, 0), (5, 5, 0, 0, 0)], TIMING).view(np.int64)
    growths = np.array([(0, EACH_MONTH, 0, 0, 1, 0, 0, 1.0, 0.05, 0.5, 2.0**52)] * 2, GROWTH).view(np.int64)
    of = np.array([(0, 0, 0, 0, 0.125, 0.125)] * 2, FIGURE).view(np.int64)
    return timings, growths, of, PARTS, np.ones(1024), np.ones(12), 2


def billed_rows() -> tuple[Any, ...]:
    amounts, issued, paid, months = charge()[2]
    return amounts, issued, paid, months, whole(1, 2, 3), whole(4, 5, 6), whole(7, 8, 9), -1


def match_readings() -> tuple[Any, ...]:
    return figures(), TABLES, billed_rows(), (whole(0, 0), whole(2), whole(0, 1)), out(3, np.int32), out(3)


def match_mistakes() -> tuple[Any, ...]:
    mistakes = np.array([(0, 0, 0, 0, 1 << 20, 1 << 44)] * 2, MISTAKE).view(np.int64)
    return figures(), TABLES, billed_rows(), mistakes, out(3, np.int32)


def words() -> tuple[Any, ...]:
    return days(1, 0, 1), text("one", "other")[:2], out(4, np.int32), out(13, np.uint8)


def sip_hash() -> tuple[Any, ...]:
    return SECRET, b"key"


def codes() -> tuple[Any, ...]:
    return SECRET, (text("b", "a"), text("a", is_long=True)), out(3)


def codes_of_numbers() -> tuple[Any, ...]:
    return SECRET, ((None, whole(5, 3), False), (None, whole(3), False)), out(3)


def starts() -> tuple[Any, ...]:
    return whole(0, 2, 1), out(4)


def move() -> tuple[Any, ...]:
    return (whole(1, 0, 1), whole(0, 1, 3), days(5, 6, 7), whole(1, 2, 3)), (out(3), out(3, np.int32), out(3))


def arrange() -> tuple[Any, ...]:
    debts = whole(0, 1), days(5, 6), days(20, 21), *text("1", "2")
    kinds, marks = np.array([core.PAYMENT] * 3, np.int8), np.array([1, 0, 0], np.int8)
    events = whole(0, 0, 1), days(7, 8, 9), kinds, whole(1, 2, 3), marks, whole(0, 0, 0), *text("1", "", "")
    both = out(5), out(5, np.int32), out(5, np.int8), out(5), out(5)
    return debts, events, (out(3), out(2), out(3), *both, np.zeros(2, np.uint8))


def replay() -> tuple[Any, ...]:
    """With three last days in time and four starts of each debt, two ends of each reminder, two orders and growths."""
    tables, columns, owed, *rest = test_buffers.sound()
    tables[4] = np.tile([1.0, 0.0], 2048)
    columns[5], columns[6], columns[13] = (np.repeat(columns[at], count) for at, count in ((5, 3), (6, 4), (13, 2)))
    columns[14] = days(-100_000, 0, 20_511, 0)
    for column in owed:
        column[:] = MARK
    return tuple(tables), tuple(columns), tuple(owed), *rest


def settle() -> tuple[Any, ...]:
    bills = whole(0, 1, 2), days(20454, 20454), whole(100, 200), *text("1", "1"), whole(1, 0)
    paid = whole(0, 1, 2), days(20460, 20461), whole(50, 60), *text("1", ""), whole(0, 1)
    marks = np.array([1, 0], np.int8)
    common = (15, -30_000, 5_000, 20_600, days(0), days(-100_000, 0))
    sums = (*(out(2) for _ in range(6)), np.zeros(2, np.uint8))
    return programs_of(FEE).tables(), bills, paid, marks, common, sums, 0, 2


SOUND: Final[dict[str, Callable[[], tuple[Any, ...]]]] = {
    made.__name__: made
    for made in (
        *(charge, match_readings, match_mistakes, words, sip_hash, codes, codes_of_numbers),
        *(starts, move, arrange, replay, settle),
    )
}
FUNCTIONS: Final = {name: name for name in SOUND} | {"codes_of_numbers": "codes"}


def asked(name: str, arguments: tuple[Any, ...]) -> Any:
    return getattr(installed.core(), FUNCTIONS[name])(*arguments)


def is_left_alone(name: str, arguments: tuple[Any, ...]) -> bool:
    """Whether the core holds nothing of what it was given."""
    return keeps_nothing(installed.core(), FUNCTIONS[name], arguments)


def changed(arguments: tuple[Any, ...], path: Path, change: Callable[[Any], Any]) -> tuple[Any, ...]:
    """The same arguments with what is at a path, from one tuple into another, as a change makes it."""
    place, *rest = path
    new = changed(arguments[place], tuple(rest), change) if rest else change(arguments[place])
    return (*arguments[:place], new, *arguments[place + 1 :])


def columns_in(arguments: tuple[Any, ...], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    for place, each in enumerate(arguments):
        if isinstance(each, tuple):
            yield from columns_in(each, (*path, place))
        elif isinstance(each, np.ndarray | bytes):
            yield (*path, place), each


def refuse(name: str, arguments: tuple[Any, ...], says: str = "fit", error: Any = ValueError) -> None:
    """Hold that a question is refused before anything is written, and that nothing is kept of it."""
    before = [bytes(column) for _, column in columns_in(arguments)]
    with pytest.raises(error, match=says):
        asked(name, arguments)
    if name != "words":  # which are looked at as they are written
        assert [bytes(column) for _, column in columns_in(arguments)] == before
    assert is_left_alone(name, arguments)


def columns_of(least: int, item: int = 1) -> list[Any]:
    """Of each function the path of each column of so many items at least, each of so many bytes at least."""
    return [
        pytest.param(name, path, id=f"{name}-{'.'.join(map(str, path))}")
        for name, sound in SOUND.items()
        for path, column in columns_in(sound())
        if len(column) >= least and memoryview(column).itemsize >= item
    ]


FREE: Final = {
    ("charge", (1, 2)): "shorter longer",  # spans: a row that they have not is left in doubt
    ("match_readings", (1, 2)): "shorter longer",
    ("match_mistakes", (1, 2)): "shorter longer",
    ("match_readings", (3, 2)): "shorter longer",  # the combinations that the words allow
    ("words", (1, 0)): "longer",  # one word more
    ("words", (1, 1)): "longer",  # text behind the last one
    ("words", (3,)): "longer",  # room
    ("sip_hash", (1,)): "shorter longer",
    ("codes", (1, 0, 1)): "longer",
    ("codes", (1, 1, 1)): "longer",
    ("starts", (0,)): "shorter longer",  # rows
    ("starts", (1,)): "longer",  # an account without rows
    ("move", (0, 1)): "longer",
    ("arrange", (0, 4)): "longer",
    ("arrange", (1, 7)): "longer",
    ("settle", (1, 4)): "longer",
    ("settle", (2, 4)): "longer",
    ("settle", (4, 4)): "longer",  # a start that no node asks for
}
"""The columns that may be an item shorter or longer than those of the sound question."""
MARKS_OF_ACCOUNTS: Final = {("arrange", (2, 8)), ("settle", (5, 6))}
"""The columns that are read and written."""


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_question_is_answered(name: str) -> None:
    asked(name, SOUND[name]())
    assert is_left_alone(name, SOUND[name]())


class TestColumns:
    def check(self, name: str, path: Path, change: Callable[[Any], Any], is_free: bool) -> None:
        arguments = changed(SOUND[name](), path, change)
        if is_free:
            asked(name, arguments)
            assert is_left_alone(name, arguments)
        else:
            refuse(name, arguments)

    @pytest.mark.parametrize(("name", "path"), columns_of(1))
    def test_shorter_by_an_item(self, name: str, path: Path) -> None:
        self.check(name, path, lambda column: column[:-1], "shorter" in FREE.get((name, path), ""))

    @pytest.mark.parametrize(("name", "path"), columns_of(0))
    def test_longer_by_an_item(self, name: str, path: Path) -> None:
        """The last item stands there once more."""

        def longer(column: Any) -> Any:
            if isinstance(column, bytes):
                return column + column[-1:]
            return np.append(column, column[-1:] if len(column) else np.zeros(1, column.dtype))

        self.check(name, path, longer, "longer" in FREE.get((name, path), ""))

    @pytest.mark.parametrize(("name", "path"), columns_of(1, item=2))
    def test_shorter_by_a_byte(self, name: str, path: Path) -> None:
        item = dict(columns_in(SOUND[name]()))[path].itemsize
        part = changed(SOUND[name](), path, lambda column: np.frombuffer(column.tobytes()[:-1], np.uint8).copy())
        refuse(name, part, f"is not of numbers of {item} bytes")

    @pytest.mark.parametrize(("name", "path"), columns_of(0))
    def test_no_column_at_all(self, name: str, path: Path) -> None:
        refuse(name, changed(SOUND[name](), path, lambda _: 5), "bytes-like", TypeError)

    @pytest.mark.parametrize(("name", "path"), columns_of(0))
    def test_one_that_may_not_be_written(self, name: str, path: Path) -> None:
        def read_only(column: Any) -> Any:
            return memoryview(column).toreadonly()

        column = dict(columns_in(SOUND[name]()))[path]
        column = np.frombuffer(column, np.uint8) if isinstance(column, bytes) else column
        arguments = changed(SOUND[name](), path, read_only)
        if (len(column) and (column == MARK).all()) or (name, path) in MARKS_OF_ACCOUNTS:
            refuse(name, arguments, "writable|read-only", BufferError)
        else:
            asked(name, arguments)

    @pytest.mark.parametrize(("name", "path"), columns_of(2))
    def test_one_that_does_not_lie_as_numbers_do(self, name: str, path: Path) -> None:
        """Apart from one another, or where the processor would have to read them in two pieces."""
        column = dict(columns_in(SOUND[name]()))[path]
        column = np.frombuffer(column, np.uint8) if isinstance(column, bytes) else column
        shifted = np.ndarray(len(column), column.dtype, bytearray(b"." + column.tobytes()), 1)
        function = getattr(bare(installed.core()), FUNCTIONS[name])  # calls that are made again lie as they should
        for other in (np.repeat(column, 2)[::2], *([shifted] if column.itemsize > 1 else ())):
            arguments = put(SOUND[name](), path, other)
            with pytest.raises((BufferError, ValueError), match=r"contiguous|is not of numbers of \d bytes"):
                function(*arguments)


def test_of_two_columns_that_do_not_fit_the_first_is_told() -> None:
    part = np.zeros(13, np.uint8)
    for name, first, second, says in (
        ("charge", (2, 0), (2, 3), "amounts is not of numbers of 8 bytes"),
        ("move", (0, 2), (0, 3), "days is not of numbers of 4 bytes"),
    ):
        arguments = changed(changed(SOUND[name](), first, lambda _: part), second, lambda _: part)
        refuse(name, arguments, says)


# Numbers and their limits


def put(arguments: tuple[Any, ...], path: Path, value: Any) -> tuple[Any, ...]:
    """The arguments with another value at a path, which may end in an item of a column."""

    def change(column: Any) -> Any:
        new = column.copy()
        new[path[-1]] = value
        return new

    if isinstance(dict(columns_in(arguments)).get(path[:-1]), np.ndarray):
        return changed(arguments, path[:-1], change)
    return changed(arguments, path, lambda _: value)


FIRST_DAY, LAST_DAY = date(1900, 1, 1).toordinal() - EPOCH, date(2199, 12, 31).toordinal() - EPOCH
MOST_OF_A_SUM: Final = 10**12
LEAST_PLACE, MOST_PLACE = 1, (12 * (2210 - 1900) - 1) * 32 + 31  # of the start of a charge: month x 32 + day

LIMITS: Final[dict[str, list[tuple[Path, int, int]]]] = {
    "charge": [
        ((0, 0), 0, 2),  # the start
        ((0, 1), -INT32, INT32 - 1),  # net days
        ((1, 3), -INT32, INT32 - 1),  # the first day of the tables
    ],
    "match_readings": [
        ((0, 0, 0), 0, MOST_TABLED),  # of a timing: last
        ((0, 0, 1), 0, MOST_TABLED),  # start
        ((0, 0, 2), 0, 1),  # is_next_bill
        ((0, 0, 3), 0, 4),  # clock
        ((0, 0, 9), 0, 1),  # counted, of the last one
        ((0, 1, 11), 0, 1),  # of a growth: timing
        ((0, 1, 12), 0, 5),  # how
        ((0, 1, 14), 0, 1023),  # top: less than 1,024 of the bottom
        ((0, 1, 15), 1, (INT64 - 1) >> 5),  # bottom
        ((0, 1, 16), 0, 2),  # rounding
        ((0, 1, 17), 0, 1),  # to_even
        ((0, 2, 6), 0, 1),  # of a figure: growth
        ((0, 2, 7), 0, 0),  # shares
        ((0, 2, 8), 0, 0),  # grains
        ((0, 2, 9), 0, 1),  # to_even
        ((3, 0, 1), 0, 1),  # the figure of a combination
        ((3, 1, 0), 2, 2),  # how many values a reading has
        ((3, 2, 1), 0, 1),  # the combination that the words allow
    ],
    "match_mistakes": [
        ((3, 6), 0, 1),  # of a mistake: figure
        ((3, 7), 0, 2),  # column
        ((3, 8), -1, 1),  # days_later
    ],
    "words": [((0, 2), 0, 1), ((1, 0, 1), 3, 8)],
    "codes": [((1, 0, 0, 0), 0, 1), ((1, 0, 0, 2), 1, 2), ((1, 1, 0, 1), 0, 1)],
    "starts": [((0, 0), 0, 2)],
    "move": [((0, 0, 0), 1, 1), ((0, 1, 0), 0, 0), ((0, 1, 1), 1, 1), ((0, 1, 2), 3, 3)],
    "arrange": [((0, 0, 0), 0, 1), ((1, 0, 2), 0, 1), ((1, 2, 0), core.DECIDED, core.UNTAKEN)],
    "settle": [
        ((0, 1, 0), 0, 0),  # the root of the program
        ((0, 1, 1), 1, 1),  # how many nodes it has
        ((0, 0, NODE.index("grace")), 0, 0),
        ((0, 3, 0), 0, (INT64 - 1) >> 1),  # a number of a clause
        ((1, 0, 0), 0, 1),  # starts of bills
        ((1, 0, 1), 0, 2),
        ((1, 0, 2), 1, 2),
        ((1, 6, 0), 0, 1),  # their rows
        ((1, 6, 1), 0, 1),
        ((2, 0, 2), 1, 2),
        ((4, 0), -40_000, 40_000),  # net days
        ((4, 3), FIRST_DAY, LAST_DAY),
        ((4, 4, 0), 0, 2),  # from what the time of a start runs
        ((4, 5, 1), 0, 2),  # an order
        ((6,), 0, 2),  # from one account
        ((7,), 0, 2),  # up to another
    ],
    "replay": [
        ((0, 1, 0), 0, 1),  # the root of a program
        ((1, 0, 0), 0, 0),  # where the debts of an account begin
        ((1, 0, 1), 2, 2),
        ((1, 0, 2), 4, 4),
        ((1, 1, 0), FIRST_DAY, LAST_DAY),  # of a debt: issued
        ((1, 2, 3), FIRST_DAY, LAST_DAY),  # due
        ((1, 3, 0), 0, 1),  # its program
        ((1, 4, 0), 0, MOST_OF_A_SUM),  # its amount
        ((1, 5, 0), FIRST_DAY, LAST_DAY),  # its last day in time
        ((1, 5, 11), FIRST_DAY, LAST_DAY),
        ((1, 6, 0), LEAST_PLACE, MOST_PLACE),  # where its charges start
        ((1, 6, 15), LEAST_PLACE, MOST_PLACE),
        ((1, 7, 3), 1, 120),  # months between bills
        ((1, 8, 0), 0, 0),  # where the events of an account begin
        ((1, 8, 2), 12, 12),
        ((1, 9, 0), FIRST_DAY, 20_485),  # the day of an event
        ((1, 9, 1), 20_454, 20_510),
        ((1, 9, 11), 20_512, LAST_DAY),
        ((1, 10, 5), core.DECIDED, core.UNTAKEN),  # its kind
        ((1, 11, 4), 0, MOST_OF_A_SUM),  # its sum
        ((1, 12, 4), NONE, 1),  # the debt that a payment names
        ((1, 12, 11), 2, 3),
        ((1, 12, 0), 0, 1),  # and a new debt
        ((1, 12, 2), 0, 1),  # and a dispute
        ((1, 13, 6), FIRST_DAY, LAST_DAY),  # the end of a grace period that counts from a reminder
        ((1, 13, 7), FIRST_DAY, LAST_DAY),
        ((1, 13, 18), FIRST_DAY, LAST_DAY),
        ((1, 13, 19), FIRST_DAY, LAST_DAY),
        ((1, 14, 1), 0, 2),  # an order
        ((1, 14, 3), 0, 2),
        ((1, 15, 1), FIRST_DAY, LAST_DAY),  # the day on which it is asked
        ((3,), 0, 2),
        ((4,), 0, 2),
    ],
}
"""By the path of a number, the least and the most that it may be while all others are as in the sound question."""


@pytest.mark.parametrize(
    ("name", "path", "least", "most"), [(name, *limits) for name, several in LIMITS.items() for limits in several]
)
def test_a_number_at_its_limits(name: str, path: Path, least: int, most: int) -> None:
    for value in {least, most}:
        asked(name, put(SOUND[name](), path, value))
    for value in (least - 1, most + 1):
        refuse(name, put(SOUND[name](), path, value))


ON_ONE_NODE: Final = INT64 // (365 * 366) // 4  # parts of a sum that can be counted for all days of a year
GROWS: Final = {"share": programs.MONTH_GROWTH}
BY_MONTH: Final = ("BY_DAYS", "THIRTIETHS", "DAYS_OF_YEAR", "WHOLE_MONTH", "COMPLETED_MONTH", "MONTH_GROWTH")


def of_nodes(*nodes: dict[str, int]) -> tuple[Any, ...]:
    """The sound question of a replay, where all debts have one program: the rate of a month, with other fields."""
    arguments = replay()
    fields = dict(zip(NODE, arguments[0][0].tolist(), strict=False))
    rows = [list((fields | changed_fields).values()) for changed_fields in nodes]
    program = arguments[0][1][: len(PROGRAM)].copy()
    program[PROGRAM.index("node_count")] = len(nodes)
    tables = whole(*(value for row in rows for value in row)), np.tile(program, 2), *arguments[0][2:]
    return (tables, *arguments[1:])


@pytest.mark.parametrize(
    ("field", "least", "most", "others"),
    [
        ("kind", ONCE, JOIN, {}),
        ("how", programs.SUM, programs.LESSER, {"kind": JOIN}),
        ("value", 0, 1, {}),
        ("value", 0, 0, {"value_count": 2}),
        ("value_count", 1, 2, {}),
        ("value_count", 1, 1, {"value": 1}),
        ("threshold", 0, 1, {"threshold_count": 1}),
        ("threshold_count", 0, 1, {"threshold": 1}),
        ("denominator", 1, ON_ONE_NODE, {}),
        ("denominator", 1, ON_ONE_NODE // 8, {"coin": 8}),
        ("denominator", 1, (INT64 - 1) // 3, {"kind": ONCE, "coin": 3}),
        ("coin", 1, 1 << 30, {"denominator": 1}),
        ("coin", 1, 1 << 30, {"denominator": 1, "kind": ONCE}),
        ("rounding", 0, 2, {}),
        ("dated_by", programs.EACH_PERIOD, programs.EACH_DAY, {}),
        ("grace", 0, 2, {}),
        ("grace", 0, 1, {"reminder": 1}),
        ("anchor", 0, 3, {}),
        ("start", 0, 0, {}),
        ("start", programs.IN_A_COLUMN, programs.NEXT_BILL, {"reminder": 1}),
        ("share", programs.BY_DAYS, programs.DAILY_GROWTH, {}),
        ("share_of_day", programs.DAYS, programs.DAYS_OF_THIRTY, {}),
        ("block", programs.NO_BLOCKS, programs.COMPLETED, {}),
        ("size", 1, 40_000, {}),
        ("times", 0, 40_000, {}),
        ("parts", 1, 40_000, {}),
        ("on_day", 0, 31, {}),
        ("counted", 0, 1, {}),
        *(("months", 1, 1, {"share": getattr(programs, name)}) for name in BY_MONTH),
        ("months", 0, 12, {"share": programs.BLOCKS_BEGUN}),
        ("months", 0, 12, {"share": programs.DAILY_GROWTH}),
        ("months", 0, 0, {"share": programs.DAYS, "days": 1}),
        ("days", 0, 40_000, {"share": programs.DAYS, "months": 0}),
        ("days", 0, 0, {"share": programs.DAYS, "months": 1}),
        ("growth", 0, 1024, GROWS),
        ("growth", 0, 0, {**GROWS, "value_count": 2}),
        ("value_count", 1, 2, GROWS),
        ("value_count", 1, 1, {**GROWS, "growth": 1024}),
    ],
)
def test_a_field_of_a_node_at_its_limits(field: str, least: int, most: int, others: dict[str, int]) -> None:
    for value in {least, most}:
        asked("replay", of_nodes({**others, field: value}))
    for value in (least - 1, most + 1):
        refuse("replay", of_nodes({**others, field: value}), "a node")


JOINED: Final[tuple[dict[str, int], ...]] = ({"kind": JOIN, "first_child": 1}, {"next_sibling": 2}, {})


def test_nodes_that_are_joined_are_answered() -> None:
    asked("replay", of_nodes(*JOINED))


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        (0, {"first_child": 0}),  # itself
        (0, {"first_child": 2}),  # not the next one
        (0, {"next_sibling": 3}),  # behind the program
        (1, {"first_child": 2}),  # of a leaf
        (1, {"next_sibling": 0}),  # its parent
        (1, {"next_sibling": 1}),
        (1, {"next_sibling": 3}),
        (2, {"kind": JOIN, "first_child": 3}),
        (1, {"value_count": -1}),
        (1, {"value": INT64 - 1}),
        (1, {"reminder": -1}),
        (1, {"threshold_count": -1}),
        (2, {"kind": -1}),
    ],
)
def test_nodes_that_do_not_fit_together(place: int, fields: dict[str, int]) -> None:
    refuse(
        "replay", of_nodes(*({**node, **(fields if at == place else {})} for at, node in enumerate(JOINED))), "a node"
    )


def test_a_program_of_several_nodes_is_not_rounded_as_one() -> None:
    arguments = put(of_nodes({}, {}), (0, 1, PROGRAM.index("rounds_together")), 1)
    refuse("replay", arguments, "a program")


NOT_GIVEN: Final = {
    "a mark of which payments name a bill": ("settle", (3,), None),
    "rows of bills": ("settle", (1, 6), None),
    "rows of payments": ("settle", (2, 6), None),
    "accounts of no rows": ("starts", (), (whole(), out(1))),
    "accounts to bring side by side": ("move", (), ((whole(), whole(0), days(), whole()), (whole(), days(), whole()))),
    "sums before tax": ("match_readings", (2, 5), None),
    "original bills": ("match_readings", (2, 6), None),
    "mistakes": ("match_mistakes", (3,), whole()),
    "readings": ("match_readings", (3,), (whole(0), whole(), whole(0))),
    "columns of keys": ("codes", (1,), ()),
    "clauses": ("replay", (0, 1), whole()),
}


@pytest.mark.parametrize(("name", "path", "nothing"), NOT_GIVEN.values(), ids=NOT_GIVEN)
def test_what_need_not_be_given(name: str, path: Path, nothing: Any) -> None:
    arguments = changed(SOUND[name](), path, lambda _: nothing) if path else nothing
    if name == "codes":
        arguments = (*arguments[:2], out(0))
    if name == "replay":  # where there are no debts
        no_rows = [
            whole(0, 0, 0),
            *(days(),) * 3,
            whole(),
            *(days(),) * 3,
            whole(0, 0, 0),
            days(),
            np.empty(0, np.int8),
        ]
        columns = (*no_rows, whole(), whole(), days(), *arguments[1][14:])
        arguments = (arguments[0], columns, (*(whole(),) * 6, out(2), out(2, np.uint8)), *arguments[3:])
    asked(name, arguments)
    assert is_left_alone(name, arguments)


@pytest.mark.parametrize("name", ["charge", "match_readings", "match_mistakes"])
def test_months_between_bills_that_are_one_for_all(name: str) -> None:
    found = []
    for months in (whole(2), whole(2, 2, 2), whole(1, 1, 1)):
        arguments = put(SOUND[name](), (2, 3), months)
        said = asked(name, arguments)
        found.append((said, [column.tolist() for path, column in columns_in(arguments) if path[0] > 2]))
    assert found[0] == found[1]
    assert found[0] != found[2]
    refuse(name, changed(SOUND[name](), (2, 3), lambda _: whole()))


REFUSED: Final = {
    "accounts from behind their end": ("settle", (6,), 3),
    "an account before the first": ("replay", (3,), -1),
    "not even a start": ("starts", (1,), whole()),
    "no start of rows to be moved": ("move", (0, 1), whole()),
    "no order": ("replay", (1, 14), days()),
    "no order of plain accounts": ("settle", (4, 5), days()),
    "a day of 64 bits": ("settle", (4, 3), 20_600 + (1 << 32)),
    "a day of 64 bits before all": ("settle", (4, 3), 20_600 - (1 << 32)),
    "numbers that are no text": ("settle", (1,), (*settle()[1][:3], None, whole(1, 1), False, None)),
    "numbers of payments that are no text": ("settle", (2,), (*settle()[2][:3], None, whole(1, 1), False, None)),
    "two programs": ("settle", (0, 1), np.tile(programs_of(FEE).tables()[1], 2)),
    "no program": ("settle", (0, 1), whole()),
    "no text": ("words", (1, 0), None),
    "text without its end": ("codes", (1, 0, 0), days()),
    "nine columns": ("codes", (1,), (text(),) * 9),
    "text beside numbers": ("codes_of_numbers", (1, 1), text("a")),
    "numbers beside text": ("codes", (1, 1), (None, whole(1), False)),
    "a short secret": ("codes", (0,), SECRET[:-1]),
    "a secret of nothing": ("sip_hash", (0,), b""),
    "no combination": ("match_readings", (3, 0), whole()),
    "none that the words allow": ("match_readings", (3, 2), whole()),
    "readings of no value": ("match_readings", (3, 1), whole(0)),
    "readings of less than none": ("match_readings", (3, 1), whole(-2)),
    "a balance that is too large": ("match_readings", (0, 1, 21), np.float64(2.0**53).view(np.int64)),
    "a balance that is no number": ("match_readings", (0, 1, 21), np.float64("nan").view(np.int64)),
    "powers of no steps": ("match_readings", (0, 6), 0),
    "powers of steps that are not whole": ("match_readings", (0, 6), 3),
}


@pytest.mark.parametrize(("name", "path", "value"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(name: str, path: Path, value: Any) -> None:
    refuse(name, put(SOUND[name](), path, value))


@pytest.mark.parametrize("name", ["settle", "replay"])
def test_accounts_up_to_one_before_the_first(name: str) -> None:
    first = {"settle": 6, "replay": 3}[name]
    refuse(name, put(put(SOUND[name](), (first,), 2), (first + 1,), 1))


def test_only_the_accounts_that_are_asked_are_looked_at() -> None:
    broken = put(put(replay(), (1, 1, 3), LAST_DAY + 1), (1, 9, 6), LAST_DAY + 1)
    refuse("replay", broken)
    asked("replay", put(broken, (4,), 1))
    refuse("replay", put(broken, (3,), 1))
    falling = put(settle(), (1, 0, 2), 0)
    refuse("settle", falling)
    asked("settle", put(falling, (7,), 1))


def test_without_events_no_grace_period_counts_from_a_reminder() -> None:
    tables, columns, *rest = replay()
    nothing = whole(0, 0, 0), days(), np.empty(0, np.int8), whole(), whole(), days()
    arguments = tables, (*columns[:8], *nothing, *columns[14:]), *rest
    refuse("replay", arguments, "a node")


def test_what_is_not_read_may_be_anything() -> None:
    """The end of a grace period of what is no reminder, the debt of what is not taken, powers of what has none."""
    asked("replay", put(replay(), (1, 13, 8), -INT32))
    asked("replay", put(put(replay(), (1, 10, 4), core.UNTAKEN), (1, 12, 4), 99))
    asked("match_readings", put(match_readings(), (0, 1, 2), 99))


@pytest.mark.parametrize("place", [LEAST_PLACE - 1, MOST_PLACE + 1, MOST_PLACE + 2, MOST_PLACE + 32, -31])
def test_starts_of_no_day_and_of_no_month(place: int) -> None:
    refuse("replay", put(replay(), (1, 6, 5), place), "a start")


@pytest.mark.parametrize(
    ("kinds", "is_refused"),
    [
        ((core.PAYMENT, core.PAYMENT), False),
        ((core.CREDIT, core.PAYMENT), False),
        ((core.PAYMENT, core.CREDIT), True),
        ((core.UNTAKEN, core.CREDIT), False),
        ((core.PAYMENT, core.UNTAKEN), False),
        ((core.PAYMENT, core.CREDIT, core.UNTAKEN), True),  # the next account begins with it
    ],
)
@pytest.mark.parametrize("before", [core.REMINDER, core.UNTAKEN])
def test_events_of_one_day_stand_as_they_are_taken(kinds: tuple[int, ...], is_refused: bool, before: int) -> None:
    arguments = put(put(replay(), (1, 9, 5), 20_512), (1, 10, 3), before)
    for place, kind in enumerate(kinds):
        arguments = put(arguments, (1, 10, 4 + place), kind)
    if is_refused:
        refuse("replay", arguments, "an event")
    else:
        asked("replay", arguments)


def test_tables_of_powers() -> None:
    by_powers = put(match_readings(), (0, 1, 1), POWERS)
    for table in (0, 1):
        asked("match_readings", put(by_powers, (0, 1, 2), table))
    for table in (-1, 2):
        refuse("match_readings", put(by_powers, (0, 1, 2), table), "a growth")
    without = changed(match_readings(), (0, 5), lambda _: np.empty(0))
    for steps in (1, MOST_TABLED):
        asked("match_readings", put(without, (0, 6), steps))
    for steps in (0, MOST_TABLED + 1):
        refuse("match_readings", put(without, (0, 6), steps), "a column")


def test_tables_of_so_many_days() -> None:
    for size, is_refused in ((MOST_TABLED, False), (MOST_TABLED + 1, True)):
        table = np.zeros(size, np.int32)
        arguments = (charge()[0], (table, table, SPANS[:200], FIRST), *charge()[2:])
        if is_refused:
            refuse("charge", arguments, "a table of days")
        else:
            asked("charge", arguments)


def test_an_event_of_an_account_and_a_number_alone() -> None:
    debts, events, _ = arrange()
    more = whole(0, 0, 1, 1), *events[1:6], *text("1", "", "", "")
    both = out(6), out(6, np.int32), out(6, np.int8), out(6), out(6)
    refuse("arrange", (debts, more, (out(3), out(2), out(3), *both, np.zeros(2, np.uint8))), "a column")


def test_eight_columns_of_keys() -> None:
    arguments = SECRET, tuple(text(letter) for letter in "abcdabcd"), out(8)
    asked("codes", arguments)
    assert arguments[2].tolist() == [0, 1, 2, 3, 0, 1, 2, 3]


def tuples_in(arguments: tuple[Any, ...], path: Path = ()) -> Iterator[Path]:
    yield path
    for place, each in enumerate(arguments):
        if isinstance(each, tuple):
            yield from tuples_in(each, (*path, place))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param(name, path, id=f"{name}-{'.'.join(map(str, path))}")
        for name, sound in SOUND.items()
        for path in tuples_in(sound())
        if (name, path) not in {("codes", (1,)), ("codes_of_numbers", (1,))}  # as many as there are columns
    ],
)
def test_arguments_that_lack_one(name: str, path: Path) -> None:
    sound = SOUND[name]()
    fewer = changed(sound, path, lambda given: given[:-1]) if path else sound[:-1]
    refuse(name, fewer, r"argument|must be|takes|sequence", TypeError)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param(name, path, id=f"{name}-{'.'.join(map(str, path))}")
        for name, sound in SOUND.items()
        for path in tuples_in(sound())
        if path
    ],
)
def test_no_tuple(name: str, path: Path) -> None:
    refuse(name, changed(SOUND[name](), path, lambda _: 5), r"tuple|sequence|has no len", TypeError)
