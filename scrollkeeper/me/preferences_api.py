"""How a person has set up the pages: kept here, so that every browser of theirs shows them so."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator

from scrollkeeper.accounts import preferences
from scrollkeeper.accounts.sessions.caller import BrowserCaller, SignedInCaller
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Flag, LongLine

router = APIRouter(prefix="/me/preferences", tags=["accounts"])

MOST_COLUMNS = 100
# A name of our own, or one with the id of what it shows: `field:0192…`.
ColumnName = Annotated[str, Field(pattern=r"^[a-z_]{1,30}(?::[0-9A-Za-z-]{1,40})?$")]


class ColumnPreference(BaseModel):
    column: ColumnName
    width: Annotated[int, Field(ge=32, le=2_000)] | None = Field(None, description="In pixels; null: as it comes.")


class LibraryPreferences(BaseModel):
    """How the list of papers looks; which columns there are is known to the pages."""

    columns: Annotated[list[ColumnPreference], Field(max_length=MOST_COLUMNS)] | None = Field(
        None, description="Those that are shown, in their order; null: as they come."
    )
    density: Literal["comfortable", "compact"] = "comfortable"
    preview: Flag = Field(True, description="Whether the selected paper is shown beside the list.")

    @model_validator(mode="after")
    def _each_once(self) -> "LibraryPreferences":
        names = [one.column for one in self.columns or ()]
        if len(set(names)) < len(names):
            raise ValueError("Each column can be listed once.")
        return self


@router.get("/library")
async def get_library_preferences(db: Db, caller: SignedInCaller) -> LibraryPreferences:
    """How one's lists of papers look."""
    return LibraryPreferences.model_validate(await preferences.find_preferences(db, caller.person_id, "library"))


@router.put("/library")
async def set_library_preferences(db: Db, caller: BrowserCaller, body: LibraryPreferences) -> LibraryPreferences:
    """Change how one's lists of papers look."""
    await preferences.set_preferences(db, caller.person_id, "library", body.model_dump())
    return body


class CitationPreferences(BaseModel):
    """How one cites: the style and locale that were chosen last; a style that is gone is refused when it is used."""

    style: LongLine = "apa"
    locale: Annotated[str, Field(max_length=20, pattern=r"^[A-Za-z0-9-]*$")] | None = None


@router.get("/citations")
async def get_citation_preferences(db: Db, caller: SignedInCaller) -> CitationPreferences:
    """The style in which one cites."""
    return CitationPreferences.model_validate(await preferences.find_preferences(db, caller.person_id, "citations"))


@router.put("/citations")
async def set_citation_preferences(db: Db, caller: BrowserCaller, body: CitationPreferences) -> CitationPreferences:
    """Change the style in which one cites."""
    await preferences.set_preferences(db, caller.person_id, "citations", body.model_dump())
    return body
