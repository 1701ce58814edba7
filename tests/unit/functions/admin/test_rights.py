"""Each page and each form of the merchant page has its right, its sentence and its place."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from core.staff import RIGHTS
from functions.admin import navigation, rights
from functions.admin.app import create_app
from functions.admin.language import catalogue
from functions.admin.record import _SILENT


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app()


def test_every_endpoint_has_a_right_for_looking_and_one_for_changing(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for method in rule.methods or ():
            right = rights.needed(rule.endpoint, method)
            assert right is None or right in RIGHTS, rule.endpoint


def test_only_coming_in_and_going_out_are_everybodys(app: Flask) -> None:
    free = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if rights.needed(rule.endpoint, method) is None
    }
    assert {one for one in free if not one.startswith("auth.")} == {"static", "embedding.bounce"}


def test_no_line_of_the_table_is_for_what_is_not_there(app: Flask) -> None:
    assert set(rights._BLUEPRINTS) <= set(app.blueprints)
    assert set(rights._ENDPOINTS) <= set(app.view_functions)


def test_nothing_is_changed_by_who_may_only_look(app: Flask) -> None:
    changing = {
        rule.endpoint: rights.needed(rule.endpoint, "POST")
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.endpoint not in _SILENT | {"auth.use_link"}
    }
    assert {one for one, right in changing.items() if right == "look"} == {"staff.come_back"}


def test_every_change_has_a_sentence_for_the_activity_log(app: Flask) -> None:
    changing = {one.endpoint for one in app.url_map.iter_rules() if "POST" in (one.methods or ())}
    assert {one for one in changing - _SILENT if f"activity.{one}" not in catalogue("en")} == set()


def test_every_entry_of_the_menu_leads_to_a_page_without_further_words(app: Flask) -> None:
    plain = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not re.search("<", rule.rule)
    }
    for name, entries in navigation.MENU.items():
        assert f"menu.{name}" in catalogue("en")
        assert set(entries) <= plain, name
