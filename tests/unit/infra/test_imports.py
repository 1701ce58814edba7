from __future__ import annotations

from pathlib import Path

import pytest

from infra.imports import needs_of


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in small."""
    files = {
        "requirements.txt": "pynamodb==6.1.0 # the ledger\nbotocore==1\ntzdata==1\nflask==3.1.3\n",
        "core/__init__.py": "",
        "core/money.py": "from zoneinfo import ZoneInfo\n",
        "core/unused.py": "import flask\n",
        "integrations/late.py": "from core import money\n",
        "functions/a/handler.py": (
            "from typing import TYPE_CHECKING\n"
            "from functions.a.near import thing\n"
            "if TYPE_CHECKING:\n    import flask\n"
            "def handler(event, context):\n    from integrations.late import x\n"
        ),
        "functions/a/near.py": "from .beside import thing\nimport pynamodb.models\n",
        "functions/a/beside.py": "thing = 1\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_a_function_gets_the_modules_it_imports_early_late_and_relatively(root: Path) -> None:
    assert needs_of(root, "functions/a/handler.py").modules == {
        "functions/a/handler.py",
        "functions/a/near.py",
        "functions/a/beside.py",
        "integrations/late.py",
        "core/__init__.py",
        "core/money.py",
    }


def test_a_function_gets_the_distributions_it_imports_and_what_those_need_but_no_boto(
    root: Path,
) -> None:
    assert needs_of(root, "functions/a/handler.py").distributions == {"pynamodb", "tzdata"}


def test_an_import_that_nothing_pins_is_refused(root: Path) -> None:
    (root / "functions/a/beside.py").write_text("import requests\nthing = 1\n")
    with pytest.raises(ValueError, match=r"beside.py imports requests, which requirements.txt"):
        needs_of(root, "functions/a/handler.py")
