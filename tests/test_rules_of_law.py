"""A rule of law, its versions and whom it binds, and the table of the rules of a country."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, get_args

import pytest

from telcoterms import InputError, Money, UnknownNameError
from telcoterms.agreement.customer import NOT_KNOWN, CustomerFacts
from telcoterms.agreement.law import (
    Bearing,
    Binding,
    CancellationFeeCap,
    Effect,
    LawFact,
    LawRule,
    LawTable,
    NominalRateCap,
    NoticeBelow,
    OutsideBodyTerms,
    ProviderLaw,
    PublishedRules,
    RuleVersion,
    Scope,
    ServicesOfKind,
    WithoutFigure,
    bearing_of,
    effect_term,
    fact_term,
    in_force_since,
    may_bind,
    versions_on,
)
from telcoterms.formats.text import phrase_text
from telcoterms.values.hashes import NO_FILE, FileText
from telcoterms.values.messages import phrase
from telcoterms.values.steps import Clause

CHECKED = date(2026, 6, 1)
FIRST_DAY, SECOND_DAY = date(2015, 1, 1), date(2020, 7, 1)
UNDATED = NominalRateCap(most=Fraction(60, 100), says="60 %", source="Code, old", dated="long standing")
OLDER = NominalRateCap(most=Fraction(50, 100), says="50 %", source="Code", since=FIRST_DAY)
NEWER = NominalRateCap(most=Fraction(35, 100), says="35 %", source="Code, new", since=SECOND_DAY, dated="by order")
SILENT = WithoutFigure(says="It informs.", source="Decision", since=FIRST_DAY)
NOTICE = NoticeBelow(days=30, says="No 30 days.", source="Notices", since=SECOND_DAY)


def rule(
    *versions: RuleVersion, name: str = "cap", questions: tuple[str, ...] = ("late_charge",), **more: Any
) -> LawRule:
    """A rule of law with these versions."""
    return LawRule(
        name=name,
        title="a rule",
        effect="caps",
        who="everybody",
        questions=questions,
        checked=CHECKED,
        certainty="confirmed",
        versions=versions,
        **more,
    )


CAP = rule(UNDATED, OLDER, NEWER)
NOTICES = rule(NOTICE, name="notices", questions=("customer_cancellation", "leave"))
INFORMS = rule(SILENT, name="informs", questions=("tax",))
OWN = LawTable(table="here", country="Here", currency="CAD", revision=0, rules=(CAP, NOTICES, INFORMS))


class TestWords:
    """What a rule does, which facts it asks, and from when it is in force."""

    def test_what_it_does(self) -> None:
        assert [str(effect_term(effect)) for effect in get_args(Effect)] == [
            "caps",
            "voids",
            "replaces",
            "adds a way out",
            "informs",
        ]

    def test_which_facts_it_asks(self) -> None:
        assert {name: str(fact_term(name)) for name in get_args(LawFact)} == {
            "agreed": "the day of the agreement",
            "customer": "who the customer is",
            "device_subsidy": "whether a device was subsidised",
            "province": "the customer's province",
            "service": "the service",
            "provider_size": "the size of the provider",
            "member_of": "which body for complaints the provider belongs to (not known here: ask the provider)",
            "monthly_fee": "the monthly fee",
        }
        needs = Binding("depends", ("province", "service")).needs_in_words()
        assert phrase_text(phrase("{needs}", needs=needs)) == "the customer's province, the service"

    def test_from_when_it_is_in_force(self) -> None:
        assert [phrase_text(in_force_since(version)) for version in (UNDATED, OLDER, NEWER)] == [
            "long standing",
            "since 2015-01-01",
            "since 2020-07-01 (by order)",
        ]

    def test_until_when_a_provider_answers_an_outside_body(self) -> None:
        body = OutsideBodyTerms(body="CCTS", award_most=Money("5000", "CAD"), says="", source="Code", since=FIRST_DAY)
        award = phrase("up to 5,000")
        assert body.with_report(award) == award
        within = replace(body, report_within_days=20).with_report(award)
        assert phrase_text(within) == "up to 5,000; the provider reports to it within 20 days"

    def test_a_cap_of_a_fee_by_days_is_asked_for(self) -> None:
        cap = CancellationFeeCap(says="", source="Code", since=FIRST_DAY)
        assert (cap.by_days, phrase_text(in_force_since(cap))) == (False, "since 2015-01-01")


class TestVersions:
    """Each version is in force until the next one begins."""

    def test_the_one_of_a_day(self) -> None:
        days = (date(1900, 1, 1), date(2014, 12, 31), FIRST_DAY, date(2020, 6, 30), SECOND_DAY)
        assert [CAP.on(day) for day in days] == [UNDATED, UNDATED, OLDER, OLDER, NEWER]
        assert [NOTICES.on(day) for day in (date(2020, 6, 30), SECOND_DAY)] == [None, NOTICE]

    @pytest.mark.parametrize(
        ("first", "last", "found"),
        [
            (date(2000, 1, 1), date(2014, 12, 31), (UNDATED,)),
            (date(2000, 1, 1), FIRST_DAY, (UNDATED, OLDER)),
            (FIRST_DAY, FIRST_DAY, (OLDER,)),
            (date(2014, 12, 31), SECOND_DAY, (UNDATED, OLDER, NEWER)),
            (date(2020, 6, 30), SECOND_DAY, (OLDER, NEWER)),
            (SECOND_DAY, SECOND_DAY, (NEWER,)),
        ],
    )
    def test_those_of_a_range(self, first: date, last: date, found: tuple[RuleVersion, ...]) -> None:
        assert CAP.within(first, last) == found
        assert tuple(versions_on(CAP, (first, last), agreed=date(2017, 1, 1))) == found

    @pytest.mark.parametrize(
        ("agreed", "found"),
        [(None, (UNDATED, OLDER)), (date(2000, 1, 1), (UNDATED,)), (FIRST_DAY, (OLDER,)), (SECOND_DAY, (NEWER,))],
    )
    def test_where_the_day_of_the_agreement_decides(self, agreed: date | None, found: tuple[RuleVersion, ...]) -> None:
        by_agreement = replace(CAP, decided_by="agreement")
        assert tuple(versions_on(by_agreement, (date(2019, 1, 1), date(2019, 2, 1)), agreed)) == found

    def test_the_ones_before_and_after(self) -> None:
        assert [CAP.before(version) for version in CAP.versions] == [None, UNDATED, OLDER]
        assert [CAP.after(version) for version in CAP.versions] == [OLDER, NEWER, None]

    def test_whether_any_comes_to_a_figure(self) -> None:
        both = rule(SILENT, replace(NEWER, since=SECOND_DAY))
        assert (CAP.gives_figures, both.gives_figures, INFORMS.gives_figures) == (True, True, False)

    @pytest.mark.parametrize(
        ("versions", "message"),
        [
            (
                (NEWER, OLDER),
                "a version of cap since 2015-01-01 follows one since 2020-07-01: list them by their days, only the "
                "first may be without one",
            ),
            (
                (OLDER, OLDER),
                "a version of cap since 2015-01-01 follows one since 2015-01-01: list them by their days, only the "
                "first may be without one",
            ),
            (
                (UNDATED, UNDATED),
                "a version of cap since no day follows one since no day: list them by their days, only the first may "
                "be without one",
            ),
            (
                (replace(UNDATED, dated=""), OLDER),
                "the first version of cap has neither since nor dated: give the day from which it is in force, or say "
                "in words why there is none",
            ),
        ],
    )
    def test_versions_that_do_not_follow_one_another(self, versions: tuple[RuleVersion, ...], message: str) -> None:
        with pytest.raises(InputError) as found:
            rule(*versions)
        assert str(found.value) == message


def never() -> LawRule:
    """Read a rule of which nothing was asked."""
    raise AssertionError("it was read")


def read_once(one: LawRule) -> tuple[frozenset[str], Callable[[], LawRule]]:
    """A rule of a published table."""
    return frozenset(one.questions), lambda: one


class TestTable:
    """The rules of a country, published ones or those of a provider's own file."""

    PUBLISHED = PublishedRules((read_once(CAP), read_once(NOTICES)))

    def test_published_rules_are_a_tuple_of_them(self) -> None:
        rules = PublishedRules((read_once(CAP), read_once(NOTICES)))
        both = (CAP, NOTICES)
        assert (rules.all, tuple(rules), len(rules), rules[1], rules[:1]) == (both, both, 2, NOTICES, (CAP,))
        assert (rules == both, rules == self.PUBLISHED, rules == (CAP,)) == (True, True, False)
        assert (rules == [CAP, NOTICES], rules == 2) == (False, False)
        assert (hash(rules), repr(rules)) == (hash(both), repr(both))
        assert pickle.loads(pickle.dumps(rules)) == both

    def test_only_those_that_name_a_question_are_read(self) -> None:
        unread = (frozenset({"tax"}), never)
        table = replace(OWN, rules=PublishedRules((read_once(CAP), unread, read_once(NOTICES))))
        assert table.bearing_on({"late_charge"}) == (CAP,)
        assert table.bearing_on({"leave", "late_charge"}) == (CAP, NOTICES)
        assert table.bearing_on({"due_date"}) == ()

    def test_those_of_a_provider_that_name_a_question(self) -> None:
        assert OWN.bearing_on({"late_charge", "tax"}) == (CAP, INFORMS)
        assert OWN.bearing_on({"due_date"}) == ()

    def test_one_by_its_name(self) -> None:
        assert (OWN.named("cap"), OWN.named("informs")) == (CAP, INFORMS)
        with pytest.raises(UnknownNameError) as found:
            OWN.named("caps")
        assert str(found.value) == "the table of law here has no rule 'caps': choose from cap, notices, informs"

    def test_a_rule_is_cited_by_the_source_of_its_day_or_of_its_first_version(self) -> None:
        assert OWN.cited("cap", SECOND_DAY) == Clause("Code, new", "")
        assert OWN.cited("cap", FIRST_DAY) == Clause("Code", "")
        assert OWN.cited("notices", date(2000, 1, 1)) == Clause("Notices", "")

    def test_the_rule_of_a_version_and_the_one_of_a_kind_in_force(self) -> None:
        assert [OWN.rule_of(version) for version in (OLDER, NOTICE, SILENT)] == [CAP, NOTICES, INFORMS]
        assert OWN.in_force(NoticeBelow, SECOND_DAY) == (NOTICES, NOTICE)
        assert OWN.in_force(NoticeBelow, FIRST_DAY) is None
        assert OWN.in_force(NominalRateCap, FIRST_DAY) == (CAP, OLDER)

    def test_its_mark_is_that_of_its_file_or_of_its_rules(self) -> None:
        published = replace(OWN, file=FileText("text of a file"))
        assert published.sha256 == FileText("text of a file").sha256
        assert OWN.sha256 == replace(OWN).sha256 != replace(OWN, rules=(CAP,)).sha256
        assert published == OWN == replace(OWN, file=NO_FILE)


class TestProvider:
    """A provider's place in a table, and which kinds a service can be of."""

    LAW = ProviderLaw(
        table="here",
        read=lambda name: replace(OWN, table=name),
        services=(
            ServicesOfKind(kind="home-internet", names=("dsl", "cable")),
            ServicesOfKind(kind="local-voice", names=("voip", "cable")),
            ServicesOfKind(kind="other"),
            ServicesOfKind(kind="television"),
        ),
    )

    def test_its_table_is_read_or_its_own(self) -> None:
        assert self.LAW.rules == OWN
        own = replace(OWN, table="own")
        assert replace(self.LAW, own=own).rules is own
        assert replace(self.LAW, read=lambda name: own) == self.LAW

    @pytest.mark.parametrize(
        ("service", "kinds"),
        [
            (None, {"home-internet", "local-voice", "other", "television"}),
            ("dsl", {"home-internet"}),
            ("cable", {"home-internet", "local-voice"}),
            ("none", {"other", "television"}),
        ],
    )
    def test_the_kinds_of_a_service(self, service: str | None, kinds: set[str]) -> None:
        assert set(self.LAW.kinds_of_service(service)) == kinds


class TestBearing:
    """Whether a rule binds, on which facts that depends, and of whom it does not."""

    LAW = replace(TestProvider.LAW, size="small", member_of=("CCTS",))
    CONSUMER = CustomerFacts(customer="consumer", province="ON")

    @pytest.mark.parametrize(
        ("scope", "binding"),
        [
            (Scope(), Binding("binds")),
            (Scope(unsettled="a court has not said"), Binding("depends", unsettled="a court has not said")),
            (Scope(customers=("consumer", "other")), Binding("binds")),
            (Scope(customers=("other",)), Binding("does-not-bind", outside=("customer",))),
            (Scope(customers=("other",), provinces=("QC",)), Binding("does-not-bind", outside=("customer",))),
            (Scope(provinces=("ON",), sizes=("small",)), Binding("binds")),
            (Scope(sizes=("large",)), Binding("does-not-bind", outside=("provider",))),
            (Scope(members_of=("CCTS", "CISAS")), Binding("binds")),
            (Scope(members_of=("CISAS",)), Binding("does-not-bind", outside=("provider",))),
            (Scope(services=("home-internet",)), Binding("binds")),
            (Scope(services=("television", "home-internet"), sizes=("small",)), Binding("binds")),
            (
                Scope(services=("mobile",), sizes=("large",)),
                Binding("does-not-bind", outside=("service", "provider")),
            ),
        ],
    )
    def test_of_dsl_and_a_consumer_in_ontario(self, scope: Scope, binding: Binding) -> None:
        assert bearing_of(replace(CAP, binds=(scope,)), self.LAW, "dsl", self.CONSUMER) == binding

    @pytest.mark.parametrize(
        ("scope", "binding"),
        [
            (Scope(customers=("consumer",)), Binding("depends", ("customer",))),
            (Scope(provinces=("ON",), customers=("consumer",)), Binding("depends", ("customer", "province"))),
            (Scope(sizes=("large",), members_of=("CCTS",)), Binding("depends", ("provider_size", "member_of"))),
            (Scope(services=("home-internet",)), Binding("depends", ("service",))),
            (Scope(services=("home-internet",), unsettled="so"), Binding("depends", ("service",), "so")),
            (Scope(services=("mobile",)), Binding("does-not-bind", outside=("service",))),
        ],
    )
    def test_where_nothing_is_known(self, scope: Scope, binding: Binding) -> None:
        assert bearing_of(replace(CAP, binds=(scope,)), TestProvider.LAW, None, NOT_KNOWN) == binding

    def test_a_service_of_which_nothing_is_known(self) -> None:
        silent = replace(TestProvider.LAW, services=())
        scope = Scope(services=("home-internet",))
        assert bearing_of(replace(CAP, binds=(scope,)), silent, "dsl", NOT_KNOWN) == Binding("depends", ("service",))

    def test_any_one_of_several_is_enough(self) -> None:
        several = replace(
            CAP,
            binds=(Scope(sizes=("large",), customers=("other",)), Scope(sizes=("large",)), Scope(provinces=("ON",))),
        )
        assert bearing_of(several, self.LAW, "dsl", self.CONSUMER) == Binding("binds")
        assert bearing_of(several, self.LAW, "dsl", NOT_KNOWN) == Binding("depends", ("province",))
        outside = bearing_of(several, self.LAW, "dsl", replace(self.CONSUMER, province="QC"))
        assert outside == Binding("does-not-bind", outside=("provider",))
        assert bearing_of(CAP, self.LAW, "dsl", NOT_KNOWN) == Binding("binds")

    def test_whether_it_may(self) -> None:
        assert [may_bind(bearing) for bearing in get_args(Bearing)] == [True, True, False]
