"""The Python client of a Doitac server, sync and async; it needs httpx and nothing of the server.

    with Doitac("http://127.0.0.1:8000", key) as doitac:
        for partner in doitac.partners.list(country=["LA", "KH"]):
            ...
        result = doitac.imports.run("doan-ra.xlsx", "delegations", commit=True)

What is asked, and in which order, is written once, as flows (`asking`, `records`, `imports`, `downloads`); `sync` and
`asynchronous` each carry them out. A flow yields what it wants done (`steps`) and is sent what came of it.
"""

from doitac_client.asynchronous import AsyncDoitac
from doitac_client.errors import ConnectionFailedError, DoitacError, TruncatedDownloadError
from doitac_client.imports import ImportResult
from doitac_client.sync import Doitac

__all__ = ["AsyncDoitac", "ConnectionFailedError", "Doitac", "DoitacError", "ImportResult", "TruncatedDownloadError"]
