"""The load as the terminal sees it: with a bar."""

from functools import partial

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.dates import today_in
from app.core.settings import Settings
from app.core.terms import Terms
from demo.load import load_demo
from demo.sizes import PLANS, Size


async def show_load(
    session: AsyncSession, settings: Settings, size: Size, seed: int, console: Console
) -> dict[str, int]:
    """How many records of each collection were made. Raises DemoRefusedError."""
    terms = Terms(today_in(settings.time_zone, session.info["now"]), settings)
    with Progress(*Progress.get_default_columns(), MofNCompleteColumn(), console=console) as bar:
        task = bar.add_task("Delegations", total=PLANS[size].delegations)
        return await load_demo(session, terms, size, seed, partial(bar.advance, task))
