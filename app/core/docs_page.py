"""`/docs`: the API's reference page, served from here alone, since an office's network may be closed."""

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse


def add_docs_page(app: FastAPI) -> None:
    """Add the page."""

    @app.get("/docs", include_in_schema=False)
    async def show_docs() -> HTMLResponse:
        return get_swagger_ui_html(openapi_url="/openapi.json", title="Doitac API")
