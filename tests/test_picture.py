"""The balance of an account as a picture: the history behind it, its ticks, and what stands in the SVG."""

from base64 import b64decode
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter

from telcoterms import Account, InputError, Invoice, Money, Payment, Picture, load
from telcoterms.clauses.late_charge.kinds import LateChargeRule
from telcoterms.cli import main
from telcoterms.formats.picture import COLOURS, picture_of
from telcoterms.formats.svg import MAX_SUMS, MIN_DISTANCE, SHAPES, Chart, Tick, day_ticks, drawing, money_ticks
from telcoterms.formats.text import phrase_text
from telcoterms.statement.picture import History, history_of
from telcoterms.statement.rule import PostedPer
from telcoterms.values.messages import phrase
from tests.random_accounts import made_account
from tests.terms_builders import POSTED_PER, at_least, cad, compound, flat, made, net, simple

SVG = "{http://www.w3.org/2000/svg}"
KOS = load("kos")
EXAMPLE = Path(__file__).parents[1] / "examples" / "late_account.toml"
LATE_KINDS: dict[str, LateChargeRule] = {
    "compound": compound(Fraction(2, 100)),
    "flat": flat(750),
    "simple": simple(Fraction(8, 100)),
    "at-least": at_least(500, compound(Fraction(2, 100))),
}
LATE = Account(
    [
        Invoice("2026-01", "2026-01-01", cad(5644)),
        Invoice("2026-02", "2026-02-01", cad(5644)),
        Invoice("2026-03", "2026-03-01", cad(5644)),
        Payment("2026-03-05", cad(8000)),
    ]
)


def drawn(account: Account, as_of: str) -> str:
    """The picture of KOS's statement."""
    picture = KOS.statement(account, as_of=as_of).picture()
    assert picture is not None
    return picture.svg


def rows(svg: str) -> list[list[str]]:
    """What each mark says, row by row."""
    root = ElementTree.fromstring(svg)
    return [[title.text or "" for title in row.iter(f"{SVG}title")] for row in root.findall(f"{SVG}g")]


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def told(svg: str, element: str) -> str:
    """The title or the description of the picture itself."""
    found = ElementTree.fromstring(svg).find(f"{SVG}{element}")
    assert found is not None
    return found.text or ""


def line(svg: str) -> str:
    """The path of the balance."""
    (found,) = (one for one in ElementTree.fromstring(svg).iter(f"{SVG}path") if one.attrib.get("fill") == "none")
    return found.attrib["d"]


def monthly(count: int, first: date = date(2020, 1, 1)) -> Iterator[Invoice | Payment]:
    """Invoices thirty days apart, each paid."""
    for place in range(count):
        issued = first + timedelta(days=30 * place)
        yield Invoice(f"n{place}", issued, cad(5644))
        yield Payment(issued + timedelta(days=12 + 17 * place % 40), cad(5644))


class TestHistory:
    """The balance at the end of each day on which it changed, read off one statement."""

    def of(self, account: Account, as_of: str) -> History:
        return history_of(KOS.statement(account, as_of).value)

    def test_the_late_account(self) -> None:
        found = self.of(LATE, "2026-04-10")
        assert found.points == (
            (date(2026, 1, 1), 5644),
            (date(2026, 2, 1), 11401),
            (date(2026, 3, 1), 17273),
            (date(2026, 3, 5), 9288),
            (date(2026, 4, 1), 9479),
        )
        assert found.balance == 9479
        assert [one.day for one in found.moments] == sorted(one.day for one in found.moments)
        kinds = [one.kind for one in found.moments]
        assert {kind: kinds.count(kind) for kind in kinds} == {"invoice": 3, "due date": 3, "posting": 6, "payment": 1}

    def test_a_day_that_changes_nothing_is_no_point(self) -> None:
        even = Account([Invoice("a", "2026-01-01", cad(100)), Payment("2026-01-01", cad(100))])
        found = self.of(even, "2026-02-01")
        assert found.points == ()
        assert found.balance == 0
        assert [one.kind for one in found.moments] == ["invoice", "payment", "due date"]

    def test_what_is_dated_later_is_not_known_yet(self) -> None:
        assert self.of(LATE, "2025-12-31").moments == ()
        assert [one.kind for one in self.of(LATE, "2026-01-01").moments] == ["invoice", "due date"]

    @pytest.mark.parametrize("kind", LATE_KINDS)
    @given(seed=st.integers(0, 2**32), posted_per=st.sampled_from(POSTED_PER), day=st.integers(0, 330))
    def test_each_day_is_the_statement_of_that_day(self, kind: str, seed: int, posted_per: PostedPer, day: int) -> None:
        one = made_account(Random(seed))
        terms = made(due_date=net(one.net_days), late_charge=LATE_KINDS[kind])
        terms = terms.under(statement={"posted_per": posted_per})
        points = history_of(terms.statement(one.account, one.as_of).value).points
        days = {point[0]: point[1] for point in points}
        another = one.as_of - timedelta(days=day)
        days[another] = next((balance for at, balance in reversed(points) if at <= another), 0)
        days[one.as_of] = points[-1][1] if points else 0
        for at, balance in days.items():
            assert terms.statement(one.account, at).value.balance.minor == balance


class TestTicks:
    """Round sums and days along the axes."""

    @given(st.integers(-(10**30), 0), st.integers(0, 10**30), st.sampled_from(["CAD", "JPY", "KWD"]))
    def test_sums_are_few_round_and_enclose(self, low: int, high: int, currency: str) -> None:
        ticks, unit = money_ticks(low, high, currency)
        assert phrase_text(unit).endswith(currency)
        assert ticks[0].at <= low
        assert ticks[-1].at >= high
        assert 2 <= len(ticks) <= MAX_SUMS + 1
        (step,) = {later.at - earlier.at for earlier, later in pairwise(ticks)}
        assert str(step).rstrip("0") in ("1", "2", "5")
        assert len({tick.label for tick in ticks}) == len(ticks)
        assert max(len(tick.label) for tick in ticks) <= 8

    @pytest.mark.parametrize(
        ("low", "high", "labels", "unit"),
        [
            (0, 0, "0.00 0.20 0.40 0.60 0.80 1.00", "CAD"),
            (0, 3, "0.00 0.01 0.02 0.03", "CAD"),
            (-2356, 5644, "-40 -20 0 20 40 60", "CAD"),
            (0, 8_000_000, "0 20000 40000 60000 80000", "CAD"),
            (0, 10**7 + 1, "0 50 100 150", "thousand CAD"),
            (0, 10**12, "0 2000 4000 6000 8000 10000", "million CAD"),
            (0, 10**18, "0 2000 4000 6000 8000 10000", "trillion CAD"),
            (0, 10**20, "0 200 400 600 800 1000", "10^15 CAD"),
        ],
    )
    def test_sums(self, low: int, high: int, labels: str, unit: str) -> None:
        ticks, found = money_ticks(low, high, "CAD")
        assert ([tick.label for tick in ticks], phrase_text(found)) == (labels.split(), unit)

    @given(st.dates(), st.integers(0, 3_650_000), st.integers(14, 60))
    def test_days_are_apart_and_inside(self, first: date, span: int, room: int) -> None:
        begin = first.toordinal()
        end = min(begin + span, date.max.toordinal())
        ticks = day_ticks(begin, end, room)
        assert all(begin <= tick.at <= end for tick in ticks)
        assert ticks == sorted(ticks)
        assert all(date.fromordinal(tick.at).isoformat().startswith(tick.label) for tick in ticks)
        for earlier, later in pairwise(ticks):
            assert (later.at - earlier.at) * room >= (len(later.label) + 1) * (end - begin)
        assert len(ticks) <= room

    def test_one_day_is_one_tick(self) -> None:
        assert day_ticks(5, 5, 40) == [Tick(5, "0001-01-05")]

    @pytest.mark.parametrize(
        ("first", "last", "labels"),
        [
            ("2026-01-01", "2026-01-03", "2026-01-01 2026-01-02 2026-01-03"),
            ("2026-01-05", "2026-02-10", "2026-01-05 2026-01-19 2026-02-02"),
            ("2026-01-05", "2026-04-10", "2026-02 2026-03 2026-04"),
            ("2024-01-01", "2026-01-01", "2024-01 2024-07 2025-01 2025-07 2026-01"),
            ("2020-02-01", "2024-06-01", "2021 2022 2023 2024"),
            ("1930-01-01", "2020-01-01", "1940 1960 1980 2000 2020"),
        ],
    )
    def test_days_months_and_years(self, first: str, last: str, labels: str) -> None:
        ticks = day_ticks(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal(), 40)
        assert [tick.label for tick in ticks] == labels.split()


class TestDrawing:
    """The SVG: each event a mark, few words, nothing from elsewhere."""

    def test_each_event_is_marked_once_by_kind(self) -> None:
        svg = drawn(LATE, "2026-04-10")
        invoices, payments, postings, due = rows(svg)
        assert invoices == [f"2026-0{month}-01 invoice 2026-0{month}, 56.44" for month in (1, 2, 3)]
        assert payments == ["2026-03-05 payment of 80.00"]
        assert postings == [
            "2026-02-01 charge of 1.13 posted on invoice 2026-01",
            "2 late charges posted, 2026-03-01 to 2026-03-01",
            "2026-03-05 charge of 0.15 posted on invoice 2026-01",
            "2 late charges posted, 2026-04-01 to 2026-04-01",
        ]
        assert due == [f"2026-0{month}-16 invoice 2026-0{month} is due" for month in (1, 2, 3)]

    def test_words(self) -> None:
        svg = drawn(LATE, "2026-04-10")
        assert told(svg, "title") == "Balance of the account from 2026-01-01 to 2026-04-10"
        assert told(svg, "desc") == (
            "statement on 2026-04-10 of an account of 3 invoices and 1 payment, by KOS's Service Terms of 2021-07-12: "
            "balance 94.79 CAD, accrued 0.57, to settle on 2026-04-10 95.36. "
            "The balance is highest on 2026-03-01: 172.73 CAD. At the end 94.79 CAD is owed. 0.57 CAD has accrued "
            "since. Marked are 3 invoices, 1 payment, 6 late charges posted, 3 due dates. "
            "terms of KOS (Kingston Online Services), voice biller: Service Terms of 2021-07-12 (the date of the "
            "site's file, the document bears none)."
        )
        assert texts(svg) == [
            *["balance 94.79 CAD on 2026-04-10", "highest 172.73 on 2026-03-01"],
            "statement on 2026-04-10 of an account of 3",
            "invoices and 1 payment, by KOS's Service Terms",
            "of 2021-07-12",
            "CAD",
            *["0", "50", "100", "150", "200", "2026-01", "2026-02", "2026-03", "2026-04"],
            *["3 invoices", "1 payment", "6 late charges posted", "3 due dates"],
            "Marks that would touch are drawn as one.",
        ]

    def test_it_is_the_same_each_time(self) -> None:
        events = list(LATE)
        assert drawn(Account(events[::-1]), "2026-04-10") == drawn(LATE, "2026-04-10")

    def test_its_places_are_whole_numbers(self) -> None:
        for one in ElementTree.fromstring(drawn(LATE, "2026-04-10")).iter():
            assert "." not in "".join(one.attrib.get(name, "") for name in ("x", "y", "d", "cx", "cy", "viewBox"))

    def test_what_a_person_wrote_is_escaped(self) -> None:
        number = """<script>alert("1" & '2')</script>"""
        account = Account([Invoice(number, "2026-01-01", cad(100)), Payment("2026-01-02", cad(100), number)])
        html = KOS.statement(account, as_of="2026-02-01").working.html()
        assert "<script" not in html
        assert '"1"' not in html
        assert rows(drawn(account, "2026-02-01"))[0] == [f"2026-01-01 invoice {number}, 1.00"]

    def test_nothing_comes_from_elsewhere(self) -> None:
        svg = drawn(LATE, "2026-04-10")
        assert [word for word in ("<script", "href", "url(", "<style", "<image", " id=") if word in svg] == []
        assert svg.count("http") == 1  # the name of SVG itself
        root = ElementTree.fromstring(svg)
        assert root.attrib["role"] == "img"
        assert [one.tag for one in root[:3]] == [f"{SVG}title", f"{SVG}desc", f"{SVG}rect"]

    def test_a_bill_not_due_yet_shows_the_day_of_the_statement(self) -> None:
        svg = drawn(Account([Invoice("a", "2026-01-01", cad(5644))]), "2026-01-01")
        assert rows(svg) == [["2026-01-01 invoice a, 56.44"], ["2026-01-16 invoice a is due"]]
        assert texts(svg)[-1] == "2026-01-01, the day of the statement"
        assert svg.count("stroke-dasharray") == 2

    def test_a_credit(self) -> None:
        svg = drawn(Account([Payment("2026-01-10", cad(8000))]), "2026-01-10")
        assert rows(svg) == [["2026-01-10 payment of 80.00"]]
        assert texts(svg)[:2] == ["balance -80.00 CAD on 2026-01-10", "lowest -80.00 on 2026-01-10"]
        assert "At the end there is a credit of 80.00 CAD." in told(svg, "desc")
        assert "0 invoices, 1 payment, 0 late charges posted, 0 due dates" in told(svg, "desc")

    def test_no_event_at_all(self) -> None:
        svg = drawn(Account([]), "2026-01-10")
        assert rows(svg) == []
        assert texts(svg)[0] == "balance 0.00 CAD on 2026-01-10"
        assert "0.00. At the end nothing is owed. Marked are 0 invoices" in told(svg, "desc")

    def test_marks_that_would_touch_are_one(self) -> None:
        svg = drawn(Account(monthly(500)), "2061-02-01")
        assert len(svg) < 42_000
        for row in rows(svg):
            assert 10 <= len(row) <= 1000 // MIN_DISTANCE
        assert rows(svg)[0][0].endswith(" invoices, 2020-01-01 to 2021-05-25")
        assert "500 invoices" in texts(svg)

    def test_of_many_steps_at_one_place_the_ends_stay(self) -> None:
        first = date(2000, 1, 1)
        points = tuple((first + timedelta(days=day), sum_) for day, sum_ in enumerate([100, 900, 200, 500]))
        far = Chart(phrase(""), (), (), "CAD", date(2100, 1, 1), points, ())
        top, bottom = line(drawing(far).svg).split("V")[1:3]
        assert int(top) < int(bottom.partition("H")[0])
        assert line(drawing(far).svg).count("V") == 3

    def test_a_label_that_would_touch_is_left_out(self) -> None:
        account = Account([Invoice("a", "2024-01-01", cad(100000))])
        labels = [text for text in texts(drawn(account, "2026-01-01")) if text.startswith("202")]
        assert labels == ["2024-01", "2024-07", "2025-01", "2025-07"]  # 2026-01 would have to move to the left


class TestWhereItIsShown:
    """Above the table of a statement, in notebooks and on the page; other questions have none."""

    def test_a_notebook(self) -> None:
        answer = KOS.statement(LATE, as_of="2026-04-10")
        html = answer.working._repr_html_()
        picture = answer.picture()
        assert picture is not None
        assert html.startswith(f"{picture.html()}<style>")
        assert html.count("<img") == html.count("<table") == 1
        assert answer.working.html() == html.replace(picture.html(), picture.svg)

    def test_other_questions(self) -> None:
        assert KOS.due_date("2026-01-01").picture() is None
        assert "<svg" not in KOS.due_date("2026-01-01").working.html()

    def test_the_page_of_the_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        words = ["statement", str(EXAMPLE), "--as-of", "2026-04-10", "--format", "html"]
        assert main(words) == 0
        page = capsys.readouterr().out
        assert page.isascii()
        assert page.count("<!doctype html>") == page.count("<svg") == page.count("<details") == 1
        assert "94.79 CAD" in page

    def test_readings_show_the_table_alone(self) -> None:
        assert "<svg" not in KOS.statement(LATE, as_of="2026-04-10").across_readings().html()

    def test_other_currencies(self) -> None:
        yen = Chart(phrase(""), (), (), "JPY", date(2026, 1, 2), ((date(2026, 1, 1), Money(500, "JPY").minor),), ())
        assert texts(drawing(yen).svg)[:3] == ["JPY", "0", "100"]


class TestThePictureItself:
    """It shows itself in a notebook, is text for `str`, and is saved as a file."""

    def of_the_account(self) -> Picture:
        found = KOS.statement(LATE, as_of="2026-04-10").picture("fr")
        assert found is not None
        return found

    def test_its_text_is_the_file(self, tmp_path: Path) -> None:
        found = self.of_the_account()
        assert str(found) == found.svg
        file = tmp_path / "balance.svg"
        found.save(file)
        assert file.read_bytes().isascii()
        assert ElementTree.fromstring(file.read_bytes()).findtext(f"{SVG}title") == found.title
        assert ElementTree.fromstring(found.svg).findtext(f"{SVG}desc") == found.description

    def test_a_folder_that_does_not_exist(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"balance\.svg cannot be written .*: name a file in a folder that exists"):
            self.of_the_account().save(str(tmp_path / "none" / "balance.svg"))

    def test_one_line(self) -> None:
        title = "Solde du compte du 1er\xa0janv.\xa02026 au 10\xa0avr.\xa02026"
        assert repr(self.of_the_account()) == f"<picture: {title}>"

    def test_a_notebook_has_it_as_svg_and_as_an_image(self) -> None:
        found = self.of_the_account()
        formatters = DisplayFormatter().formatters
        shown = {kind: formatters[kind](found) for kind in ("image/svg+xml", "text/html")}
        assert shown["image/svg+xml"] == found.svg
        image = ElementTree.fromstring(shown["text/html"].replace('100%">', '100%"/>'))
        kind, _, data = image.attrib["src"].partition(",")
        assert kind == "data:image/svg+xml;base64"
        assert b64decode(data).decode("ascii") == found.file_text
        assert image.attrib["alt"] == f"{found.title}. {found.description}"

    def test_what_a_person_wrote_is_escaped(self) -> None:
        found = picture_of('"><script>', "'&<b>", 10, ())
        assert ElementTree.fromstring(found.svg).findtext(f"{SVG}title") == '"><script>'
        assert 'alt="&quot;&gt;&lt;script&gt;. &#x27;&amp;&lt;b&gt;"' in found.html()

    def test_alone_it_is_light_or_dark_as_the_reader_prefers_and_in_a_page_as_the_page_is(self) -> None:
        found = self.of_the_account()
        assert "color-scheme" not in found.svg
        assert ElementTree.fromstring(found.file_text).attrib["style"].startswith("color-scheme:light dark;")

    def test_each_colour_can_be_read_on_its_paper(self) -> None:
        papers = COLOURS["paper"]
        for name, colours in COLOURS.items():
            for colour, paper in zip(colours, papers, strict=True):
                assert name == "paper" or contrast(colour, paper) >= 4.5, (name, colour)

    def test_no_two_kinds_of_mark_differ_by_colour_alone(self) -> None:
        shapes = [(outline, filling == "paper") for outline, filling, _ in SHAPES.values()]
        assert len(set(shapes)) == len(SHAPES)


def contrast(colour: str, paper: str) -> float:
    """The contrast of two colours, as the Web Content Accessibility Guidelines define it."""

    def luminance(text: str) -> float:
        digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((luminance(colour), luminance(paper)), reverse=True)
    return (high + 0.05) / (low + 0.05)
