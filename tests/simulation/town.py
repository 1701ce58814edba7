"""The shops of a world, who shops in them, and what their merchants set up."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from random import Random
from typing import Any

from core.catalogue import STATES_KEPT
from core.identity import Ledger
from core.ledger import programs, stores
from core.ledger.catalogue import unpacked
from core.money import exponent, to_major
from core.program.defaults import default_document
from core.program.schema import validate
from integrations import access, installing
from integrations.reading_products import read_products
from tests.simulation.laws import Broken, Change, CodeTruth, text
from tests.simulation.model import Model, Published
from tests.simulation.shops import Delivery, Refused, Shop, open_shop
from tests.simulation.shops.people import Person
from tests.simulation.shops.records import Platform
from tests.simulation.stage import Stage

_SHOPS: tuple[tuple[Platform, str, str, str], ...] = (
    ("woocommerce", "https://tea.example.com", "TWD", "Asia/Taipei"),
    ("shopify", "backpacks.myshopify.com", "USD", "America/New_York"),
    ("woocommerce", "https://beans.example.com", "USD", "Europe/Berlin"),
)
_APP_SECRETS = tuple(f"app-secret-{number:032d}" for number in range(50))
_ACCOUNTS = 2
# What merchants offer: the default rewards, and points as cash in steps of 20.
_NEVER_SPENT = 10**9
_OFFERED = (
    *default_document("USD")["rewards"],
    {
        "id": "cash",
        "kind": "amount",
        "name": {"en": "Points as cash"},
        "points": 20,
        "value": "1",
        "max_points": 400,
    },
    {"id": "tasting", "kind": "experience", "name": {"en": "A tasting"}, "points": 50},
    {"id": "shelter", "kind": "donation", "name": {"en": "A gift"}, "points": 30, "value": "1"},
)


class Town:
    """A plain town has a shop of each platform, with the programs that new stores get. `rng` is the
    running step's. `accounts` are the customers of each shop who may still come;
    `gone` those who asked to be forgotten; `emails` all addresses ever used in a shop."""

    rng: Random
    stage: Stage
    model: Model

    def __init__(self, *, plain: bool) -> None:
        self.skews: dict[str, float] = {}
        self.app_secret = 0
        self.woo_secrets: dict[str, int] = {}
        self.shops: list[Shop] = []
        self.by_id: dict[str, Shop] = {}
        self.ledger_ids: dict[str, str] = {}
        self.accounts: dict[str, list[Person]] = {}
        self.guests: dict[str, list[str]] = {}
        self.gone: list[tuple[Shop, Person]] = []
        self._emails = 0
        self.stage.keep_app_secret(_APP_SECRETS[0], "")
        for platform, address, currency, timezone in _SHOPS[: self._count(plain)]:
            shop = self._open(platform, address, currency, timezone)
            if not plain and self.rng.random() < 0.5:
                self._publish(shop)

    def _count(self, plain: bool) -> int:
        return 2 if plain else self.rng.choice((1, 2, 2, 2, 3))

    def _open(self, platform: Platform, address: str, currency: str, timezone: str) -> Shop:
        shop = open_shop(
            platform,
            address,
            clock=lambda: self.stage.now_s + self.skews[shop.store_id],
            webhook_secret=lambda: self._webhook_secret(shop),
            currency=currency,
            timezone=timezone,
        )
        shop.trouble = lambda method: self.trouble_of(shop, method)
        shop.pause = self.pause
        store_id = shop.store_id
        self.skews[store_id], self.woo_secrets[store_id] = 0, 0
        self.ledger_ids[store_id] = store_id
        self.accounts[store_id], self.guests[store_id] = [], []
        self.shops.append(shop)
        self.by_id[store_id] = shop
        self.install(shop)
        for _ in range(_ACCOUNTS):
            self.accounts[store_id].append(shop.register(self.fresh_email()))
        self.guests[store_id] = [self.fresh_email()]
        return shop

    def trouble_of(self, shop: Shop, method: str) -> Any:
        raise NotImplementedError

    def pause(self) -> None:
        raise NotImplementedError

    # Shops

    def _webhook_secret(self, shop: Shop) -> str:
        if shop.platform == "shopify":
            return _APP_SECRETS[self.app_secret]
        return f"webhook-secret-{shop.store_id}-{self.woo_secrets[shop.store_id]}"

    def install(self, shop: Shop) -> None:
        """As `./regulars store add` does."""
        now_s = int(self.stage.now_s)
        if shop.platform == "shopify":
            installing.install_shopify(shop.address, "shpat_token", now_s=now_s)
        else:
            secret = self._webhook_secret(shop)
            installing.install_woocommerce(shop.address, "ck_key", "cs_secret", secret, now_s=now_s)
        store = stores.get(shop.store_id, fresh=True)
        read_products(store, access.ledger_of(store), shop.port)

    def installed(self, shop: Shop) -> bool:
        """Whether both sides think so."""
        return shop.installed and stores.get(shop.store_id, fresh=True).installed

    def uninstall(self, shop: Shop) -> None:
        if shop.installed:
            shop.uninstall()

    def reinstall(self, shop: Shop) -> None:
        if not shop.installed:
            shop.reinstall()
        self.install(shop)

    def shop_redact(self, shop: Shop) -> None:
        shop.shop_redact()
        # Who had asked to be forgotten is forgotten as well: should the shop come back, it is a
        # stranger, and what its records say of people is new.
        self.gone = [one for one in self.gone if one[0] is not shop]
        self.model.redacted.add(self.ledger_ids[shop.store_id])

    def rotate(self, shop: Shop) -> None:
        """The app's secret for all Shopify shops, or one WooCommerce store's."""
        if shop.platform == "shopify":
            self.app_secret += 1
            now, before = _APP_SECRETS[self.app_secret], _APP_SECRETS[self.app_secret - 1]
            self.stage.keep_app_secret(now, before)
        elif self.installed(shop):
            self.woo_secrets[shop.store_id] += 1
            self.install(shop)

    def shop_of(self, delivery: Delivery) -> Shop:
        for shop in self.shops:
            if shop.store_id in delivery.path:
                return shop
        domain = next(
            value for name, value in delivery.headers.items() if "shop-domain" in name.lower()
        )
        return next(shop for shop in self.shops if shop.address == domain)

    def _code_of(self, store_id: str, code: str) -> CodeTruth | None:
        """Ours; a stranger's code of that name is none."""
        shop = self.by_id[store_id]
        ours = [one for one in shop.codes.get(code, []) if one.mark]
        if not ours:
            return None
        return CodeTruth(
            active=any(one.status(shop.clock()) != "EXPIRED" for one in ours),
            used=sum(one.used for one in ours),
        )

    # People

    def a_shop(self) -> Shop:
        return self.rng.choice(self.shops)

    def money(self, shop: Shop, cents: int) -> int:
        """A price in the shop's minor units: what costs a dollar costs thirty yuan or so."""
        whole = cents * 30 if shop.currency == "TWD" else cents
        return whole if exponent(shop.currency) else max(1, whole // 100)

    def fresh_email(self) -> str:
        self._emails += 1
        return f"shopper{self._emails}@example.com"

    def an_account(self, shop: Shop) -> Person:
        accounts = self.accounts[shop.store_id]
        if not accounts:
            raise Refused("no_accounts")
        return self.rng.choice(accounts)

    def a_buyer(self, shop: Shop) -> tuple[str | None, str | None]:
        """An account's id, or a guest's address, or neither at the counter."""
        kind = self.rng.random()
        if kind < 0.03:
            return None, None
        if kind < 0.25:
            return None, self.rng.choice(self.guests[shop.store_id])
        return self.an_account(shop).customer_id, None

    def register(self, shop: Shop) -> None:
        """Somebody new, or a guest who makes an account of the same address."""
        email = self.fresh_email()
        if self.rng.random() < 0.5:
            email = self.rng.choice(self.guests[shop.store_id])
            verified = shop.platform == "shopify" and self.rng.random() < 0.5
            self.accounts[shop.store_id].append(shop.register(email, verified=verified))
        else:
            self.guests[shop.store_id].append(email)

    def erase(self, shop: Shop, person: Person) -> None:
        """Somebody asks to be forgotten, and never comes back, not as a guest either."""
        if shop.platform == "shopify":
            shop.redact(person.customer_id)
        else:
            shop.delete_account(person.customer_id)
        self.accounts[shop.store_id].remove(person)
        guests = self.guests[shop.store_id]
        if person.email in guests:
            guests.remove(person.email)
        if not guests:
            guests.append(self.fresh_email())
        self.gone.append((shop, person))

    def codes_of(self, shop: Shop) -> list[str]:
        """Codes of ours that the shop has, in any order; for whoever they are."""
        ours = [code for code, made in shop.codes.items() if any(one.mark for one in made)]
        self.rng.shuffle(ours)
        return ours

    # Programs

    def _document(self, shop: Shop) -> dict[str, Any]:
        rng = self.rng
        document = copy.deepcopy(programs.document(self.ledger(shop))[1])
        rule = document["earning"]["rules"][0]
        rule["points"] = rng.choice((1, 1, 2, 3))
        document["earning"] |= self._earning(shop)
        document["tiers"][-1]["multiplier"] = rng.choice(("1.5", "1.75", "2"))
        document["expiry"] = self._expiry()
        self._tiers(document)
        document["policies"] = {
            "spent_refund": rng.choice(("debt", "debt", "forgive")),
            "code_reminder_days": rng.choice((None, 1, 7)),
            "code_refund": rng.choice(("keep", "restore")),
            "code_days": rng.choice((2, 30, 90)),
        }
        document["rewards"] = [self._reward(document["tiers"], one) for one in _OFFERED]
        return validate(document)

    def _earning(self, shop: Shop) -> dict[str, Any]:
        """Rules that are about an order as a whole; those about lines the pure core's laws try."""
        rng = self.rng
        above = {shop.currency: to_major(self.money(shop, 10_000), shop.currency)}
        name = {"en": "More"}
        bonuses = [
            {"id": "welcome", "kind": "first_order", "name": name, "points": 50},
            {"id": "big", "kind": "order_above", "name": name, "points": 20, "above": above},
        ]
        first = {**above, shop.currency: to_major(self.money(shop, 500), shop.currency)}
        gift = {"kind": "order_above", "name": name, "reward": "off-small", "above": first}
        # Far more than all members together ever have: what they have is rolled up all the same.
        limit = rng.choice(({}, {}, {"cap_total": _NEVER_SPENT}))
        return {
            "rounding": rng.choice(("down", "down", "nearest")),
            "stacking": rng.choice(("best", "sum", "product")),
            "multipliers": [{"id": "double", "name": name, "factor": "2"} | limit][
                : rng.randint(0, 1)
            ],
            "bonuses": [
                *rng.sample(bonuses, rng.randint(0, 2)),
                *([{"id": "thanks", **gift}] if rng.random() < 0.25 else []),
            ],
            "hold": rng.choice((None, None, {"days": 5})),
            "exclude": rng.choice(
                ({}, {"sale_items": True}, {"collections": ["bags"], "tags": ["limited"]})
            ),
        }

    def _reward(self, tiers: Sequence[dict[str, Any]], plain: dict[str, Any]) -> dict[str, Any]:
        """A reward with conditions of any kind, or with none: who insists must get a code."""
        rng, reward = self.rng, copy.deepcopy(plain)
        if reward["id"] == "off-small":
            return reward
        for chance, condition in (
            (0.2, {"limit_per_member": rng.choice((1, 2, 5))}),
            (0.3, {"stock": rng.choice((0, 1, 3, 10))}),
            (0.1, {"tiers": [rng.choice(tiers)["id"]]}),
            (0.2, {"code_days": rng.choice((1, 60))}),
        ):
            if rng.random() < chance:
                reward |= condition
        return reward

    def _tiers(self, document: dict[str, Any]) -> None:
        """Other ways to a tier, other windows and reviews; the same three tiers."""
        rng = self.rng
        silver, gold = document["tiers"][1:]
        for tier in (silver, gold):
            for name in ("points", "orders", "need", "entry_reward"):
                tier.pop(name, None)
        if rng.random() < 0.5:
            silver |= {"orders": 2, "need": "any"}
            gold |= {"points": rng.choice((100, 3000)), "orders": 4, "need": "any"}
        if rng.random() < 0.5:
            gold["entry_reward"] = {"points": 60, "after_days": rng.choice((0, 5))}
        document["tier_rules"] = {
            "window": rng.choice(("rolling", "rolling", "calendar_year", "lifetime")),
            "months": rng.choice((1, 2, 12)),
            "entry": rng.choice(("joining", "first_paid_order")),
            "down": rng.choice(("straight", "one_step", "never")),
            "grace_days": rng.choice((0, 10)),
        }

    def _expiry(self) -> dict[str, Any]:
        kind = self.rng.choice(("none", "months", "months", "inactivity", "yearly"))
        if kind == "none":
            return {"kind": kind}
        rule = {"kind": kind, "months": self.rng.choice((1, 3))}
        if kind == "yearly":
            rule["month"] = self.rng.choice((6, 12))
        if self.rng.random() < 0.5:
            rule["remind_days"] = 14
        return rule

    def _publish(self, shop: Shop) -> None:
        programs.publish(self.ledger(shop), self._document(shop), "m", int(self.stage.now_s))

    @property
    def held_s(self) -> float:
        raise NotImplementedError

    def publish(self, shop: Shop) -> None:
        """As the merchant page does."""
        self.invoke("publish", lambda: self._publish(shop), ends_in_s=29, shops=(shop,))

    def invoke(self, name: str, work: Any, *, ends_in_s: float, shops: Sequence[Shop]) -> None:
        raise NotImplementedError

    def ledger(self, shop: Shop) -> Ledger:
        return access.ledger_of(stores.get(shop.store_id))

    def learn_programs(self, changes: Sequence[Change]) -> None:
        """What was published is what is in the table: an answer may get lost."""
        for (pk, _), old, new in changes:
            if pk.endswith("#PROGRAM") and old is None and new is not None:
                published = Published(
                    int(new["version"]["N"]),
                    int(new["effective_from_s"]["N"]),
                    self.stage.now_s,
                    json.loads(text(new, "document")),
                )
                self.model.programs.setdefault(pk.split("#")[1], []).append(published)

    def learn_products(self, changes: Sequence[Change]) -> None:
        """What was recorded of products stays as it was, and counts from later than now; of who was
        held up on the way, from later than they began."""
        by_then_s = self.stage.now_s - self.held_s
        for (pk, _), old, new in changes:
            if "#CATALOGUE#" not in pk or new is None or "products" not in new:
                continue
            before = unpacked(text(old, "products")) if old else {}
            for product_id, after in unpacked(text(new, "products")).items():
                known = before[product_id].states if product_id in before else ()
                # Only the oldest may be dropped, and only by new ones at the end.
                kept = next(
                    count
                    for count in range(min(len(known), len(after.states)), -1, -1)
                    if after.states[:count] == known[len(known) - count :]
                )
                fresh = after.states[kept:]
                if len(known) - kept > (len(fresh) if len(after.states) == STATES_KEPT else 0):
                    raise Broken(f"law 2: what was recorded of product {product_id} has changed")
                if known and any(from_s <= by_then_s for from_s, _ in fresh):
                    raise Broken(f"law 2: product {product_id} is changed for orders of before")
                self.model.products[pk.split("#")[3], product_id] = list(after.states)
