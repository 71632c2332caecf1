"""References of the papers, each perhaps with the paper of the library that it means."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id


class Reference(Model):
    """One entry of a paper's list of references, in printed order; `cited_id` is the paper of the team it means."""

    __tablename__ = "citation_references"
    __table_args__ = (
        UniqueConstraint("file_id", "position"),
        Index("ix_citation_references_paper", "paper_id", "position"),
        Index("ix_citation_references_doi", "team_id", "doi"),
        Index("ix_citation_references_title", "team_id", "title_key"),
        Index("ix_citation_references_cited", "cited_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"))
    position: Mapped[int]
    label: Mapped[str | None]
    raw: Mapped[str]
    page: Mapped[int | None]
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    doi: Mapped[str | None]
    title_key: Mapped[str] = mapped_column(default="")
    year: Mapped[int | None]
    cited_id: Mapped[UUID | None] = mapped_column(ForeignKey("papers.id", ondelete="SET NULL"))
