"""How much data activities typically use, and what it costs beyond an allowance."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import InputError, Money, Terms, UnknownNameError, from_dict
from telcoterms.clauses.data_usage import DATA_USAGE, DataUsageQuestion
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import replace
from tests.error_assertions import refused
from tests.printed_page import heading_of
from tests.strategies import silent
from tests.terms_builders import KOS, cad, made

NAMES = [one.name for one in DATA_USAGE.of(KOS.agreement).activity]
CLOSED = [name for name in NAMES if name != "4k-video"]
NUMBERS = st.integers(0, 1000)
USES = st.dictionaries(st.sampled_from(CLOSED), NUMBERS, min_size=1)
PRICED: dict[str, Any] = {"allowance_gb": 20, "price_per_gb": "2.00"}


class TestTheRange:
    """Each activity uses between a least and a most, for each item or hour; a megabyte has 1,024 kilobytes."""

    @pytest.mark.parametrize(
        ("name", "least", "most"),
        [
            ("e-mail", Fraction(50, 1024), Fraction(300, 1024)),
            ("sd-photo", Fraction(100, 1024), Fraction(500, 1024)),
            ("hd-photo", 4, 4),
            ("sd-video", 1000, 1000),
            ("hd-video", 3000, 3000),
            ("4k-video", 10_000, None),
            ("audio", 100, 100),
            ("gaming", 50, 100),
        ],
    )
    def test_one_of_each(self, name: str, least: Fraction, most: Fraction | None) -> None:
        value = KOS.data_usage({name: 1}).value
        assert (value.least_mb, value.most_mb) == (least, most)
        assert (value.overage_least, value.overage_most) == (None, None)

    @given(USES, USES)
    def test_it_is_the_sum_of_its_parts(self, one: dict[str, int], other: dict[str, int]) -> None:
        both = {name: one.get(name, 0) + other.get(name, 0) for name in {*one, *other}}
        a, b, whole = (KOS.data_usage(uses).value for uses in (one, other, both))
        assert whole.least_mb == a.least_mb + b.least_mb
        assert a.most_mb is not None
        assert b.most_mb is not None
        assert whole.most_mb == a.most_mb + b.most_mb
        assert whole.least_mb <= a.most_mb + b.most_mb

    def test_of_no_hours_there_is_a_most(self) -> None:
        answer = KOS.data_usage({"4k-video": 0, "audio": 1})
        assert answer.value.most_mb == 100
        assert "most in MB: 1 x 100 = 100" in str(answer.working)

    @pytest.mark.parametrize("number", ["1.5", Decimal("1.5"), Fraction(3, 2)])
    def test_a_part_of_an_hour(self, number: Any) -> None:
        assert KOS.data_usage({"audio": number}).value.least_mb == 150

    def test_pairs_are_as_good_as_a_mapping(self) -> None:
        pairs = KOS.data_usage([("e-mail", 2), ("audio", 1)])
        assert pairs == KOS.data_usage({"e-mail": 2, "audio": 1})
        assert from_dict(pairs.as_dict()) == pairs

    def test_in_a_line(self) -> None:
        open_ = KOS.data_usage({"4k-video": 2}, **PRICED)
        assert heading_of(str(open_.working)) == "data usage: at least 20000 MB, overage at least 0.00 CAD"
        assert open_.value.figure == cad(0)
        assert "no most: 4k-video may use more" in str(open_.working)


class TestTheCost:
    """What lies beyond the allowance costs its price, at each end of the range."""

    @given(USES, st.integers(0, 100), st.integers(0, 10_00))
    def test_it_is_what_lies_beyond(self, uses: dict[str, int], allowance: int, price: int) -> None:
        value = KOS.data_usage(uses, allowance_gb=allowance, price_per_gb=cad(price)).value
        for used, cost in ((value.least_mb, value.overage_least), (value.most_mb, value.overage_most)):
            assert used is not None
            assert cost is not None
            beyond = max(used / 1024 - allowance, Fraction(0)) * price
            assert abs(cost.minor - beyond) <= Fraction(1, 2)

    @given(USES)
    def test_begun_gigabytes_never_cost_less(self, uses: dict[str, int]) -> None:
        answer = KOS.data_usage(uses, **PRICED)
        assert answer.value.figure <= answer.under(part_gigabyte="started").value.figure
        assert answer.value.figure <= answer.under(gigabyte="1000-mb").value.figure + cad(0) or uses == {}

    def test_readings(self) -> None:
        across = KOS.data_usage({"hd-video": 10}, **PRICED).across_readings()
        assert (across.lowest, across.highest) == (cad(18_59), cad(20_00))
        terms = KOS.under(data_usage={"gigabyte": "1000-mb"})
        assert terms.data_usage({"hd-video": 10}, **PRICED).value.overage_most == Money(20, "CAD")

    def test_without_a_price_no_reading_bears(self) -> None:
        assert KOS.data_usage({"audio": 1}).across_readings().names == ()


class TestRefusals:
    """What does not fit is refused with the value and the cure."""

    def test_an_unknown_activity(self) -> None:
        with refused(UnknownNameError, "there is no activity 'fax' here", "choose from e-mail, sd-photo"):
            KOS.data_usage({"fax": 1})

    @pytest.mark.parametrize("number", [-1, "-1", 1.5, True, None, "1e3", "1.0000001", 10**10, Decimal("NaN"), ""])
    def test_a_quantity_that_is_none(self, number: Any) -> None:
        with refused(InputError, "the quantity of an activity is", "give a number from 0 to 1000000000"):
            KOS.data_usage({"audio": number})

    def test_half_a_mail(self) -> None:
        with refused(InputError, "e-mail is counted, and 0.5 is no whole number", "give how many there were"):
            KOS.data_usage({"e-mail": "0.5"})

    @pytest.mark.parametrize("activities", [{}, [], ()])
    def test_no_activity(self, activities: Any) -> None:
        with refused(InputError, "activities is empty", "name at least one, such as {'e-mail': 20}"):
            KOS.data_usage(activities)

    def test_an_activity_twice(self) -> None:
        with refused(InputError, "audio stands twice", "give it once, with its sum"):
            KOS.data_usage([("audio", 1), ("audio", 2)])

    @pytest.mark.parametrize(
        ("activities", "said"),
        [
            ("e-mail", "activities is 'e-mail'"),
            (["e-mail"], "'e-mail' is no activity with its quantity"),
            ([("e-mail",)], "is no activity with its quantity"),
            ([(7, 1)], "7 is no name of an activity"),
        ],
    )
    def test_what_is_no_activity(self, activities: Any, said: str) -> None:
        with refused(InputError, said, "such as"):
            KOS.data_usage(activities)

    @pytest.mark.parametrize(
        ("facts", "lacking"), [({"allowance_gb": 20}, "price_per_gb"), ({"price_per_gb": 2}, "allowance_gb")]
    )
    def test_a_price_without_an_allowance(self, facts: dict[str, Any], lacking: str) -> None:
        with refused(InputError, f"{lacking} is missing", "needs an allowance and a price"):
            KOS.data_usage({"audio": 1}, **facts)


class TestThePage:
    """The page says that the figures are a guideline, shows no reading that cannot bear, and says what it compares."""

    def test_actual_use_may_vary(self) -> None:
        assert "these are estimates, as a guideline: actual use may vary" in str(KOS.data_usage({"audio": 1}).working)

    def test_without_a_price_no_reading_is_taken(self) -> None:
        answer = KOS.data_usage({"audio": 1})
        assert answer.readings == {}
        assert "gigabyte" not in str(answer.working)

    def test_activities_in_megabytes_are_not_counted_in_kilobytes(self) -> None:
        # 20 x 3000 = 60000; beyond 50 x 1024 = 51200 lie 8800, 8.59375 of 1024 each
        page = " ".join(str(KOS.data_usage({"hd-video": 20}, allowance_gb=50, price_per_gb=1).working).split())
        assert "least in MB: 20 x 3000 = 60000" in page
        assert "max(60000 - 50 x 1024, 0) / 1024 x 1.00 = 8.59375 -> 8.59 (half up)" in page
        assert "in KB" not in page

    @pytest.mark.parametrize(
        ("uses", "facts", "said"),
        [
            ({"hd-photo": 10}, {}, "data usage: 40 MB"),
            ({"hd-video": 20}, {"allowance_gb": 50, "price_per_gb": 1}, "data usage: 60000 MB, overage 8.59 CAD"),
        ],
    )
    def test_equal_ends_are_one_figure(self, uses: dict[str, int], facts: dict[str, Any], said: str) -> None:
        assert heading_of(str(KOS.data_usage(uses, **facts).working)) == said

    @pytest.mark.parametrize(
        ("uses", "said"),
        [
            ({"gaming": 1000}, "compared: the most overage"),  # 50,000 to 100,000 MB
            ({"4k-video": 10}, "compared: the least overage"),  # 100,000 MB or more
        ],
    )
    def test_the_range_says_which_end_it_compares(self, uses: dict[str, int], said: str) -> None:
        answer = KOS.data_usage(uses, **PRICED)
        assert said in str(answer.working)
        assert said in str(answer.across_readings())
        assert said in answer.across_readings().html()

    def test_equal_ends_need_no_word_on_what_is_compared(self) -> None:
        assert "compared:" not in str(KOS.data_usage({"hd-video": 20}, **PRICED).working)


class TestWords:
    """The estimate in short, in a sentence and as data: a range, one figure or an open end, with a cost or without."""

    COST: ClassVar[dict[str, Any]] = {"allowance_gb": 1, "price_per_gb": 1}

    @pytest.mark.parametrize(
        ("uses", "facts", "headline", "told", "compared", "data"),
        [
            # 100 x 50 and 1.5 x 3000 x 1024 kilobytes; 100 x 300 and the same
            (
                {"e-mail": 100, "hd-video": "1.5"},
                {},
                "4504.882812... to 4529.296875 MB",
                "100 items of e-mail, 1.5 hours of hd-video is typically about 4505 to 4529 megabytes",
                None,
                ("576625/128", "289875/64", None, None),
            ),
            # less 1 x 1024 x 1024 kilobytes, of as many each
            (
                {"e-mail": 100, "hd-video": "1.5"},
                COST,
                "4504.882812... to 4529.296875 MB, overage 3.40 to 3.42 CAD",
                "100 items of e-mail, 1.5 hours of hd-video is typically about 4505 to 4529 megabytes, and costs 3.40 "
                "to 3.42 beyond the allowance",
                "the most overage",
                ("576625/128", "289875/64", "3.40", "3.42"),
            ),
            (
                {"hd-video": 2},
                {},
                "6000 MB",
                "2 hours of hd-video is typically about 6000 megabytes",
                None,
                ("6000/1", "6000/1", None, None),
            ),
            # 6000 - 1024 = 4976 megabytes beyond, 4.859375 gigabytes
            (
                {"hd-video": 2},
                COST,
                "6000 MB, overage 4.86 CAD",
                "2 hours of hd-video is typically about 6000 megabytes, and costs 4.86 beyond the allowance",
                None,
                ("6000/1", "6000/1", "4.86", "4.86"),
            ),
            (
                {"4k-video": 2},
                {},
                "at least 20000 MB",
                "2 hours of 4k-video is typically at least about 20000 megabytes",
                None,
                ("20000/1", None, None, None),
            ),
            # one of each: 3000 x 1024 kilobytes with 50 and with 300
            (
                {"e-mail": 1, "hd-video": 1},
                {},
                "3000.048828... to 3000.292968... MB",
                "1 item of e-mail, 1 hour of hd-video is typically about 3000 megabytes",
                None,
                ("1536025/512", "768075/256", None, None),
            ),
            # 18976 of 1024 megabytes: 18.53125
            (
                {"4k-video": 2},
                COST,
                "at least 20000 MB, overage at least 18.53 CAD",
                "2 hours of 4k-video is typically at least about 20000 megabytes, and costs at least 18.53 beyond the "
                "allowance",
                "the least overage",
                ("20000/1", None, "18.53", None),
            ),
        ],
    )
    def test_an_estimate(
        self,
        uses: dict[str, Any],
        facts: dict[str, Any],
        headline: str,
        told: str,
        compared: str | None,
        data: tuple[str | None, ...],
    ) -> None:
        answer = KOS.data_usage(uses, **facts)
        assert phrase_text(answer.value.headline()) == headline
        assert phrase_text(answer.about.told(answer.value)) == f"the data usage of {told}"
        which = answer.value.figure_is
        assert (None if which is None else phrase_text(which)) == compared
        assert tuple(answer.value.as_dict()) == ("least_mb", "most_mb", "overage_least", "overage_most")
        assert tuple(answer.value.as_dict().values()) == data


class TestTheLines:
    """The sum at each end of the range, and its cost, line by line."""

    GUIDELINE = "these are estimates, as a guideline: actual use may vary"

    def lines(self, uses: dict[str, Any], terms: Terms = KOS, **facts: Any) -> list[str]:
        return [phrase_text(line.phrase) for line in terms.data_usage(uses, **facts).about.working()]

    def test_kilobytes_and_megabytes(self) -> None:
        assert self.lines({"e-mail": 100, "hd-video": "1.5"}, allowance_gb=1, price_per_gb=1) == [
            "least in KB: 100 x 50 + 1.5 x 3000 x 1024 = 4613000",
            "least in MB: 4613000 / 1024 = 4504.882812...",
            "least, overage: max(4613000 - 1 x 1048576, 0) / 1048576 x 1.00 = 3.399299... -> 3.40 (half up)",
            "most in KB: 100 x 300 + 1.5 x 3000 x 1024 = 4638000",
            "most in MB: 4638000 / 1024 = 4529.296875",
            "most, overage: max(4638000 - 1 x 1048576, 0) / 1048576 x 1.00 = 3.423141... -> 3.42 (half up)",
            self.GUIDELINE,
        ]

    def test_megabytes_alone_without_an_allowance(self) -> None:
        assert self.lines({"gaming": 10}, allowance_gb=0, price_per_gb=1) == [
            "least in MB: 10 x 50 = 500",
            "least, overage: 500 / 1024 x 1.00 = 0.488281... -> 0.49 (half up)",
            "most in MB: 10 x 100 = 1000",
            "most, overage: 1000 / 1024 x 1.00 = 0.976562... -> 0.98 (half up)",
            self.GUIDELINE,
        ]

    def test_begun_gigabytes(self) -> None:
        # 66440000 kilobytes are 63.36 gigabytes and 91440000 are 87.20, of which 50 are covered
        terms = KOS.under(data_usage={"part_gigabyte": "started"})
        assert self.lines({"e-mail": 100_000, "hd-video": 20}, terms, allowance_gb=50, price_per_gb=1) == [
            "least in KB: 100000 x 50 + 20 x 3000 x 1024 = 66440000",
            "least in MB: 66440000 / 1024 = 64882.8125",
            "least, gigabytes begun beyond the allowance: 14",
            "least, overage: 14 x 1.00 = 14.00",
            "most in KB: 100000 x 300 + 20 x 3000 x 1024 = 91440000",
            "most in MB: 91440000 / 1024 = 89296.875",
            "most, gigabytes begun beyond the allowance: 38",
            "most, overage: 38 x 1.00 = 38.00",
            self.GUIDELINE,
        ]
        assert self.lines({"hd-video": 1}, terms, allowance_gb=50, price_per_gb=1)[1:3] == [
            "least, gigabytes begun beyond the allowance: 0",
            "least, overage: 0 x 1.00 = 0.00",
        ]

    def test_an_activity_without_a_most(self) -> None:
        assert self.lines({"4k-video": 2, "audio": 1}) == [
            "least in MB: 2 x 10000 + 1 x 100 = 20100",
            "no most: 4k-video may use more",
            self.GUIDELINE,
        ]
        assert self.lines({"4k-video": 0}) == ["least in MB: 0 x 10000 = 0", "most in MB: 0 = 0", self.GUIDELINE]

    def test_of_two_activities_without_a_most_those_that_were_used_are_named(self) -> None:
        rule = DATA_USAGE.of(KOS.agreement)
        open_ended = tuple(replace(one, most=None) if one.name == "gaming" else one for one in rule.activity)
        terms = made(data_usage=replace(rule, activity=open_ended, guideline=None))
        assert self.lines({"4k-video": 0, "gaming": 2, "audio": 1}, terms) == [
            "least in MB: 0 x 10000 + 2 x 50 + 1 x 100 = 200",
            "no most: gaming may use more",
        ]

    def test_of_the_rule(self) -> None:
        figures = {activity.name: activity.figures for activity in DATA_USAGE.of(KOS.agreement).activity}
        assert figures["e-mail"] == ("50 KB an item of e-mail", "300 KB an item of e-mail")
        assert figures["4k-video"] == ("10000 MB an hour of 4k-video",)
        assert DataUsageQuestion.names_in(KOS.agreement) == tuple(figures)
        assert DataUsageQuestion.names_in(silent("data_usage").agreement) == ()

    def test_two_terms_are_compared_on_mails_and_hours_of_video(self) -> None:
        # 100 x 50 + 20 x 3000 x 1024 = 61445000 kilobytes, less 52428800; 25000 more at most
        (facts,) = DataUsageQuestion.examples("CAD")
        value = KOS.data_usage(**facts).value
        assert (value.least_mb, value.overage_least) == (Fraction(61_445_000, 1024), cad(8_60))
        assert (value.most_mb, value.overage_most) == (Fraction(61_470_000, 1024), cad(8_62))
