"""No key is built without a Ledger, and no Ledger without a store that a credential vouched for.

These read the source: what is not there cannot be called by a handler that somebody adds.
"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from core.identity import Ledger
from core.ledger import keys
from infra.package import functions
from tests.support.sources import modules_of, trees

# The operator's commands are not among them: AWS credentials vouch for those.
FOLDERS = ("core", "integrations", "functions")
# Where a ledger is opened, and what its id is there: the looked-up store's, the one that it had
# before it joined a wallet, the one that an entry of ours stands under, that of rows while they are
# verified.
OPENED = {
    ("integrations/access.py", "store.ledger_id"),
    ("integrations/installing.py", "ledger_id"),
    ("integrations/wallet.py", "store.store_id"),
    ("functions/relay/handler.py", "ledger_id"),
    ("core/ledger/claims.py", "ledger_id"),
}
# Behind a queue or a clock of ours, ledgers are named by what we ourselves wrote.
BY_ID = {
    ("functions/codes/handler.py", "message['ledger_id']"),
    ("functions/balances/handler.py", "ledger_id"),
    ("functions/scheduled/due.py", "row.ledger_id"),
    ("functions/scheduled/groups.py", "row.ledger_id"),
    ("functions/scheduled/numbers.py", "ledger_id"),
}
# Export and restore take keys as they lie in the table, of all ledgers.
THE_OPERATORS = {"core/ledger/copying.py"}
FACING_THE_INTERNET = (
    *("functions/webhooks", "functions/storefront", "functions/admin"),
    "functions/connect",
)


def calls(name: str, *folders: str) -> set[tuple[str, str]]:
    """(file, first argument) of every call whose function's name ends in `name`."""
    return {
        (path, ast.unparse(node.args[0]) if node.args else "")
        for path, tree in trees(*folders)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and f".{ast.unparse(node.func)}".endswith(f".{name}")
    }


def test_only_one_module_writes_keys_of_members_data() -> None:
    writers = {
        path
        for path, tree in trees(*FOLDERS)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        and isinstance(node.values[0], ast.Constant)
        and str(node.values[0].value).startswith("L#")
    }
    assert writers - THE_OPERATORS == {"core/ledger/keys.py"}


def test_what_only_the_operator_may_use_is_in_no_functions_package() -> None:
    for name in functions():
        assert modules_of(name) & THE_OPERATORS == set(), name


def test_every_key_of_members_data_begins_with_the_id_of_a_ledger_that_is_given() -> None:
    tree = ast.parse(Path(keys.__file__).read_text())
    formats = 0
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for node in ast.walk(function):
            if isinstance(node, ast.JoinedStr) and ast.unparse(node).startswith("f'L#"):
                formats += 1
                assert ast.unparse(node).startswith("f'L#{ledger.ledger_id}#"), function.name
                assert ast.unparse(function.args.args[0]) == "ledger: Ledger", function.name
    assert formats >= 8


def test_no_function_takes_a_ledgers_id_as_text_where_a_key_is_made() -> None:
    for name, function in inspect.getmembers(keys, inspect.isfunction):
        assert "ledger_id" not in inspect.signature(function).parameters, name


def test_a_ledger_is_opened_in_these_places_only_and_made_in_none() -> None:
    assert calls("Ledger.open", *FOLDERS) == OPENED
    made = {path for path, _ in calls("Ledger", *FOLDERS)}
    assert made == set(), "a Ledger's secret follows from its id: Ledger.open"


def test_a_ledger_is_named_by_id_only_where_we_wrote_the_id_ourselves() -> None:
    assert calls("books_by_ledger", *FOLDERS) == BY_ID


@pytest.mark.parametrize("folder", FACING_THE_INTERNET)
def test_what_faces_the_internet_knows_no_ledgers_id(folder: str) -> None:
    """It has stores, and their ledgers through integrations.access."""
    for path, tree in trees(folder):
        for node in ast.walk(tree):
            named = {
                ast.Name: lambda one: one.id,
                ast.Attribute: lambda one: one.attr,
                ast.Constant: lambda one: one.value,
                ast.arg: lambda one: one.arg,
            }.get(type(node))
            assert named is None or named(node) not in ("ledger_id", "books_by_ledger"), path


def test_two_ledgers_share_no_name() -> None:
    one, other = (Ledger.open(name, b"master" * 4) for name in ("woo-1", "woo-2"))
    assert one.guest_id("jia@example.com") != other.guest_id("jia@example.com")
    assert one.redemption_id("m", "k") != other.redemption_id("m", "k")
    assert one.code("r") != other.code("r")
    assert one.alias("jia@example.com") != other.alias("jia@example.com")
    assert one.secret != other.secret
