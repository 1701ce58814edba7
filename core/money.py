"""Money as integers in ISO 4217 minor units."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from core.errors import BadInput

# ISO 4217: currencies whose minor unit is not 1/100. TWD keeps two digits in ISO although shops
# price it in whole dollars; the ledger follows ISO, display follows the shop.
_NO_DECIMALS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"}
    | {"RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_EXPONENTS = {**dict.fromkeys(_NO_DECIMALS, 0), **dict.fromkeys(_THREE_DECIMALS, 3)}
_MAX_MINOR = 10**15
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "TWD": "NT$", "JPY": "¥", "HKD": "HK$", "SGD": "S$"}


def sign_of(currency: str) -> str:
    """What stands before an amount ("NT$"); the code and a blank where it has no sign."""
    return _SIGNS.get(currency, f"{currency} ")


def exponent(currency: str) -> int:
    """Digits after the decimal point of `currency` (ISO 4217 code)."""
    return _EXPONENTS.get(currency, 2)


def to_minor(amount: str | int | float | Decimal | None, currency: str) -> int:
    """`amount` in major units ("52.50", 52.5) as minor units (5250), half up.

    Stores send more digits than the currency has (WooCommerce line totals) and numbers instead
    of strings (Shopify refunds), so both are taken. Raises BadInput for what is no amount.
    """
    if amount is None or amount == "":
        return 0
    if isinstance(amount, bool):
        raise BadInput(f"{amount!r} is not an amount of money")
    try:
        value = Decimal(str(amount)).scaleb(exponent(currency))
    except (ArithmeticError, ValueError) as error:  # 9e999999 overflows
        raise BadInput(f"{str(amount)[:40]!r} is not an amount of money") from error
    if not value.is_finite() or abs(value) > _MAX_MINOR:
        raise BadInput(f"{str(amount)[:40]!r} is not an amount of money")
    return int(value.to_integral_value(ROUND_HALF_UP))


def to_major(minor: int, currency: str) -> str:
    """5250 USD as "52.50", the form both platforms' APIs take."""
    return str(Decimal(minor).scaleb(-exponent(currency)))


def money_text(minor: int, currency: str) -> str:
    """ "NT$2,500" or "$12.50": cents only where there are any."""
    major = to_major(minor, currency)
    whole, _, cents = major.partition(".")
    shown = f"{int(whole):,}" + (f".{cents}" if cents.strip("0") else "")
    return f"{_SIGNS.get(currency, currency + ' ')}{shown}"
