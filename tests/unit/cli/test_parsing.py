"""Arguments and exit codes, before any stack is asked."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError

import pytest

from cli.main import NOUNS, main
from cli.parsing import moment, wants_json


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1800000000", 1_800_000_000),
        ("2027-01-15T08:00:00Z", 1_800_000_000),
        ("2027-01-15T16:00:00+08:00", 1_800_000_000),
        ("2027-01-15T08:00:00", 1_800_000_000),
        ("2027-01-15", 1_799_971_200),
        ("0", 0),
    ],
)
def test_a_time_is_unix_seconds_or_iso_in_utc(text: str, at: int) -> None:
    assert moment(text) == at


@pytest.mark.parametrize("text", ["tomorrow", "", "-1", "1800000000000000"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        moment(text)


def test_json_may_be_asked_for_anywhere_but_after_the_end_of_options() -> None:
    assert wants_json(["store", "list", "--json"])
    assert wants_json(["--json", "store", "list"])
    assert not wants_json(["member", "show", "--", "--json"])


@pytest.mark.parametrize("noun", NOUNS)
def test_every_command_explains_itself(noun: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([noun, "--help"])
    assert left.value.code == 0
    assert f"./regulars {noun}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["sing"],
        ["member", "show", "woo-1"],
        ["member", "adjust", "woo-1", "42", "lots", "--reason", "x"],
        ["member", "erase", "woo-1", "42"],
        ["schedule", "run", "woo-1", "--at", "soon"],
        ["store", "add", "etsy"],
    ],
)
def test_a_command_that_makes_no_sense_exits_with_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert json.loads(printed.err)["error"]["code"] == "usage"
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("usage: ")


def test_the_default_program_of_a_currency_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["program", "defaults", "JPY", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["currency"] == "JPY"
    assert main(["program", "defaults", "yen!", "--json"]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "invalid_program"
