"""Every route has a limit, and each that costs more than a read has a tighter one."""

from __future__ import annotations

from typing import Any

from tests.integration.infra.conftest import of_type

# Up to three deliveries of each of the 700 orders of a second on the busiest day.
_DELIVERIES_A_SECOND = 3 * 700
_TIGHTER = {
    "POST /storefront/redemptions",
    "POST /storefront/redemptions/{redemption_id}/return",
    "POST /storefront/claims",
    "POST /storefront/claims/{token}",
    "PUT /storefront/profile",
    "POST /storefront/joined",
    "GET /connect/{code}",
    "GET /connect/{code}/status",
    "POST /connect/callback",
    "POST /plugin/{store_id}/{verb}",
    "POST /storefront/profile",
    "GET /admin/enter",
    "POST /admin/enter",
}


def limits(template: dict[str, Any]) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    (stage,) = of_type(template, "AWS::ApiGatewayV2::Stage").values()
    return stage["DefaultRouteSettings"], stage["RouteSettings"]


def test_deliveries_have_room_on_the_busiest_day(template: dict[str, Any]) -> None:
    _, routes = limits(template)
    for route in ("POST /webhooks/shopify", "POST /webhooks/woocommerce/{store_id}"):
        assert routes[route]["ThrottlingRateLimit"] > 1.5 * _DELIVERIES_A_SECOND
        assert routes[route]["ThrottlingBurstLimit"] > _DELIVERIES_A_SECOND


def test_every_route_is_limited_and_what_costs_more_is_limited_tighter(
    template: dict[str, Any],
) -> None:
    default, routes = limits(template)
    assert default["ThrottlingRateLimit"] <= 100
    pages = routes["ANY /storefront/{proxy+}"]["ThrottlingRateLimit"]
    for route in _TIGHTER:
        limit = routes[route]
        # API Gateway takes a limit of none as no request at all.
        assert 1 <= limit["ThrottlingRateLimit"] <= pages / 20, route
        assert 1 <= limit["ThrottlingBurstLimit"] <= 200, route


def test_a_limit_is_of_a_route_that_there_is_by_the_time_it_is_set(
    template: dict[str, Any],
) -> None:
    _, routes = limits(template)
    made = of_type(template, "AWS::ApiGatewayV2::Route")
    by_key = {one["RouteKey"]: name for name, one in made.items()}
    (stage,) = (
        one for one in template["Resources"].values() if one["Type"] == "AWS::ApiGatewayV2::Stage"
    )
    assert set(routes) <= set(by_key)
    assert {by_key[route] for route in routes} <= set(stage["DependsOn"])
