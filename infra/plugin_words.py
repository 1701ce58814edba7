"""The WordPress plugin's sentences: what its code says, and what translations make of that.

    python -m infra.plugin_words     writes languages/regulars.pot anew from the code

Gettext's own programs are not needed: the plugin uses plain sentences, without plurals or contexts.
"""

from __future__ import annotations

import ast
import re
import struct
from pathlib import Path

from infra.tools import ROOT

PLUGIN = ROOT / "integrations" / "woocommerce" / "plugin"
LANGUAGES = PLUGIN / "languages"
POT = LANGUAGES / "regulars.pot"
_SAID = re.compile(
    r"(?<![\w$>:])(?:__|_e|esc_html__|esc_html_e|esc_attr__|esc_attr_e)\(\s*"
    r"'((?:[^'\\]|\\.)*)'\s*,\s*'regulars'\s*\)"
)
# What the above does not read, and so nobody may use.
_UNREAD = re.compile(r"(?<![\w$>:])(?:_x|_n|_nx|_ex|esc_html_x|esc_attr_x|_n_noop)\(")
_LINE = re.compile(r'^(msgid|msgstr)?\s*(".*")\s*$')
_HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: Regulars\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    '"X-Domain: regulars\\n"\n'
)


def said() -> dict[str, list[str]]:
    """Every sentence of the plugin's code, with the files that say it, in the order of files.
    Raises ValueError where the code translates in a way that is not read here."""
    found: dict[str, list[str]] = {}
    for file in sorted(PLUGIN.rglob("*.php")):
        code, name = file.read_text("utf-8"), file.relative_to(PLUGIN).as_posix()
        if _UNREAD.search(code):
            raise ValueError(f"{name} uses a plural or a context, which infra.plugin_words lacks.")
        for match in _SAID.finditer(code):
            files = found.setdefault(re.sub(r"\\(['\\])", r"\1", match[1]), [])
            if name not in files:
                files.append(name)
    return found


def template() -> str:
    """The .pot file."""
    parts = [_HEADER]
    for sentence, files in said().items():
        parts.append(f'#: {" ".join(files)}\nmsgid {_quoted(sentence)}\nmsgstr ""\n')
    return "\n".join(parts)


def translations() -> list[Path]:
    """The .po files."""
    return sorted(LANGUAGES.glob("regulars-*.po"))


def read(text: str) -> dict[str, str]:
    """What a .po file says: {sentence: translation}, the header under ""."""
    found: dict[str, str] = {}
    parts = {"msgid": "", "msgstr": ""}
    field = ""
    for line in [*text.splitlines(), 'msgid ""']:
        match = _LINE.match(line)
        if match is None:
            continue
        if match[1] == "msgid":
            if field:
                found[parts["msgid"]] = parts["msgstr"]
            parts = {"msgid": "", "msgstr": ""}
        field = match[1] or field
        parts[field] += ast.literal_eval(match[2])
    return found


def compiled(text: str) -> bytes:
    """The .mo file of a .po file: GNU's binary format, which WordPress reads."""
    pairs = sorted((a.encode(), b.encode()) for a, b in read(text).items() if b)
    start = 7 * 4
    ids_at, strings_at = start, start + 8 * len(pairs)
    offset = strings_at + 8 * len(pairs)
    tables, data = [b"", b""], b""
    for column in (0, 1):
        for pair in pairs:
            tables[column] += struct.pack("<II", len(pair[column]), offset + len(data))
            data += pair[column] + b"\0"
    head = struct.pack("<IIIIIII", 0x950412DE, 0, len(pairs), ids_at, strings_at, 0, offset)
    return head + tables[0] + tables[1] + data


def _quoted(sentence: str) -> str:
    escaped = sentence.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    POT.write_text(template(), "utf-8")
    print(f"{POT.name}: {len(said())} sentences")
