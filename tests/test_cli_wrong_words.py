"""What people type wrongly in the command: each is answered with the value and a cure that leads on in one step."""

import re

import pytest

from telcoterms.cli import main

WHEN = ("--issued", "2026-01-01", "--paid", "2026-02-15")
LATE = ("late-charge", "113", *WHEN)
DUE = ("due-date", "--issued")
TAX = ("tax", "100", "--on", "2026-06-01")
NO_DAY = "which is no whole day: write it as year-month-day, such as 2026-01-31, or with the month as a word, such as"
WRONG: list[tuple[tuple[str, ...], str]] = [
    # commands
    (("latecharge", "113", *WHEN), "there is no command 'latecharge': did you mean late-charge"),
    (("late-chrage", "113", *WHEN), "did you mean late-charge"),
    (("charge",), "did you mean late-charge, part-charge, cancellation-charge, administrative-charge?"),
    (("fee",), "did you mean late-charge, cancellation-charge? telcoterms --help lists all"),
    (("cancellation",), "did you mean cancellation-charge, provider-cancellation, customer-cancellation,"),
    (("proration",), "did you mean refund, part-charge?"),
    (("balance", "account.csv"), "did you mean statement, settlement?"),
    (("interest", "113"), "did you mean late-charge, effective-annual-rate?"),
    (("weather",), "there is no command 'weather': telcoterms --help lists all, by what they answer"),
    (("compare", "late-chareg", "100"), "did you mean late-charge"),
    (
        ("compare", "audit", "bill.toml"),
        "there is no command 'audit': did you mean audit-late-charge? telcoterms compare",
    ),
    (("batch", "refund", "in.csv", "out.csv"), "there is no command 'refund': telcoterms batch --help lists all"),
    (("--provider", "kos", "due-date"), "--provider stands before the command: write the command first, such as"),
    # options
    ((*LATE, "--isued", "2026-01-01"), "late-charge has no option --isued: did you mean --issued?"),
    ((*LATE, "--form", "json"), "did you mean --format? telcoterms late-charge --help lists all"),
    ((*LATE, "--weather=fine"), "late-charge has no option --weather: telcoterms late-charge --help lists all"),
    (("refund", "49.95", "--canceled", "2026-06-10"), "did you mean --cancelled?"),
    (("late-charge", "--amount", "113", *WHEN), "late-charge takes the amount without --amount: write its value alone"),
    ((*DUE, "2", "January", "2026"), "put a value of several words in quotation marks, such as '2 January 2026'"),
    (("due-date", "2026-01-01"), "'2026-01-01' has no place in due-date"),
    ((*DUE,), "--issued stands without a value: write --issued YYYY-MM-DD"),
    ((*DUE, "--lang", "en"), "--issued stands without a value"),
    ((*LATE, "--provider"), "--provider stands without a value: write --provider NAME"),
    ((*LATE, "--format", "pdf"), "format is 'pdf': choose from text, json, html"),
    ((*LATE, "--format"), "--format stands without a value: write --format text|json|html"),
    ((*LATE, "--customer", "company"), "customer is 'company': choose from consumer, small-business, other"),
    ((*LATE, "--lang", "de"), "lang is 'de': choose from en, fr"),
    ((*LATE, "--billing-months", "two"), "is 'two', which is no whole number: write digits alone, such as 24"),
    (("template", "account.tml"), "name is 'account.tml': choose from account.csv, account.json, account.toml"),
    # days
    ((*DUE, "10"), f"issued is '10', {NO_DAY}"),
    ((*DUE, "March"), NO_DAY),
    ((*DUE, "Jan 2"), NO_DAY),
    ((*DUE, "1/2/26"), NO_DAY),
    ((*DUE, "last Monday"), NO_DAY),
    ((*DUE, "1/2/2026"), "which is 2026-02-01 with the day first and 2026-01-02 with the month first: write the one"),
    ((*DUE, "2026-02-30"), "issued is '2026-02-30', which no calendar has: give a day that exists"),
    ((*LATE[:2], "--issued", "2026-02-15", "--paid", "2026-01-01"), "check which of the two days is wrong"),
    # amounts and rates
    (
        ("late-charge", "1,130", *WHEN),
        "1130 if the comma separates thousands and 1.130 if it separates decimals: write",
    ),
    (
        ("late-charge", ".00", *WHEN),
        "begins with no digit: a shell takes $1 out of text without quotation marks, so write",
    ),
    (("late-charge", "", *WHEN), "or put it in single ones, such as '$1,130.00'"),
    (("late-charge", "113 USD", *WHEN), "but these terms are in CAD: give the amount that was billed in CAD"),
    (("late-charge", "€113", *WHEN), "but these terms are in CAD"),
    (("late-charge", "a lot", *WHEN), "write digits and a point alone, such as '113.00'"),
    (("late-charge", "1.130", *WHEN), "write 1.13, or 1130.00 if it separates thousands"),
    (("late-charge", "113.005", *WHEN), "it has a part of a cent; round it first"),
    (("compare", "late-charge", "$100", "--issued", "2026-01-01", "--days-late", "45"), "leave the currency out"),
    ((*TAX, "--tax-rate", "13"), "which would be 1300 %: write 13% or 0.13, or 1300% if that is meant"),
    ((*TAX, "--tax-rate", "HST"), "which is no rate: write a percentage, such as 13%, or a decimal, such as 0.13"),
    # names
    (
        (*LATE, "--provider", "koss"),
        "there are no terms of 'koss' here: choose from att, bell, bt, cogeco, ee, kijoma, kos",
    ),
    ((*LATE, "--service", "fibre"), "choose from dsl, cable, fixed-wireless, voip, or none for a service without"),
    ((*LATE, "--edition", "2020-01-01"), "choose from 2021-07-12"),
    ((*LATE, "--reading", "runs_from=due-date"), "write QUESTION.NAME=VALUE, such as late_charge.runs_from=due-date"),
    (
        (*LATE, "--reading", "late_charge.runs_form=due-date"),
        "its readings are runs_from, part_month, round_at, rounding",
    ),
    ((*TAX, "--province", "Ontari"), "choose from AB, BC, NB, NL, NS, NT, NU, ON, PE, QC, YT, or give the rate itself"),
    (
        ("data-usage", "hd-vidoe=3"),
        "choose from e-mail, sd-photo, hd-photo, sd-video, hd-video, 4k-video, audio, gaming",
    ),
    (("data-usage", "hd-video"), "'hd-video' is no NAME=NUMBER: write it like hd-video=20"),
    (("complaint", "--received", "2026-03-02", "--event", "accepted"), "write it like accepted=2026-04-02"),
    (("terms", "nobody"), "choose from att, bell, bt"),
    # facts and files
    (("refund", "49.95"), "refund needs --cycle-start, --cancelled: give all of them; telcoterms refund --help says"),
    (("statement", "no-such.toml", "--as-of", "today"), "no-such.toml: there is no such file: check the name"),
    (("statement", "no-such.toml"), "required: --as-of"),
]


class TestWrongWords:
    """Status 2, nothing on standard output, and one sentence on standard error."""

    @pytest.mark.parametrize(("words", "said"), WRONG, ids=lambda value: " ".join(value)[:60])
    def test_the_sentence(self, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
        try:
            status: object = main(words)
        except SystemExit as stop:
            status = stop.code
        out, err = capsys.readouterr()
        assert (status, out) == (2, "")
        assert said in err
        assert not re.search(r"None\b|Decimal|datetime|Traceback", err), "words of Python mean nothing in a shell"

    def test_there_are_sixty(self) -> None:
        assert len(WRONG) >= 60

    def test_a_name_without_its_number_in_the_language(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["data-usage", "hd-video", "--lang", "fr"]) == 2
        assert capsys.readouterr().err.startswith("telcoterms: 'hd-video' n'est pas de la forme NAME=NUMBER")

    def test_in_the_language_that_is_asked_for(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["latecharge", "--lang=FR"]) == 2
        err = capsys.readouterr().err.replace("\N{NO-BREAK SPACE}", " ")
        assert err.startswith("telcoterms: il n'y a pas de commande 'latecharge' : vouliez-vous dire late-charge")


class TestNames:
    """A name is read without regard to case, and by the words of the trade."""

    @pytest.mark.parametrize(
        ("typed", "plain"),
        [
            ("Late-Charge|113|--provider|KOS", "late-charge|113|--provider|kos"),
            ("late_charge|113", "late-charge|113"),
            ("late-fee|113", "late-charge|113"),
            ("LATE FEE|113", "late-charge|113"),
            ("late-charge|113|--service|Fixed Wireless", "late-charge|113|--service|fixed-wireless"),
            ("late-charge|113|--service|NONE", "late-charge|113|--service|none"),
            ("late-charge|113|--customer|Small business", "late-charge|113|--customer|small-business"),
            ("late-charge|113|--province|Ontario", "late-charge|113|--province|ON"),
            ("late-charge|113|--province|british columbia", "late-charge|113|--province|BC"),
            ("late-charge|113|--province|Québec", "late-charge|113|--province|QC"),
            ("late-charge|113|--province|ns", "late-charge|113|--province|NS"),
            ("late-charge|113|--voice|Consumer", "late-charge|113|--voice|consumer"),
            (
                "late-charge|113|--reading|Late-Charge.Runs-From=Due-Date",
                "late-charge|113|--reading|late_charge.runs_from=due-date",
            ),
        ],
    )
    def test_the_answer_is_that_of_the_plain_name(
        self, typed: str, plain: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answers = []
        for words in (typed, plain):
            assert main([*words.split("|"), *WHEN, "--format", "JSON"]) == 0
            answers.append(capsys.readouterr().out)
        assert answers[0] == answers[1]

    @pytest.mark.parametrize(
        ("words", "start"),
        [
            (
                "etf 59.95 --service none --term-start 2025-01-01 --term-months 24 --cancelled 2026-05-10",
                "cancellation",
            ),
            ("cancel 59.95 --service none --term-start 2025-01-01 --term-months 24 --cancelled 2026-05-10", "cancell"),
            ("payoff examples/late_account.toml --on 2026-04-20", "settlement"),
            ("support-hours --day 2026-12-24", "hours of support"),
            ("compare late-fee 100 --issued 2026-01-01 --days-late 45 --only KOS", "late charge"),
            ("diff KOS:NONE kos:DSL", "kos 2021-07-12 none and kos 2021-07-12 dsl"),
            ("TERMS Kos", "KOS"),
        ],
    )
    def test_commands_by_the_words_of_the_trade(
        self,
        words: str,
        start: str,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        request: pytest.FixtureRequest,
    ) -> None:
        monkeypatch.chdir(request.config.rootpath)
        assert main(words.split()) in (0, 1)
        assert capsys.readouterr().out.startswith(start)

    def test_the_provider_of_the_environment(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TELCOTERMS_PROVIDER", "KOS")
        assert main(["due-date", "--issued", "2026-01-01"]) == 0

    def test_every_word_of_the_trade_means_one_command(self) -> None:
        from telcoterms.cli.parser import COMMANDS
        from telcoterms.terms import QUESTIONS

        words = [word for name in QUESTIONS for word in QUESTIONS[name].also]
        assert len(set(words)) == len(words)
        assert set(words) & set(COMMANDS) == set()

    def test_the_help_has_the_words_of_the_trade(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            main(["late-fee", "--help"])
        assert "Also: late-fee, late-payment-fee" in capsys.readouterr().out
