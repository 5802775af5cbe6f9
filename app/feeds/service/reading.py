"""What a feed shows at this moment: what its owner may see now, in its window, by its filters."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from app.anniversaries.schemas.occurrences import OccurrenceRow, OccurrenceWindow
from app.anniversaries.service.occurrences import Reading, read_calendar_rows, read_occurrences
from app.auth.authentication import Authenticator
from app.auth.principal import Principal
from app.auth.rules import Permission
from app.core.dates import today_in
from app.core.db.engine import Database
from app.core.db.reader import Reader
from app.core.errors import NotFound
from app.core.i18n import Language
from app.core.log import log
from app.feeds import queries
from app.feeds.cancelled import moved_days
from app.feeds.models import Feed, FeedLanguage, FeedShow
from app.feeds.rendering import Content
from app.feeds.rules import window_of

_TOLD_CANCELLED: Final = timedelta(days=90)
_USED_EVERY: Final = timedelta(minutes=1)
_CALENDAR: Final = "ics"


class Opened(NamedTuple):
    """A feed that a token opens, and whose eyes it looks with."""

    feed: Any
    """A row of Feed's columns."""
    owner: Principal

    @property
    def language(self) -> Language:
        """Of its titles."""
        return "en" if self.feed.lang == FeedLanguage.EN else "vi"


async def open_feed(reader: Reader, authenticator: Authenticator, token: str) -> Opened:
    """The feed of this token. Raises NotFound for one that is wrong, rotated, deleted, or whose owner's key is dead."""
    feed = await queries.find_feed(reader, authenticator.hasher.digest(token))
    owner = await authenticator.owner_with(feed.owner_key_id) if feed is not None else None
    if owner is None or Permission.REGISTRY_READ not in owner.permissions:
        raise NotFound
    return Opened(feed, owner)


async def read_content(reader: Reader, opened: Opened, form: str, moment: datetime, time_zone: str) -> Content:
    """All that the feed tells now. Raises TooManyOccurrences."""
    feed, language = opened.feed, opened.language
    start, end = window_of(today_in(time_zone, moment), feed.query["years_back"], feed.query["years_ahead"])
    filters = {name: value for name, value in feed.query.items() if not name.startswith("years_")}
    window = OccurrenceWindow.model_validate(filters | {"from": start, "to": end})
    rows = await read_calendar_rows(Reading(reader, opened.owner, language), window)
    since = moment - _TOLD_CANCELLED
    gone = await _read_cancelled(reader, opened, window, since) if form == _CALENDAR else []
    return Content(feed.name, language, feed.show == FeedShow.FULL, tuple(feed.alarms), rows, gone)


async def _read_cancelled(
    reader: Reader, opened: Opened, window: OccurrenceWindow, since: datetime
) -> list[OccurrenceRow]:
    """The days of anniversaries deleted since then, and those that moved or ended ones had."""
    deleted = await read_occurrences(reader, opened.owner, window, opened.language, deleted=True)
    changes = await reader.rows(queries.moved_since(opened.owner, window, since), {})
    return [row for row in deleted if row.updated_at >= since] + moved_days(changes, window, opened.language)


async def last_change(reader: Reader, moment: datetime, time_zone: str) -> datetime:
    """When what feeds show may last have changed, to the second: a record that they tell of, or the day.

    The moments are the tables': what is hidden from a feed no longer stands in it to tell when that was.
    """
    [row] = await reader.rows(queries.newest_changes(), {})
    moments: list[datetime] = [changed for changed in row if changed is not None]
    day = datetime.combine(today_in(time_zone, moment), time(), ZoneInfo(time_zone))
    return max(day.astimezone(UTC), *moments).replace(microsecond=0)


async def mark_used(database: Database, feed: Any, moment: datetime) -> None:  # noqa: ANN401  # a row of Feed's columns
    """Once a minute at most, and after the answer: who only reads must not wait for the writer, nor fail with it."""
    if feed.last_used_at is not None and moment - feed.last_used_at < _USED_EVERY:
        return
    used = update(Feed.__table__).where(Feed.id == feed.id).values(last_used_at=moment)  # type: ignore[arg-type]
    try:
        async with database.writing(actor="system") as session:
            await session.execute(used)
    except (SQLAlchemyError, OSError) as error:
        log.warning("last_used_at not stored", error=type(error).__name__)
