"""The programs that a merchant can begin with."""

from __future__ import annotations

import pytest

from core.errors import NotFound
from core.program.schema import validate
from functions.admin.language import catalogue
from integrations import templates


def test_every_template_is_valid_and_has_a_name_in_both_languages_of_the_page() -> None:
    assert len(templates.names()) >= 5
    for name in templates.names():
        assert validate(templates.document(name))["currency"]
        for language in ("en", "zh-Hant"):
            assert f"preview.source.template-{name}" in catalogue(language)


@pytest.mark.parametrize("name", ["", "none", "../../package", "bakery.json", "/etc/passwd"])
def test_no_other_name_leads_to_a_file(name: str) -> None:
    with pytest.raises(NotFound):
        templates.document(name)


def test_a_template_that_somebody_changed_is_whole_for_the_next_one() -> None:
    templates.document("bakery")["rewards"].clear()
    assert templates.document("bakery")["rewards"]
