"""Stores for the simulation: WooCommerce and Shopify in memory, without HTTP and without a disk.

A shop holds the truth that a model compares with, makes the signed deliveries that the real
webhook handler takes, and answers through core.ports.StorePort with the real clients' own code
(only what those send over HTTP is replaced). Everything follows from the commands and the clock:
no randomness, no wall clock, so a seed replays.

    now = [1_790_000_000.0]
    shop = open_shop(
        "woocommerce", "https://tea.example.com", clock=lambda: now[0],
        webhook_secret=lambda: "5ec2e7",   # of a Shopify shop: the app's secret, as of now
        currency="TWD", timezone="Asia/Taipei",
    )
    mia = shop.register("mia@example.com")                         # an account
    order = shop.buy([Item(7, 2, 12_500)], customer_id=mia.customer_id, paid=False)
    guest = shop.buy([Item(7, 1, 12_500)], email="ola@example.com")
    shop.pay(order.order_id)
    shop.refund(order.order_id, 5_000)                             # lines named; None: everything
    shop.refund(order.order_id, 2_000, with_lines=False)           # an amount that names no line
    shop.cancel(order.order_id)

    for delivery in shop.take():          # what was sent since the last take, in order
        webhooks.handler(api_event(delivery), context)

    truth = order.truth()                 # Truth(state, net_goods_minor, customer, stamp_s, ...)
    shop.port.fetch_order(order.order_id, received_at_ms)          # core.ports.StorePort
    shop.codes["rg-..."]                  # list[Code]: uses, end, whose; shop.buy(codes=[...])

A command that the platform or the order's state does not allow changes nothing and raises
`Refused`, whose `reason` is one word; a world that throws dice catches it and goes on.

Commands on both: register, update_email, delete_account, buy, pay, cash_arrives (cash on
delivery), cancel, refund, edit, touch, unmapped / mapped (a status that nobody knows, and back),
delete_forever, put_on_sale, move (a product, into another collection; on Shopify by hand: nobody
is told and no stamp moves), uninstall, reinstall. Only WooCommerce: uncancel, delete_refund
(moves no stamp, sends nothing), trash, restore, set_status, hold_cron / run_cron (deliveries are
built when sent). Only Shopify: verify (an account is activated), merge, redact, data_request,
shop_redact.

Trouble: `shop.trouble` is asked before each call of a StorePort method, by the method's name:

    shop.trouble = lambda method: Trouble("late") if method == "create_code" else None

`shop.refuses_us` is what an uninstall sets: every call raises Forbidden. Names, addresses and
phone numbers all hold one of PERSONAL_MARKS, so that a law can look for them where they must
never be (table, queues, log); e-mail addresses do not, since a contact may hold one.
"""

from tests.simulation.shops.codes import Code
from tests.simulation.shops.delivery import Delivery, api_event
from tests.simulation.shops.opening import open_shop
from tests.simulation.shops.people import PERSONAL_MARKS
from tests.simulation.shops.port import KINDS, ShopPort, Trouble
from tests.simulation.shops.records import Item, Order, Refused, Truth
from tests.simulation.shops.shop import Shop

__all__ = [
    "KINDS",
    "PERSONAL_MARKS",
    "Code",
    "Delivery",
    "Item",
    "Order",
    "Refused",
    "Shop",
    "ShopPort",
    "Trouble",
    "Truth",
    "api_event",
    "open_shop",
]
