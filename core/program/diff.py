"""What changes from one program to another, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from core.program.saying.base import Said
from core.program.sentences import Document, sentences
from core.wording import Text


@dataclass(frozen=True, slots=True)
class Change:
    """`before` None: added. `after` None: removed. `where`: the place in the document, of the new
    one if it is there."""

    section: str
    where: str
    label: Text
    before: Text | None
    after: Text | None


def changes(old: Document, new: Document) -> list[Change]:
    """What the new document says that the old one did not, and the other way round."""
    before, after = sentences(old), sentences(new)
    found = []
    for key, said in (before | after).items():
        was, is_now = before.get(key), after.get(key)
        if was is not None and is_now is not None:
            renamed = was.names != is_now.names
            if not renamed and was.text == is_now.text:
                continue
        else:
            renamed = False
        texts = _text(was, renamed), _text(is_now, renamed)
        found.append(Change(said.section, said.where, said.label, *texts))
    return found


def _text(said: Said | None, with_names: bool) -> Text | None:
    if said is None:
        return None
    if not with_names:
        return said.text
    return {code: f"{said.names} · {sentence}" for code, sentence in said.text.items()}
