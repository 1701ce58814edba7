"""When two people's particulars are the same: each is brought to one form, whatever hand wrote it.
"" where there is nothing to compare. What comes out is still personal: only its digest is kept."""

from __future__ import annotations

import re
import unicodedata

# Where dots in the name mean nothing, and the other names of the same mailboxes.
_GMAIL = ("gmail.com", "googlemail.com")
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_NO_LETTERS = re.compile(r"[\W_]+")
# Fewer digits are no telephone: extensions, placeholders.
_FEWEST_DIGITS = 7
# Calling codes of countries, by which a number written as at home becomes an international one.
_CODES = (
    "TW886 HK852 MO853 CN86 JP81 KR82 SG65 MY60 TH66 VN84 PH63 ID62 IN91 AU61 NZ64 US1 CA1 GB44 "
    "IE353 FR33 DE49 AT43 CH41 NL31 BE32 ES34 PT351 IT39 SE46 NO47 DK45 FI358 PL48 CZ420 MX52"
)
_CALLING = {one[:2]: one[2:] for one in _CODES.split()}
# The 0 before these numbers stays when they are dialled from abroad.
_KEEPS_ZERO = frozenset({"IT"})
_VARIANTS = str.maketrans("台", "臺")


def same_email(address: str) -> str:
    """A mailbox: without case, what follows a plus, and Gmail's dots. Mail to all spellings of one
    form arrives in one place; a provider that does not know the plus has few such addresses."""
    address = unicodedata.normalize("NFKC", address).strip().lower()
    name, at, domain = address.rpartition("@")
    name = name.split("+", 1)[0]
    if domain in _GMAIL:
        name, domain = name.replace(".", ""), _GMAIL[0]
    return f"{name}{at}{domain}" if name and domain else ""


def calling_code(country: str) -> str:
    """The calling code of a country (ISO 3166); "" for one that is not known."""
    return _CALLING.get(country.strip().upper(), "")


def same_phone(number: str, country: str = "") -> str:
    """A telephone number as dialled from abroad, digits only: 0912-345-678 in TW is 886912345678.
    `country`: ISO 3166, where the number says none; without one it stays as it is."""
    number = unicodedata.normalize("NFKC", number).strip()
    digits = "".join(_DIGITS.findall(number.replace("(0)", "")))
    if len(digits) < _FEWEST_DIGITS:
        return ""
    country = country.strip().upper()
    code = _CALLING.get(country)
    if number.startswith("+"):
        pass
    elif digits.startswith("00"):
        digits = digits[2:]
    elif code and digits.startswith("0"):
        digits = code + (digits if country in _KEEPS_ZERO else digits.lstrip("0"))
    elif code and not (digits.startswith(code) and len(digits) > 10):
        digits = code + digits
    # Written +886 (0)912 or +8860912: the zero is for dialling at home.
    if code and country not in _KEEPS_ZERO and digits.startswith(f"{code}0"):
        digits = code + digits[len(code) :].lstrip("0")
    return digits


def same_address(country: str, postcode: str, city: str, *lines: str) -> str:
    """A place: letters and digits of all parts in their order, without case, width and spacing.
    Without a street there is none: half a town lives in one."""
    if not any(_plain(line) for line in lines):
        return ""
    return "|".join(_plain(part) for part in (country, postcode, city, "".join(lines)))


def same_card(brand: str, last_digits: str, country: str, postcode: str, city: str) -> str:
    """A card, as far as a store tells of it. Its last four digits alone are those of ten thousand
    others, so where its owner lives belongs to it."""
    digits = "".join(_DIGITS.findall(last_digits))
    place = "|".join(_plain(part) for part in (country, postcode, city))
    return f"{_plain(brand)}|{digits[-4:]}|{place}" if len(digits) >= 4 and brand else ""


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_VARIANTS)
    return _NO_LETTERS.sub("", folded)
