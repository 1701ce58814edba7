"""The page as API Gateway calls it: payload 2.0 in, cookies and text out."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.support.merchant import Merchant, csrf_of


@dataclass(frozen=True)
class _Page:
    text: str


def call(method: str, path: str, query: str = "", body: str = "", cookies: Any = ()) -> Any:
    handler = importlib.import_module("functions.admin.handler").handler
    headers = {"host": "id.execute-api.example.com", "accept-language": "zh-TW"}
    if body:
        headers["content-type"] = "application/x-www-form-urlencoded"
    event = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "cookies": list(cookies),
        "body": body,
        "isBase64Encoded": False,
        "requestContext": {
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
            }
        },
    }
    return handler(event, None)


def test_an_owner_comes_in_through_the_http_api(maple: Merchant, capsys: Any) -> None:
    assert call("GET", "/admin")["statusCode"] == 401
    path, _, query = maple.link().partition("?")
    page = call("GET", path, query)
    assert "開啟商家後台" in page["body"]
    form = {"csrf_token": csrf_of(_Page(page["body"])), "token": query.partition("=")[2]}
    answer = call("POST", path, "", urlencode(form), [page["cookies"][0].split(";")[0]])
    # Relative: behind a front or a domain of its own the host is another one.
    assert (answer["statusCode"], answer["headers"]["location"]) == (303, "/admin/")
    home = call("GET", "/admin/", "", "", [answer["cookies"][0].split(";")[0]])
    assert home["statusCode"] == 200
    assert "Maple Tea" in home["body"]
    assert query not in capsys.readouterr().out


def test_static_files_come_as_text(maple: Merchant) -> None:
    style = call("GET", "/admin/static/admin.css")
    assert (style["statusCode"], style["isBase64Encoded"]) == (200, False)
    mark = call("GET", "/admin/static/mark.svg")
    assert mark["statusCode"] == 200
