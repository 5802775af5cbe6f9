"""What a process of ours that another starts is told."""

import os
from pathlib import Path

import orjson
from pydantic import SecretStr

from app.core.settings import PREFIX, Settings


def environment_of(settings: Settings) -> dict[str, str]:
    """This process's environment with the settings in use, wherever they came from."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if value is not None:
            kept[PREFIX + name.upper()] = _text_of(value)
    return kept


def _text_of(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Path):
        return str(value.resolve())
    return orjson.dumps(value).decode() if isinstance(value, dict | bool) else str(value)
