# SPDX-License-Identifier: Apache-2.0
"""Short ways to ask a gateway and to give its routes plugins."""
from support.wire import exchange


def ask(gateway, path, *fields, method="GET", host="a.example", body=b"", address=None):
    """One request on a connection of its own; `fields` are lines. `address`: other than the plain proxy's."""
    with gateway.connect() if address is None else address() as client:
        return ask_on(client, path, *fields, method=method, host=host, body=body)


def ask_on(client, path, *fields, method="GET", host="a.example", body=b""):
    length = [f"Content-Length: {len(body)}"] if body else []
    head = "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {host}", *fields, *length, "", ""])
    return exchange(client, head.encode("latin-1") + body, method)


def values(got, name):
    """All values of a field of an answer."""
    return [value for one, value in got.headers if one.lower() == name.lower()]


def give(gateway, where, name, **config):
    """Adds a plugin, for example at `/routes/x`; returns its row."""
    return gateway.admin.post(f"{where}/plugins", {"name": name, "config": config})
