"""Files from the server: exports, and what an import refused."""

from collections.abc import Mapping
from pathlib import Path

from doitac_client.asking import ask
from doitac_client.landing import Target, landing
from doitac_client.records import params_of
from doitac_client.steps import Call, Flow


def download(path: str, filters: Mapping[str, object], target: Target) -> Flow[None]:
    """Stream the answer into the target. Raises DoitacError; TruncatedDownloadError if it broke off."""
    with landing(target) as into:
        yield from ask(Call("GET", path, params_of(filters), into=into))


def format_of(target: Target, chosen: str | None) -> str:
    """What was chosen; else what the file's name says; else CSV."""
    named = Path(target).suffix.lower().lstrip(".") if isinstance(target, Path | str) else ""
    return chosen or {"xlsx": "xlsx", "ndjson": "ndjson", "jsonl": "ndjson"}.get(named, "csv")
