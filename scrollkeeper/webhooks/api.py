"""Webhooks over HTTP, for a team's admins."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints, field_validator

from scrollkeeper.core.db import Db
from scrollkeeper.core.events import known_events
from scrollkeeper.core.fields import Flag
from scrollkeeper.core.paging import EXACT, Cursor, Limit, Page
from scrollkeeper.teams.scope import InTeam
from scrollkeeper.webhooks import service
from scrollkeeper.webhooks.models import Delivery, Webhook

router = APIRouter(prefix="/teams/{team}/webhooks", tags=["activity"])
Url = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=10, max_length=2_000, pattern=r"^https?://[^\x00-\x20]*$")
]


def _list_events(schema: dict[str, Any]) -> None:
    # Read when the document is made: by then every context has defined its events.
    schema["enum"] = list(map(str, known_events()))


EventName = Annotated[str, Field(json_schema_extra=_list_events)]


def _known(names: list[str]) -> list[str]:
    unknown = sorted(set(names) - set(known_events()))
    if unknown:
        raise ValueError(f"There is no event {unknown[0]}; known are {', '.join(known_events())}")
    return names


class WebhookIn(BaseModel):
    url: Url
    events: list[EventName] = Field(
        default_factory=list, max_length=100, description="Names of events; none means all."
    )

    @field_validator("events")
    @classmethod
    def _are_known(cls, names: list[str]) -> list[str]:
        return _known(names)


class WebhookEdit(BaseModel):
    """What is left out stays as it is."""

    url: Url | None = None
    events: list[EventName] | None = Field(None, max_length=100)
    enabled: Flag | None = None

    @field_validator("events")
    @classmethod
    def _are_known(cls, names: list[str] | None) -> list[str] | None:
        return None if names is None else _known(names)


class WebhookOut(BaseModel):
    id: UUID
    url: str
    events: list[str]
    enabled: bool
    disabled_because: str | None
    failing_since: datetime | None
    clock: int = Field(description="The team's clock up to which events were taken.")
    created_at: datetime


class WebhookSecretOut(WebhookOut):
    secret: str = Field(description="`whsec_…`, shown this once; receivers check signatures with it.")


class DeliveryOut(BaseModel):
    id: UUID
    message: str = Field(description="The `webhook-id` that it is sent with.")
    clock: int | None
    name: str
    status: Literal["waiting", "delivered", "failed"]
    attempts: int
    answer: int | None
    reason: str | None
    body: dict[str, Any]
    created_at: datetime
    ended_at: datetime | None


class ReplayIn(BaseModel):
    since: int = Field(ge=0, le=EXACT, description="Number of the team's clock after which to begin.")


def _values(one: Webhook) -> dict[str, Any]:
    return {name: getattr(one, name) for name in WebhookOut.model_fields}


def _delivery_out(one: Delivery) -> DeliveryOut:
    values = {name: getattr(one, name) for name in DeliveryOut.model_fields if name != "message"}
    return DeliveryOut.model_validate({**values, "message": service.message_id(one)})


@router.get("")
async def list_webhooks(db: Db, scope: InTeam, limit: Limit = 50, cursor: Cursor = None) -> Page[WebhookOut]:
    """The team's webhooks."""
    found, following = await service.list_webhooks(db, scope, limit=limit, cursor=cursor)
    return Page(items=[WebhookOut(**_values(one)) for one in found], next=following)


@router.post("", status_code=201)
async def add_webhook(db: Db, scope: InTeam, body: WebhookIn) -> WebhookSecretOut:
    """Add a webhook; its secret is shown this once."""
    webhook, secret = await service.add_webhook(db, scope, url=body.url, names=body.events)
    return WebhookSecretOut(**_values(webhook), secret=secret)


@router.get("/{webhook_id}")
async def get_webhook(db: Db, scope: InTeam, webhook_id: UUID) -> WebhookOut:
    """A single webhook."""
    return WebhookOut(**_values(await service.get_webhook(db, scope, webhook_id)))


@router.patch("/{webhook_id}")
async def edit_webhook(db: Db, scope: InTeam, webhook_id: UUID, body: WebhookEdit) -> WebhookOut:
    """Change a webhook, or switch it on again."""
    changes = body.model_dump(exclude_none=True)
    return WebhookOut(**_values(await service.edit_webhook(db, scope, webhook_id, changes)))


@router.delete("/{webhook_id}", status_code=204)
async def delete_webhook(db: Db, scope: InTeam, webhook_id: UUID) -> None:
    """Delete a webhook."""
    await service.delete_webhook(db, scope, webhook_id)


@router.post("/{webhook_id}/secret")
async def renew_secret(db: Db, scope: InTeam, webhook_id: UUID) -> WebhookSecretOut:
    """Make a new secret for a webhook, shown this once."""
    webhook, secret = await service.renew_secret(db, scope, webhook_id)
    return WebhookSecretOut(**_values(webhook), secret=secret)


@router.post("/{webhook_id}/test", status_code=202)
async def test_webhook(db: Db, scope: InTeam, webhook_id: UUID) -> DeliveryOut:
    """Send a test message to a webhook."""
    return _delivery_out(await service.test_webhook(db, scope, webhook_id))


@router.post("/{webhook_id}/replay", status_code=202)
async def replay(db: Db, scope: InTeam, webhook_id: UUID, body: ReplayIn) -> None:
    """Send again what happened after a number of the clock."""
    await service.replay(db, scope, webhook_id, body.since)


@router.get("/{webhook_id}/deliveries")
async def list_deliveries(
    db: Db, scope: InTeam, webhook_id: UUID, limit: Limit = 50, cursor: Cursor = None
) -> Page[DeliveryOut]:
    """What was sent to a webhook, and what it answered."""
    found, following = await service.list_deliveries(db, scope, webhook_id, limit=limit, cursor=cursor)
    return Page(items=[_delivery_out(one) for one in found], next=following)
