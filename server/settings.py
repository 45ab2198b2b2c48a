"""Settings, read from the environment once; docs/operating.md says what each means and a test compares the two."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from delivery.keys import number_of

ROOT = Path(__file__).parents[1]
SHORTEST_SECRET = 32


class Settings(BaseSettings):
    """Everything that can be set from outside. An empty variable counts as unset."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    database_url: SecretStr | None = Field(
        default=None, description="PostgreSQL to use; the embedded one in .data/postgres when unset."
    )
    database_connections: int = Field(default=10, ge=2, le=100, description="Connections each process may hold.")
    auth_jwt_secret: SecretStr | None = Field(
        default=None, description="Shared secret of at least 32 characters for HS256 tokens."
    )
    auth_jwks_url: str | None = Field(default=None, description="Where the platform publishes its public keys.")
    auth_jwt_audience: str | None = Field(default=None, description="The `aud` that tokens must carry, if set.")
    allowed_origins: Annotated[list[str], NoDecode] = Field(
        default=[], description="Origins of other sites whose pages may ask, separated by commas."
    )
    vapid_private_key: SecretStr | None = Field(
        default=None, description="Key that pushes to browsers are signed with; none are sent when unset."
    )
    vapid_subject: str | None = Field(
        default=None, pattern=r"^(mailto:|https://)\S+$", description="Whom push services may write to about them."
    )
    push_to_private_addresses: bool = Field(
        default=False, description="Whether pushes may go to addresses that are not for the public; for tests."
    )
    receive_timeout_seconds: float = Field(
        default=10.0, gt=0, le=60, description="How long a request may take to arrive before the connection is closed."
    )
    live_connections_per_user: int = Field(
        default=10, ge=1, description="Websockets and event streams one person may hold in one process."
    )
    live_connections_per_address: int = Field(
        default=100, ge=1, description="Websockets and event streams one address may hold in one process."
    )
    live_answers_per_second: float = Field(
        default=4.0, gt=0, le=20, description="How often an answer of a subscription is made anew while things change."
    )
    log_level: str = Field(
        default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged."
    )

    with_worker: bool = Field(
        default=False, description="Whether serving processes work what comes in, too; `serve --with-worker` sets it."
    )
    demo_sign_in: bool = Field(
        default=False, description="Whether anybody may sign in as people of the demo; `demo` sets it."
    )
    redis_url: SecretStr | None = Field(
        default=None, description="Redis for the shared cache, hints, and to take events in while PostgreSQL is away."
    )
    analytics_inbox: Literal["postgres", "redis"] = Field(
        default="postgres", description="Where accepted events wait until they are worked."
    )
    analytics_inbox_events: int = Field(
        default=2_000_000, ge=1_000, description="Events that may wait; beyond it senders are told to come back later."
    )
    analytics_event_bytes: int = Field(default=32 * 1024, ge=1_024, le=1024**2, description="Largest event taken.")
    analytics_request_bytes: int = Field(
        default=512 * 1024, ge=1_024, le=16 * 1024**2, description="Largest body of a request with events."
    )
    analytics_request_events: int = Field(default=1_000, ge=1, le=10_000, description="Most events in one request.")
    analytics_user_events_per_minute: int = Field(
        default=6_000, ge=0, description="Events a minute from one person's token; 0 for no limit."
    )
    analytics_key_events_per_minute: int = Field(
        default=600_000, ge=0, description="Events a minute from one API key; 0 for no limit."
    )
    analytics_batch_size: int = Field(
        default=100, ge=1, le=50_000, description="Events worked in one transaction; more while many wait."
    )
    analytics_processing_interval_minutes: int = Field(
        default=15, ge=1, le=1_440, description="Minutes between refreshes of what is not counted as it comes."
    )
    analytics_retention_days: int = Field(
        default=365, ge=31, le=36_500, description="Days that events are kept; what was counted from them stays."
    )
    archive_url: str | None = Field(
        default=None, description="Where events go as Parquet before they are dropped: a file:// or s3:// address."
    )
    analytics_cache_ttl_minutes: float = Field(
        default=5.0, ge=0, le=1_440, description="Minutes that answers are kept; a multiple for some; 0 keeps none."
    )
    analytics_enable_metrics: bool = Field(
        default=True, description="Whether system events (answers, errors, jobs, cache) are written."
    )
    analytics_metrics_interval_seconds: float = Field(
        default=60.0, gt=0, le=3_600, description="Seconds between two writings of system events."
    )
    geoip_database: Path | None = Field(
        default=None, description="An MMDB file to tell countries from addresses; no geography when unset."
    )

    @property
    def redis_address(self) -> str | None:
        """Where Redis is, password and all; None without one."""
        return None if self.redis_url is None else self.redis_url.get_secret_value()

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return [origin.strip().rstrip("/") for origin in value.split(",") if origin.strip()]

    @field_validator("vapid_private_key")
    @classmethod
    def _signs(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                number_of(value.get_secret_value())
            except ValueError:
                raise ValueError("is no such key: make one with `python -m server push-key`") from None
        return value

    @model_validator(mode="after")
    def _has_subject(self) -> Self:
        if self.vapid_private_key is not None and self.vapid_subject is None:
            raise ValueError("VAPID_PRIVATE_KEY needs VAPID_SUBJECT, an address such as mailto:you@example.com")
        return self

    @field_validator("auth_jwt_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"must have at least {SHORTEST_SECRET} characters, or it can be guessed")
        return value
