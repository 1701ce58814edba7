"""Programs of all kinds, for the forms: each field that a document has, now and then."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from core.errors import BadInput
from core.program.schema import validate

Document = dict[str, Any]

_WORDS = st.sampled_from(["Tea", "  a  b ", "茶葉", "x\ny", "a, b", "<b>", '"', "é" * 40])
_IDS = st.lists(st.sampled_from(["1", "22", "333", "a b", "x,y"]), min_size=1, max_size=3)
_NUMBERS = st.lists(st.sampled_from(["1", "22", "4444"]), min_size=1, max_size=3, unique=True)
_LINES = st.lists(_WORDS, min_size=1, max_size=3)
_MONEY = st.sampled_from(["5", "5.00", "12.5", "1000"])
_FEW = st.integers(1, 9)
_DAYS = st.sampled_from(["2026-11-01", "2027-02-06"])
_TIERS = st.lists(st.sampled_from(["t0", "t1", "t0"]), max_size=3)
_AMOUNTS = st.dictionaries(st.sampled_from(["TWD", "USD", "JPY"]), _MONEY, min_size=1)


def names() -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(["en", "zh-Hant", "ja"]), _WORDS, min_size=1)


def some(always: dict[str, Any], /, **optional: st.SearchStrategy[Any]) -> Any:
    return st.fixed_dictionaries(always, optional=optional)


def _products(**more: st.SearchStrategy[Any]) -> Any:
    lists = {"collections": _LINES, "tags": _LINES, "vendors": _LINES}
    return some({}, products=_IDS, sale_items=st.booleans(), **lists, **more)


_FESTIVAL = some(
    {"festival": st.sampled_from(["qixi", "mid_autumn"]), "dates": st.just(["2027-01-01"])},
    days_before=st.integers(0, 9),
    days_after=st.integers(0, 9),
)
_CONDITIONS = {
    "match": _products(),
    "tiers": _TIERS,
    "window": st.builds(
        lambda days, festival: {**days, **festival},
        some(
            {},
            until=st.just("2027-03-01"),
            weekdays=st.lists(st.integers(1, 7), max_size=3),
            month_days=st.lists(st.integers(1, 31), max_size=3),
            **{"from": _DAYS},
        ),
        st.just({}) | _FESTIVAL,
    ),
}
_TOGETHER = {
    "cap_total": _FEW,
    "budget": some({"amount": _MONEY}, per=st.sampled_from(["day", "month", "campaign"])),
}
_BONUS = st.one_of(
    some({"kind": st.just("first_order")}, **{k: _CONDITIONS[k] for k in ("tiers", "window")}),
    some({"kind": st.just("order_above"), "above": _AMOUNTS}, times=_FEW),
    some(
        {
            "kind": st.just("frequency"),
            "orders": st.integers(2, 9),
            "within": some({"days": _FEW}) | some({"months": _FEW}),
        },
        times=_FEW,
    ),
    some(
        {
            "kind": st.just("cash_back"),
            "percent": st.sampled_from(["5", "2.5"]),
            "reward": st.just("gift"),
        },
        tier_percent=st.dictionaries(st.just("t0"), st.sampled_from(["7", "7.0"])),
    ),
    some({"kind": st.just("product"), "match": some({"products": _IDS}, tags=_LINES)}, times=_FEW),
    some({"kind": st.just("first_from"), "match": some({"vendors": _LINES})}),
    some({"kind": st.just("stamps"), "every": st.integers(2, 9), "match": some({"tags": _LINES})}),
)
_EARNING = some(
    {
        "rules": st.lists(
            st.fixed_dictionaries({"kind": st.just("per_amount"), "points": _FEW, "per": _AMOUNTS}),
            min_size=1,
            max_size=2,
        )
    },
    exclude=_products(gift_cards=st.booleans()),
    rounding=st.sampled_from(["down", "nearest", "up"]),
    basis=some(
        {},
        discounts=st.sampled_from(["after", "before"]),
        tax=st.booleans(),
        shipping=st.booleans(),
    ),
    minimum=_AMOUNTS,
    stacking=st.sampled_from(["best", "sum", "product"]),
    hold=some({"days": _FEW}, after=st.sampled_from(["paid", "fulfilled"])),
    multipliers=st.lists(
        some(
            {"name": names(), "factor": st.sampled_from(["2", "1.50"])},
            new_members=st.booleans(),
            cap=_FEW,
            **_CONDITIONS,
            **_TOGETHER,
        ),
        max_size=2,
    ),
    bonuses=st.lists(
        st.builds(
            lambda one, name, gives: (
                {**one, "name": name, **({} if one["kind"] == "cash_back" else gives)}
            ),
            _BONUS,
            names(),
            some({"points": _FEW}, reward=st.just("gift"), **_TOGETHER),
        ),
        max_size=2,
    ),
)
_TRUE = st.just(True)
_AWARD = some({"points": _FEW}) | some({"reward": st.just("gift")}, points=_FEW)
_TEXTS = names()
_EVENT = some(
    {"name": names(), "at": st.sampled_from(["2026-12-24T19:00", "2027-01-02T08:30"])},
    place=_TEXTS,
    tiers=_TIERS,
    capacity=_FEW,
    award=_AWARD,
)
_QUESTION = st.one_of(
    some({"text": _TEXTS, "kind": st.sampled_from(["scale", "text"])}, required=_TRUE),
    some(
        {
            "text": _TEXTS,
            "kind": st.sampled_from(["choice", "several"]),
            "options": st.lists(some({"text": _TEXTS}), min_size=2, max_size=4),
        },
        required=_TRUE,
    ),
)
_SURVEY = some(
    {"name": names(), "questions": st.lists(_QUESTION, min_size=1, max_size=3)},
    tiers=_TIERS,
    until=st.just("2027-03-01"),
    award=_AWARD,
    **{"from": _DAYS},
)
_LIMIT = st.fixed_dictionaries({"times": _FEW, "per": st.sampled_from(["day", "week", "ever"])})
_ANY_ACTION: dict[str, st.SearchStrategy[Any]] = {
    "limit_total": _FEW,
    "window": _CONDITIONS["window"],
    "tiers": _TIERS,
}


def _action(kinds: list[str], **more: st.SearchStrategy[Any]) -> Any:
    always = {"kind": st.sampled_from(kinds), "name": names(), "award": _AWARD}
    return some(always, **_ANY_ACTION, **more)


_ACTION = st.one_of(
    _action(["signup", "newsletter", "birthday"]),
    _action(["anniversary"], since=st.sampled_from(["first_purchase", "joined"])),
    _action(["review", "social_share"], limit=_LIMIT, approval=st.booleans()),
    _action(["survey", "event", "custom"], limit=_LIMIT, approval=st.just(False)),
)
_PERKS = some(
    {},
    discount_percent=_FEW,
    free_shipping=_TRUE,
    early_access=_TRUE,
    priority=_TRUE,
    exclusive_products=_IDS,
    birthday_gift=names(),
    tag=st.just("vip-1"),
    texts=st.lists(names(), min_size=1, max_size=10),
)
_HIGHER = some(
    {"name": names(), "from": _MONEY},
    points=_FEW,
    orders=_FEW,
    participation=_FEW,
    need=st.sampled_from(["all", "any"]),
    multiplier=st.sampled_from(["1", "1.250"]),
    membership=some({"products": _IDS}, months=_FEW),
    entry_reward=some({"points": _FEW}, after_days=_FEW),
    perks=_PERKS,
)
_RULES = some(
    {},
    window=st.sampled_from(["rolling", "calendar_year", "lifetime"]),
    months=_FEW,
    entry=st.sampled_from(["joining", "first_paid_order"]),
    down=st.sampled_from(["straight", "one_step", "never"]),
    grace_days=_FEW,
)
_ANY_REWARD: dict[str, st.SearchStrategy[Any]] = {
    "tiers": _TIERS,
    "from": _DAYS,
    "until": st.just("2027-03-01"),
    "limit_per_member": _FEW,
    "stock": st.integers(0, 9),
    "code_days": _FEW,
}
_CART: dict[str, st.SearchStrategy[Any]] = {
    **_ANY_REWARD,
    "minimum": _MONEY,
    "combines": st.lists(st.sampled_from(["shipping", "order"]), max_size=2),
}


_BATCHES = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from(["a", "march-2027", "2027-02-06"]),
            "best_before": _DAYS,
            "stock": st.integers(0, 99),
        }
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda batch: batch["id"],
)


def _reward(kind: str, required: dict[str, Any], optional: dict[str, Any]) -> Any:
    head = {"kind": st.just(kind), "name": names(), "points": st.just(100)}
    return st.fixed_dictionaries({**head, **required}, optional=optional)


_REWARD = st.one_of(
    _reward("fixed", {"value": _MONEY}, {**_CART, "products": _NUMBERS}),
    _reward("percent", {"percent": _FEW}, {**_CART, "collections": _NUMBERS, "value": _MONEY}),
    _reward("free_shipping", {}, _CART),
    _reward(
        "amount",
        {"value": _MONEY},
        {**_CART, "min_points": st.just(200), "max_points": st.just(500)},
    ),
    _reward(
        "product",
        {"value": st.just("9"), "products": _NUMBERS},
        {**_CART, "price": st.sampled_from(["0", "1"])},
    ),
    _reward("experience", {}, _ANY_REWARD),
    _reward("donation", {"value": _MONEY}, _ANY_REWARD),
    _reward("voucher", {}, _ANY_REWARD),
    _reward("goods", {}, {**_ANY_REWARD, "batches": _BATCHES}),
    _reward(
        "bundle",
        {"value": st.just("9"), "products": _NUMBERS, "amount": _MONEY},
        {**_CART, "batches": _BATCHES},
    ),
    _reward("store_credit", {"value": _MONEY}, _ANY_REWARD),
    _reward("gift_card", {"value": _MONEY}, _ANY_REWARD),
)
_EXPIRY = st.one_of(
    some({"kind": st.just("none")}, months=_FEW),
    some({"kind": st.sampled_from(["months", "inactivity"]), "months": _FEW}, remind_days=_FEW),
    some({"kind": st.just("yearly"), "month": _FEW}, months=st.integers(0, 9), remind_days=_FEW),
)
_POLICIES = some(
    {},
    spent_refund=st.sampled_from(["debt", "forgive"]),
    code_refund=st.sampled_from(["keep", "restore"]),
    code_days=_FEW,
    code_reminder_days=_FEW,
)


_PET = {"id": "pet", "name": {"en": "Pet"}, "many": True}
_ANSWERS = [{"id": one, "name": {"en": one.title()}} for one in ("cat", "dog", "bird")]
_SETS = st.lists(some({"name": names(), "products": _IDS}, collections=_LINES), max_size=1)
_MONTHS = st.integers(1, 12)
_NOT = {"not": _TRUE}
_CONDITION = st.one_of(
    some(
        {
            "kind": st.just("profile"),
            "field": st.just("pet"),
            "options": st.sampled_from([["cat"], ["dog", "bird"]]),
        },
        **_NOT,
    ),
    some({"kind": st.just("tier"), "tiers": st.just(["t0"])}, **_NOT),
    some({"kind": st.just("recency"), "months": _MONTHS}, **_NOT),
    some({"kind": st.just("orders"), "least": _FEW}, months=_MONTHS, **_NOT),
    some({"kind": st.just("spend"), "least": _MONEY}, most=st.just("9999"), months=_MONTHS),
    some({"kind": st.just("spend"), "most": _MONEY}, **_NOT),
)
_SEGMENT = st.builds(
    lambda name, join, rows: {"name": name, join: rows},
    names(),
    st.sampled_from(["all", "any"]),
    st.lists(_CONDITION, min_size=1, max_size=8),
)
_FOR = some(
    {},
    tiers=st.just(["t0"]),
    segments=st.just(["s0"]),
    points=_FEW,
    need=st.sampled_from(["all", "any"]),
)
_PROSE = st.dictionaries(st.sampled_from(["en", "zh-Hant", "ja"]), _WORDS, min_size=1)
_CONTENT = st.one_of(
    some({"kind": st.just("article"), "name": names(), "text": _PROSE}, **{"for": _FOR}),
    some({"kind": st.just("file"), "name": names(), "url": st.just("https://a.example/b.pdf")}),
)
_SALE = some(
    {"name": names(), "percent": _FEW, "segments": st.just(["s0"])},
    window=_CONDITIONS["window"],
    match=_CONDITIONS["match"],
)


def _with_segments(draw: st.DrawFn, document: Document) -> None:
    """Profile, product sets, segments, and what is for them."""
    document["profile"] = [_PET | {"options": _ANSWERS}]
    for part, stem, rows in (
        ("product_sets", "p", _SETS),
        ("segments", "s", st.lists(_SEGMENT, min_size=1, max_size=2)),
        ("content", "c", st.lists(_CONTENT, max_size=2)),
        ("sales", "a", st.lists(_SALE, max_size=1)),
    ):
        found = draw(rows)
        for number, row in enumerate(found):
            row["id"] = f"{stem}{number}"
        document[part] = found
    for row in (*document["rewards"], *document["earning"].get("multipliers", ())):
        if draw(st.booleans()):
            row["segments"] = ["s0"]


_HTTPS = st.just("https://a.example/b")
_DATED: dict[str, st.SearchStrategy[Any]] = {"from": _DAYS, "until": st.just("2027-03-01")}
_SHOPFRONT: dict[str, st.SearchStrategy[Any]] = {
    "news": some({"name": names(), "text": _PROSE}, url=_HTTPS, tiers=st.just(["t0"]), **_DATED),
    "community": some(
        {"kind": st.sampled_from(["line", "forum"]), "name": names(), "url": _HTTPS},
        tiers=st.just(["t0"]),
    ),
    "channels": some({"name": names()}, award=_AWARD, **_DATED),
    "questions": some({"name": names(), "text": _PROSE}),
}
_LOOK = some(
    {},
    name=names(),
    color=st.sampled_from(["#17634a", "#FFFFFF"]),
    radius=st.integers(0, 32),
    logo=_HTTPS,
    join_url=_HTTPS,
)


def _with_shopfront(draw: st.DrawFn, document: Document) -> None:
    """News, community links, channels, questions and the look of the pages."""
    for part, row in _SHOPFRONT.items():
        found = draw(st.lists(row, max_size=2))
        for number, one in enumerate(found):
            one["id"] = f"{part}{number}"
        document[part] = found
    document["look"] = draw(_LOOK)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A valid program in its full form."""
    document: Document = {
        "currency": "TWD",
        "earning": draw(_EARNING),
        "tiers": [
            {"name": draw(names()), "multiplier": "1"},
            *draw(st.lists(_HIGHER, max_size=1)),
        ],
        "rewards": draw(st.lists(_REWARD, max_size=3)),
        "events": draw(st.lists(_EVENT, max_size=2)),
        "surveys": draw(st.lists(_SURVEY, max_size=2)),
        "actions": draw(st.lists(_ACTION, max_size=2)),
        "expiry": draw(_EXPIRY),
        "policies": draw(_POLICIES),
    }
    suggestions = draw(some({}, on=st.booleans(), views=st.booleans()))
    if suggestions:
        document["personal"] = suggestions
    rules = draw(st.none() | _RULES)
    if rules is not None:
        document["tier_rules"] = rules
    if draw(st.booleans()):
        document["tiers"][0]["perks"] = draw(_PERKS)
    earning = document["earning"]
    for stem, rows in (
        ("rule", earning["rules"]),
        ("m", earning.get("multipliers", [])),
        ("b", earning.get("bonuses", [])),
        ("t", document["tiers"]),
        ("r", document["rewards"]),
        ("e", document["events"]),
        ("s", document["surveys"]),
        ("d", document["actions"]),
        *(("q", one["questions"]) for one in document["surveys"]),
        *(("o", q.get("options", [])) for one in document["surveys"] for q in one["questions"]),
    ):
        for number, row in enumerate(rows):
            row["id"] = f"{stem}{number}"
    gift = {"id": "gift", "kind": "fixed", "name": {"en": "Gift"}, "points": 10, "value": "5"}
    document["rewards"].append(gift)
    if len(document["tiers"]) == 1:
        for row in (*earning.get("multipliers", []), *earning.get("bonuses", [])):
            row.pop("tiers", None)
        for part in ("rewards", "events", "surveys", "actions"):
            for row in document[part]:
                row.pop("tiers", None)
    if draw(st.booleans()):
        _with_segments(draw, document)
    if draw(st.booleans()):
        _with_shopfront(draw, document)
    try:
        return validate(document)
    except BadInput as error:
        raise AssertionError(f"{error} {document}") from error
