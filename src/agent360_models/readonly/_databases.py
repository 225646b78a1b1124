"""Tells whether two aliases lead to the same database, however each spells its server: ``are_one``."""

import os
import socket
from ipaddress import ip_address
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def are_one(one: BaseDatabaseWrapper, other: BaseDatabaseWrapper) -> bool:
    """Tell whether two connections lead to one database: the same port and name, and at least one common host name.

    The answer comes from the settings and from open connections, without a query to a server or to DNS.
    """
    return one.alias == other.alias or all(
        not mine.isdisjoint(others) for mine, others in zip(_names(one), _names(other), strict=True)
    )


def _names(connection: BaseDatabaseWrapper) -> tuple[set[str], set[str], set[str]]:
    """Return the names of the host, the port and the database."""
    entry = connection.settings_dict
    options = entry["OPTIONS"]
    host = entry["HOST"] or options.get("host") or os.environ.get("PGHOST", "")
    address = options.get("hostaddr") or os.environ.get("PGHOSTADDR", "")
    hosts = {*(address or host).split(","), *host.split(",")} if host else {*address.split(",")}
    ports = {*str(entry["PORT"] or options.get("port") or os.environ.get("PGPORT") or 5432).split(",")}
    service = options.get("service") or os.environ.get("PGSERVICE", "")
    name = entry["NAME"] or options.get("dbname") or f"of the service {service}"
    link: Any = connection.connection
    if link is None or link.closed:
        return {*map(_host, hosts)}, ports, {name}
    hosts |= {each for each in (link.info.host, link.info.hostaddr) if each}
    return {*map(_host, hosts)}, {str(link.info.port)}, {name, link.info.dbname}


def _host(name: str) -> str:
    """Return a normalised host name; empty for the local machine, as for libpq without a host."""
    if name.startswith("/"):
        return os.path.realpath(name)
    name = name.lower().removesuffix(".")
    try:
        # inet_aton() also reads 127.1 and 0x7f.1.
        address = ip_address(name if ":" in name else socket.inet_ntoa(socket.inet_aton(name)))
    except (OSError, ValueError):
        return "" if name in ("localhost", "localhost.localdomain") else name
    address = getattr(address, "ipv4_mapped", None) or address
    return "" if address.is_loopback or address.is_unspecified else str(address)
