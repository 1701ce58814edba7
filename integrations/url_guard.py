"""Store URLs come from merchants: a call to one must not end up inside our own network.

`check` says so before anything is sent; `refuse_private_peer` says it again of the address that a
connection really has, because a name may resolve differently the second time.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from core.errors import Forbidden, StoreUnavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Nobody's stores, whatever this version of Python thinks of them: protocol assignments (some
# clouds' metadata among them), and NAT64 inside a network.
_NEVER = (ipaddress.ip_network("192.0.0.0/24"), ipaddress.ip_network("64:ff9b:1::/48"))


def check(url: str, *, allow_private: bool = False) -> None:
    """Pass when `url` is https, holds no user name, and every address of its host is public.

    `allow_private` (development only) takes http and any address. Raises Forbidden, and
    StoreUnavailable when the name does not resolve.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Forbidden("The store's URL cannot be read.", code="bad_store_url") from error
    if parts.scheme not in ("https", "http") or not host:
        raise Forbidden("The store's URL must begin with https://.", code="bad_store_url")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("The store's URL must hold no user name.", code="bad_store_url")
    if allow_private:
        return
    if parts.scheme != "https":
        raise Forbidden("The store must be reached over https.", code="bad_store_url")
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise StoreUnavailable("The store's host name does not resolve.") from error
    for *_, sockaddr in found:
        refuse_private_peer(str(sockaddr[0]))


def refuse_private_peer(address: str) -> None:
    """Raises Forbidden when `address` is not a public one, in whatever disguise."""
    if not is_public(ipaddress.ip_address(address.partition("%")[0])):
        raise Forbidden("The store's URL points into a private network.", code="private_address")


def is_public(address: Address) -> bool:
    """Whether the address is one of the internet's. An IPv4 address inside an IPv6 one counts."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is None and address.teredo is not None:
            inner = address.teredo[1]
        if inner is not None:
            return is_public(inner)
    if any(address in network for network in _NEVER):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
