"""Settings, read from the environment once; docs/operating.md says what each means and a test compares the two."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

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
    receive_timeout_seconds: float = Field(
        default=10.0, gt=0, le=60, description="How long a request may take to arrive before the connection is closed."
    )
    log_level: str = Field(
        default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged."
    )

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return [origin.strip().rstrip("/") for origin in value.split(",") if origin.strip()]

    @field_validator("auth_jwt_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"must have at least {SHORTEST_SECRET} characters, or it can be guessed")
        return value
