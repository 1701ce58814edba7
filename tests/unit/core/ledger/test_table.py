"""What our rows do in the place of PynamoDB's own, which costs more."""

from __future__ import annotations

import pytest
from pynamodb.attributes import AttributeContainer, JSONAttribute, UnicodeAttribute
from pynamodb.exceptions import AttributeNullError

from core.ledger.rows import EntryRow, MemberRow, OrderRow
from core.ledger.table import IntegerAttribute, Row, connect


def test_a_row_is_the_item_that_pynamodb_would_make_of_it() -> None:
    row = EntryRow(
        "L#shop#M#1",
        "E#00000001",
        sequence=1,
        at_ms=1_790_000_000_123,
        entry_kind="earn",
        available=12,
        pending=-12,
        debt=0,
        source={"type": "order"},
        why={"rules": [["base", 1, 100]]},
        hash="0" * 40,
    )
    ours = row.serialize()
    assert ours == AttributeContainer._container_serialize(row)
    assert ours["seq"] == {"N": "1"}
    assert "lots" not in ours
    again = EntryRow.from_raw_data(ours)
    assert again.pending == -12
    assert again.why == {"rules": [["base", 1, 100]]}
    assert again.lots is None


def test_a_row_without_what_it_must_have_cannot_be_written() -> None:
    with pytest.raises(AttributeNullError):
        MemberRow("pk", "sk", version=1).serialize()


def test_a_row_takes_no_value_that_it_has_no_attribute_for() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        OrderRow("pk", "sk", nonsense=1)


@pytest.mark.parametrize("number", [0, -7, 10**17])
def test_a_whole_number_comes_back_as_it_went(number: int) -> None:
    attribute = IntegerAttribute()
    assert attribute.deserialize(attribute.serialize(number)) == number


def test_a_fraction_is_no_whole_number() -> None:
    with pytest.raises(ValueError, match="format code 'd'"):
        IntegerAttribute().serialize(1.5)  # type: ignore[arg-type]


def test_no_row_has_an_attribute_that_the_shorter_way_does_not_know() -> None:
    kinds = {type(one) for row in Row.__subclasses__() for one in row.get_attributes().values()}
    known = {UnicodeAttribute, IntegerAttribute, JSONAttribute}
    names = {kind.__name__ for kind in kinds - known}
    assert names <= {"DiscriminatorAttribute", "NumberAttribute"}


def test_all_kinds_of_rows_share_one_client() -> None:
    assert OrderRow._get_connection().connection is connect()
    assert MemberRow._get_connection() is Row._get_connection()
