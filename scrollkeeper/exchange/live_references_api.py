"""Live addresses of references over HTTP: made, listed, revoked. They answer at /bib/, see live_references.py."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from scrollkeeper.accounts.models import ReferenceAddress
from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.core.settings import settings
from scrollkeeper.exchange import live_references
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}/reference-addresses", tags=["exchange"])


class AddressIn(BaseModel):
    """Of a collection or a saved search; of neither, the whole library."""

    collection: UUID | None = None
    search: UUID | None = None


class AddressOut(BaseModel):
    id: UUID
    collection: UUID | None
    search: UUID | None
    created_at: datetime
    last_used_at: datetime | None


class NewAddress(AddressOut):
    token: str
    bib: str = Field(description="BibLaTeX, for LaTeX, Overleaf, Typst, Quarto and pandoc; shown this once.")
    json_: str = Field(alias="json", description="CSL-JSON")
    ris: str


@router.get("")
async def list_reference_addresses(db: Db, scope: InTeam, limit: Limit = 50, cursor: Cursor = None) -> Page[AddressOut]:
    """One's own live addresses in this team."""
    addresses, following = await live_references.list_addresses(db, scope, limit=limit, cursor=cursor)
    return Page(items=[AddressOut.model_validate(_out(one)) for one in addresses], next=following)


@router.post("", status_code=201)
async def add_reference_address(db: Db, scope: InTeam, body: AddressIn) -> NewAddress:
    """An address at which references can be read without signing in, as far as one sees them."""
    address, token = await live_references.add_address(db, scope, collection_id=body.collection, search_id=body.search)
    urls = {ending: f"{settings().base_url}/bib/{token}.{ending}" for ending in live_references.FORMATS}
    return NewAddress.model_validate(_out(address) | urls | {"token": token})


def _out(address: ReferenceAddress) -> dict[str, object]:
    return {
        "id": address.id, "collection": address.collection_id, "search": address.search_id,
        "created_at": address.created_at, "last_used_at": address.last_used_at,
    }  # fmt: skip


@router.delete("/{address_id}", status_code=204)
async def revoke_reference_address(db: Db, scope: InTeam, address_id: UUID) -> None:
    """End an address."""
    await live_references.revoke_address(db, scope, address_id)
