"""What a service must know beside the values: the day, and the office's settings. Rules take both as arguments."""

from dataclasses import dataclass
from datetime import date

from app.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which a write happens."""

    today: date
    settings: Settings
