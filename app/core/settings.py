"""Settings: every `DOITAC_*` environment variable, and its `_FILE` twin for secrets kept in files."""

import os
import re
import secrets
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from app.core.keyring import read_keyring

PREFIX = "DOITAC_"
_TERM = re.compile(r"[1-9][0-9]{0,3}( (calendar|working))?").fullmatch
_CODE = re.compile(r"[a-z_]+").fullmatch


class FileSource(PydanticBaseSettingsSource):
    """Reads `DOITAC_<NAME>_FILE`: the path of a file that holds the value, as container secrets are mounted."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ANN401, ARG002  # the base class's own signature
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        return (Path(path).read_text(encoding="utf-8").strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class Settings(BaseSettings):
    """What an operator may choose. Each field is documented in the README's table (a test compares the two)."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", populate_by_name=True)

    database_url: Annotated[str, Field(description="SQLite or PostgreSQL 15+ address")] = "sqlite:///var/doitac.db"
    data_dir: Annotated[Path, Field(description="where the secret key and the files of imports lie")] = Path("var")
    secret_key: Annotated[
        SecretStr | None, Field(description="signs cursors and peppers key hashes; made in the data folder if absent")
    ] = None
    admin_key: Annotated[
        SecretStr | None, Field(description="the administrator's API key, instead of one made at the first start")
    ] = None
    passport_keys: Annotated[
        SecretStr | None,
        Field(
            description="keys of passport numbers, `id:base64` of 32 bytes each, comma separated, the first in use; "
            "made from the secret key if absent"
        ),
    ] = None
    host: Annotated[
        str, Field(description="address to listen on", validation_alias=AliasChoices("DOITAC_HOST", "HOST"))
    ] = "127.0.0.1"
    port: Annotated[
        int,
        Field(description="port to listen on", ge=0, le=65535, validation_alias=AliasChoices("DOITAC_PORT", "PORT")),
    ] = 8000
    workers: Annotated[int, Field(description="server processes; more than one needs PostgreSQL", ge=1, le=64)] = 1
    pool_size: Annotated[int, Field(description="database connections a worker keeps to write", ge=1, le=200)] = 10
    reads_at_once: Annotated[
        int, Field(description="and those it keeps to read; further reads wait in order", ge=1, le=200)
    ] = 5
    busy_timeout_ms: Annotated[int, Field(description="how long a write waits for the lock of another", ge=0)] = 5_000
    max_body_bytes: Annotated[int, Field(description="largest request body", ge=1_024)] = 2_097_152
    import_max_bytes: Annotated[int, Field(description="largest file to import", ge=1_024)] = 536_870_912
    rate_limit: Annotated[
        int, Field(description="requests a minute for one key and one worker; 0 is no limit", ge=0)
    ] = 6_000
    stranger_rate_limit: Annotated[
        int, Field(description="refused logins a minute for one address; 0 is no limit", ge=0)
    ] = 60
    principal_cache_seconds: Annotated[
        float, Field(description="how long another worker may still honour a revoked key", ge=0, le=60)
    ] = 2.0
    idempotency_hours: Annotated[int, Field(description="how long an Idempotency-Key is remembered", ge=1)] = 24
    time_zone: Annotated[str, Field(description="where 'today' is decided")] = "Asia/Ho_Chi_Minh"
    log_level: Annotated[Literal["debug", "info", "warning", "error"], Field(description="least level logged")] = "info"
    report_due_days: Annotated[
        int, Field(description="a delegation's report is due so long after it is over (R16)", ge=1)
    ] = 15
    report_due_unit: Annotated[
        Literal["calendar", "working"], Field(description="whether those are calendar or working days")
    ] = "calendar"
    report_due_by_visit_type: Annotated[
        dict[str, str], Field(description='other terms for single visit types, as JSON: `{"training": "7 working"}`')
    ] = {}
    opinion_due_days: Annotated[
        int, Field(description="working days in which an agency answers about a delegation", ge=1)
    ] = 7
    expiring_within_days: Annotated[
        int, Field(description="an agreement that ends within so many days is expiring", ge=1)
    ] = 90
    conference_report_days: Annotated[
        int, Field(description="a conference's report is due so long after it was held", ge=1)
    ] = 15
    seed: Annotated[bool, Field(description="load the facts of the five plans at the start")] = True

    @field_validator("passport_keys")
    @classmethod
    def read_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        """Raises for a key that could not be used later."""
        if keys is not None:
            read_keyring(keys.get_secret_value())
        return keys

    @field_validator("database_url")
    @classmethod
    def name_the_driver(cls, url: str) -> str:
        """`postgres://` and `sqlite://` name no async driver (and SQLAlchemy 2.1 reads the first as psycopg 3)."""
        scheme, _, rest = url.partition("://")
        drivers = {"postgres": "postgresql+asyncpg", "postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}
        return f"{drivers.get(scheme, scheme)}://{rest}"

    @field_validator("report_due_by_visit_type")
    @classmethod
    def read_terms(cls, terms: dict[str, str]) -> dict[str, str]:
        """Each is a number of days, alone or with its unit: a server with a term that it cannot read does not start."""
        for visit_type, term in terms.items():
            if not _TERM(term) or not _CODE(visit_type):
                raise ValueError(f"{visit_type}: {term}: expected days and calendar or working, such as “7 working”")
        return terms

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # no .env file: one place to look
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # FileSource replaces it
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, FileSource(settings_cls)

    def secret(self) -> bytes:
        """The server's secret: the setting, else the file `secret.key` in the data folder, made once with mode 600."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        path = self.data_dir / "secret.key"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        return path.read_bytes()
