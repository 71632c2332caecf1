"""Every operation of the API within a team: a request that is answered when it may be, and what it takes to be allowed.

The others stand in calls_outside.py.

`needs` names predicates of the contexts' policies, the same that docs/permissions.md is written from; where a predicate
is also asked about a thing, it says which of the page's cases the request is about. No predicate means that everybody
in the team may, guests too as far as the papers go that were opened to them.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, Text

from tests.pdfs import make_pdf

TEAM = "/api/teams/{team}"
TUS = {"Tus-Resumable": "1.0.0"}
PDF = make_pdf("A page of the walk")
REFERENCES = {"files": {"file": ("walk.bib", b"@book{a, title = {Rivers}}", "text/plain")}}
FORM = {"files": {"file": ("walk.pdf", PDF, "application/pdf")}}
QUOTE = [{"type": "TextQuoteSelector", "exact": "one hundred specimens"}]


def some_update() -> str:
    """An update of a note, as a browser sends it."""
    doc: Doc[Any] = Doc()
    doc["walk"] = Text("A word")
    return base64.b64encode(doc.get_update()).decode()


@dataclass(frozen=True)
class Call:
    """A request within a team. `{…}` in path and body are ids of the lab; `about` says whose things these are.

    Who may not is told so (403) where `told` names the predicate; for everybody else there is nothing there (404).
    """

    method: str
    path: str
    body: Any = None
    needs: Mapping[str, str | None] = field(default_factory=dict)
    about: str = "others'"
    ids: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    proved: bool = False
    open_to_all: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, Any] = field(default_factory=dict)

    @property
    def operation(self) -> tuple[str, str]:
        return self.method, TEAM + self.path.partition("?")[0]

    def __str__(self) -> str:
        whose = " (own)" if self.about == "own" else ""
        return f"{self.method} {TEAM}{self.path}{whose}"


def _both(method: str, path: str, predicate: str, body: Any = None, **more: Any) -> list[Call]:
    """About one's own thing, and about somebody else's."""
    return [
        Call(method, path, body, {predicate: about}, about=about, headers={"If-Match": "*"}, **more)
        for about in ("own", "others'")
    ]


def _members(role: str, to: str) -> list[Call]:
    """Change and remove a member who has this role."""
    ids = {"person_id": f"another_{role}"}
    change = {"can_see_members": None, "can_change_member": role, "can_give_role": to}
    remove = {"can_see_members": None, "can_remove_member": role}
    return [
        Call(
            "PATCH", "/members/{person_id}", {"role": to}, change, ids=ids, told=("can_change_member", "can_give_role")
        ),
        Call("DELETE", "/members/{person_id}", None, remove, ids=ids, told=("can_remove_member",)),
    ]


def may(*predicates: str) -> dict[str, None]:
    return dict.fromkeys(predicates)


PAPER, FILE, NOTE = "/papers/{paper_id}", "/files/{file_id}", "/notes/{note_id}"
ANNOTATION, THREAD = PAPER + "/annotations/{annotation_id}", "/threads/{thread_id}"
COLLECTION, SEARCH = "/collections/{collection_id}", "/searches/{search_id}"
TAG, FIELD = "/tags/{tag_id}", "/fields/{field_id}"
COMMENT, UPLOAD, WEBHOOK = THREAD + "/comments/{comment_id}", "/uploads/{upload_id}", "/webhooks/{webhook_id}"
REACTION = COMMENT + "/reactions/{emoji}"
INVITING = ("can_invite", "can_give_role")
BYTES = {"Content-Type": "application/offset+octet-stream"}

CALLS = [
    # teams
    Call("GET", ""),
    Call("PATCH", "", {"name": "Renamed"}, may("can_manage_team")),
    Call("DELETE", "", None, may("can_delete_team"), proved=True),
    Call("POST", "/archive", None, may("can_archive_team")),
    Call("POST", "/reopen", None, may("can_archive_team")),
    Call("PUT", "/second-factor", {"required": True}, may("can_manage_team"), proved=True),
    Call("GET", "/picture"),
    Call("PUT", "/picture", None, may("can_manage_team"), headers={"Content-Type": "image/png"}),
    Call("DELETE", "/picture", None, may("can_manage_team")),
    Call("GET", "/audit", None, may("can_see_audit")),
    Call("GET", "/members", None, may("can_see_members")),
    *_members("reader", "commenter"),
    *_members("admin", "editor"),
    *_members("owner", "admin"),
    Call("DELETE", "/members/{person_id}", about="own"),
    Call("PUT", "/owner", {"person": "{reader}"}, may("can_transfer_ownership"), told=("can_transfer_ownership",),
         proved=True),
    Call("GET", "/invitations", None, {"can_invite": "where editors invite"}),
    Call("POST", "/invitations", {"role": "reader", "emails": ["new@example.org"]},
         {"can_invite": "where editors invite", "can_give_role": "reader"}, told=INVITING),
    Call("POST", "/invitations", {"role": "admin", "emails": ["new@example.org"]},
         {"can_invite": "where editors invite", "can_give_role": "admin"}, told=INVITING),
    *[
        Call("POST", "/invitations/{invitation_id}/resend", {},
             {"can_change_invitation": about, "can_invite": "where editors invite"}, about, told=("can_invite",))
        for about in ("own", "others'")
    ],
    *_both("DELETE", "/invitations/{invitation_id}", "can_change_invitation"),
    Call("GET", "/requests", None, may("can_answer_requests")),
    Call("POST", "/requests/{request_id}/accept", {}, may("can_answer_requests")),
    Call("POST", "/requests/{request_id}/refuse", None, may("can_answer_requests")),
    # library
    Call("GET", "/papers"),
    Call("GET", PAPER),
    Call("PATCH", PAPER, {"metadata": {"title": "Renamed"}}, may("can_edit_paper")),
    Call("DELETE", PAPER, None, may("can_delete_paper")),
    Call("POST", PAPER + "/restore", None, may("can_delete_paper"), ids={"paper_id": "binned_paper_id"}),
    Call("POST", "/papers/delete", {"ids": ["{paper_id}"]}, may("can_delete_paper")),
    Call("POST", "/papers/restore", {"ids": ["{binned_paper_id}"]}, may("can_delete_paper")),
    Call("GET", "/duplicates", None, may("can_see_library")),
    Call("GET", "/duplicates/count", None, may("can_see_library")),
    Call("POST", "/duplicates/different", {"papers": ["{paper_id}", "{other_paper_id}"]}, may("can_edit_paper")),
    Call("POST", "/duplicates/different/undo", {"papers": ["{paper_id}", "{other_paper_id}"]}, may("can_edit_paper")),
    Call("POST", "/papers/merge", {"into": "{paper_id}", "from": ["{other_paper_id}"]}, may("can_merge_papers")),
    Call("GET", "/merges", None, may("can_see_library")),
    Call("POST", "/merges/{merge_id}/undo", None, may("can_merge_papers")),
    Call("GET", "/usage", None, may("can_see_library")),
    Call("GET", "/storage", None, may("can_see_library")),
    Call("GET", "/papers/download?paper={paper_id}"),
    Call("GET", "/papers/counts?paper={paper_id}"),
    Call("PATCH", FILE, {"kind": "supplement", "main": True}, may("can_edit_paper")),
    Call("GET", FILE + "/content"),
    Call("GET", FILE + "/thumbnail"),
    Call("GET", FILE + "/pages/{number}"),
    Call("GET", PAPER + "/changes"),
    Call("POST", PAPER + "/changes/{change_id}/undo", {}, may("can_edit_paper")),
    Call("POST", "/papers/batch", {"papers": ["{paper_id}"], "set": {"volume": "3"}}, may("can_edit_paper")),
    Call("POST", "/papers/batch/preview", {"papers": ["{paper_id}"], "set": {"volume": "3"}}, may("can_edit_paper")),
    Call("GET", "/batches/{batch_id}", None, may("can_edit_paper")),
    Call("POST", "/batches/{batch_id}/undo", None, may("can_edit_paper")),
    Call("GET", "/tags"),
    Call("GET", "/tags/automatic"),
    Call("POST", "/papers/tags", {"papers": ["{paper_id}"], "add": ["New"], "remove": ["Old"]}, may("can_edit_tags")),
    Call("PATCH", TAG, {"color": "red"}, may("can_edit_tags")),
    Call("POST", TAG + "/merge", {"into": "{other_tag_id}"}, may("can_edit_tags")),
    Call("DELETE", TAG, None, may("can_edit_tags")),
    Call("POST", TAG + "/restore", None, may("can_edit_tags"), ids={"tag_id": "deleted_tag_id"}),
    Call("GET", "/fields"),
    Call("GET", "/fields?deleted=true", None, may("can_edit_fields")),
    Call("POST", "/fields", {"name": "Method", "kind": "text"}, may("can_edit_fields")),
    Call("PATCH", FIELD, {"name": "Renamed"}, may("can_edit_fields")),
    Call("DELETE", FIELD, None, may("can_edit_fields")),
    Call("POST", FIELD + "/restore", None, may("can_edit_fields"), ids={"field_id": "deleted_field_id"}),
    Call("PATCH", PAPER, {"fields": {"{field_id}": "High"}}, may("can_edit_paper")),
    Call("GET", "/searches", None, may("can_see_library")),
    Call("POST", "/searches", {"name": "New", "filter": "is:unread"}, may("can_edit_collections")),
    Call("POST", "/searches", {"name": "Mine", "filter": "is:unread", "personal": True},
         may("can_keep_personal_collections")),
    Call("PATCH", SEARCH, {"name": "Old"}, may("can_edit_collections")),
    Call("DELETE", SEARCH, None, may("can_edit_collections")),
    Call("POST", SEARCH + "/restore", None, may("can_edit_collections"), ids={"search_id": "deleted_search_id"}),
    Call("GET", PAPER + "/collections"),
    Call("GET", "/papers/collections?paper={paper_id}"),
    Call("GET", "/collections"),
    Call("POST", "/collections", {"name": "Rivers"}, may("can_edit_collections")),
    Call("POST", "/collections", {"name": "Mine", "personal": True}, may("can_keep_personal_collections")),
    Call("PATCH", COLLECTION, {"name": "Seas"}, may("can_edit_collections")),
    Call("DELETE", COLLECTION, None, may("can_edit_collections")),
    Call("POST", COLLECTION + "/restore", None, may("can_edit_collections"),
         ids={"collection_id": "deleted_collection_id"}),
    Call("POST", COLLECTION + "/papers", {"add": ["{paper_id}"]}, may("can_edit_collections")),
    Call("GET", COLLECTION + "/guests", None, may("can_see_members")),
    Call("POST", COLLECTION + "/guests", {"emails": ["visitor@example.org"]}, may("can_invite_guests"),
         told=("can_invite_guests",)),
    Call("DELETE", COLLECTION + "/guests/{person_id}", None, may("can_invite_guests"), ids={"person_id": "guest"}),
    Call("GET", PAPER + "/guests", None, may("can_see_members")),
    Call("POST", PAPER + "/guests", {"emails": ["visitor@example.org"]}, may("can_invite_guests"),
         told=("can_invite_guests",)),
    Call("DELETE", PAPER + "/guests/{person_id}", None, may("can_invite_guests"), ids={"person_id": "guest"}),
    # reading, citations, search
    Call("GET", FILE + "/position"),
    Call("PUT", FILE + "/position", {"page": 1}),
    Call("GET", "/reading"),
    Call("GET", PAPER + "/reading"),
    Call("PUT", PAPER + "/reading", {"status": "reading"}),
    Call("POST", PAPER + "/reading/assign", {"person": "{reader}"}, may("can_assign_reading")),
    Call("GET", PAPER + "/references"),
    Call("GET", "/citation-keys", None, may("can_see_library")),
    Call("PUT", "/citation-keys", {"pattern": "auth + year"}, may("can_manage_team")),
    Call("GET", "/styles", None, may("can_see_library")),
    Call("POST", "/styles", {"csl": "<style/>"}, may("can_edit_styles")),
    Call("DELETE", "/styles/{style_id}", None, may("can_edit_styles")),
    Call("GET", "/citation-style", None, may("can_see_library")),
    Call("PUT", "/citation-style", {"style": "ieee"}, may("can_manage_team")),
    Call("POST", "/citations", {"citations": [{"cites": [{"paper": "{paper_id}", "locator": "3"}]}]}),
    Call("POST", "/bibliography", {"papers": ["{paper_id}"], "style": "ieee", "format": "text"}),
    Call("GET", "/bibliography?papers={paper_id}&style=ieee"),
    Call("GET", PAPER + "/structure"),
    Call("GET", "/search?q=specimens&in=papers,notes,discussion"),
    # discussions
    Call("GET", "/annotations"),
    Call("GET", PAPER + "/annotations"),
    Call("POST", PAPER + "/annotations", {"file": "{file_id}", "kind": "note", "comment": "x"}, may("can_annotate")),
    Call("POST", PAPER + "/annotations/w3c?file={file_id}", {"type": "AnnotationPage", "items": []},
         may("can_annotate")),
    Call("GET", ANNOTATION),
    *_both("PATCH", ANNOTATION, "can_edit", {"color": "green"}),
    *_both("DELETE", ANNOTATION, "can_edit"),
    *_both("POST", ANNOTATION + "/restore", "can_edit", ids={"annotation_id": "deleted_annotation_id"}),
    *_both("POST", ANNOTATION + "/place", "can_place", {"file": "{version_file_id}", "selectors": QUOTE}),
    Call("POST", ANNOTATION + "/hide", {"reason": "Too loud"}, may("can_hide")),
    Call("POST", ANNOTATION + "/unhide", None, may("can_hide")),
    Call("GET", PAPER + "/files/{file_id}/tray"),
    Call("GET", "/colors"),
    Call("PUT", "/colors", {"meanings": {"green": "agreed"}}, may("can_name_colors")),
    Call("GET", PAPER + "/threads"),
    Call("POST", PAPER + "/threads/read"),
    Call("GET", "/threads"),
    Call("POST", "/threads", {"paper": "{paper_id}", "text": "Why?"}, may("can_annotate")),
    Call("GET", "/mentionable", None, may("can_annotate")),
    Call("GET", THREAD),
    Call("PATCH", THREAD, {"resolved": True}, may("can_annotate")),
    Call("POST", THREAD + "/read", {}),
    Call("PUT", THREAD + "/level", {"level": "all"}),
    Call("POST", THREAD + "/resolve", None, may("can_annotate")),
    Call("POST", THREAD + "/reopen", None, may("can_annotate")),
    Call("GET", THREAD + "/comments"),
    Call("POST", THREAD + "/comments", {"text": "Because."}, may("can_annotate")),
    Call("GET", COMMENT),
    *_both("PATCH", COMMENT, "can_edit", {"text": "Better said"}),
    *_both("DELETE", COMMENT, "can_edit"),
    Call("POST", COMMENT + "/hide", {"reason": "Too loud"}, may("can_hide")),
    Call("POST", COMMENT + "/unhide", None, may("can_hide")),
    *_both("POST", COMMENT + "/restore", "can_edit", ids={"comment_id": "deleted_comment_id"}),
    Call("GET", COMMENT + "/versions"),
    *_both("GET", COMMENT + "/versions", "can_read_hidden", ids={"comment_id": "hidden_comment_id"}),
    Call("PUT", REACTION, None, may("can_annotate")),
    Call("DELETE", REACTION, None, may("can_annotate")),
    # notes
    Call("GET", "/notes"),
    Call("POST", "/notes", {"title": "New"}, may("can_write_note")),
    Call("POST", "/notes", {"paper": "{paper_id}"}, may("can_write_note")),
    Call("GET", PAPER + "/note"),
    Call("GET", NOTE),
    Call("PATCH", NOTE, {"title": "Renamed"}, may("can_write_note")),
    Call("PATCH", NOTE, {"citing": {"style": "ieee"}}, may("can_write_note")),
    Call("DELETE", NOTE, None, may("can_write_note")),
    Call("POST", NOTE + "/restore", None, may("can_write_note"), ids={"note_id": "deleted_note_id"}),
    Call("GET", NOTE + "/markdown"),
    Call("GET", NOTE + "/updates"),
    Call("POST", NOTE + "/updates", {"update": some_update()}, may("can_write_note")),
    Call("GET", NOTE + "/versions"),
    Call("GET", NOTE + "/versions/{version_id}"),
    Call("POST", NOTE + "/versions/{version_id}/restore", None, may("can_write_note")),
    # ingest
    Call("OPTIONS", "/uploads", open_to_all=True),
    Call("GET", "/uploads", None, may("can_see_uploads")),
    Call("POST", "/uploads", None, may("can_upload"), told=("can_upload",),
         headers=TUS | {"Upload-Length": "9", "Upload-Metadata": "filename YS5wZGY="}),
    Call("GET", UPLOAD, None, may("can_see_uploads")),
    Call("HEAD", UPLOAD, None, may("can_see_uploads"), headers=TUS),
    *[
        Call(method, UPLOAD, None, {predicate: about}, about, headers=TUS | headers)
        for method, predicate, headers in (
            ("PATCH", "can_continue_upload", BYTES | {"Upload-Offset": "7"}), ("DELETE", "can_cancel_upload", {}),
        )
        for about in ("own", "others'")
    ],
    Call("POST", "/papers", None, may("can_upload", "can_add_paper"), told=("can_upload",), sent=FORM),
    Call("POST", "/papers", {"metadata": {"title": "A book"}}, may("can_add_paper")),
    Call("POST", PAPER + "/files", None, may("can_upload", "can_add_paper"), told=("can_upload",), sent=FORM),
    Call("POST", PAPER + "/parse", None, may("can_edit_paper"), told=("can_edit_paper",)),
    Call("PUT", FILE + "/password", {"password": "x"}, may("can_edit_paper"), told=("can_edit_paper",)),
    # exchange of references
    Call("POST", "/imports", None, may("can_add_paper"), sent=REFERENCES),
    Call("POST", "/papers/lookup", {"identifier": "nothing that is one"}, may("can_add_paper")),
    Call("POST", "/papers/capture", {"url": "https://journal.example/7"}, may("can_add_paper")),
    Call("POST", "/imports/zotero", None, may("can_add_paper"), sent=REFERENCES),
    Call("GET", "/imports/{import_id}", None, may("can_add_paper")),
    Call("DELETE", "/imports/{import_id}", None, may("can_add_paper", "can_delete_paper")),
    Call("GET", "/export?format=ris"),
    Call("GET", "/reference-addresses", None, may("can_see_library")),
    Call("POST", "/reference-addresses", {"collection": "{collection_id}"}, may("can_see_library")),
    Call("DELETE", "/reference-addresses/{address_id}", None, may("can_see_library"), about="own"),
    # activity
    Call("GET", "/events"),
    Call("GET", PAPER + "/activity"),
    Call("GET", "/feed"),
    Call("GET", "/feed.atom?token={feed_token}", open_to_all=True),
    Call("POST", "/feed/token"),
    Call("DELETE", "/feed/token"),
    Call("PUT", "/notification-settings", {"level": "all", "mail": "now"}),
    Call("GET", PAPER + "/following"),
    Call("PUT", PAPER + "/following", {"following": True}),
    Call("GET", "/webhooks", None, may("can_manage_webhooks")),
    Call("POST", "/webhooks", {"url": "https://1.1.1.1/hook"}, may("can_manage_webhooks")),
    Call("GET", WEBHOOK, None, may("can_manage_webhooks")),
    Call("PATCH", WEBHOOK, {"enabled": False}, may("can_manage_webhooks")),
    Call("DELETE", WEBHOOK, None, may("can_manage_webhooks")),
    Call("GET", WEBHOOK + "/deliveries", None, may("can_manage_webhooks")),
    Call("POST", WEBHOOK + "/replay", {"since": 0}, may("can_manage_webhooks")),
    Call("POST", WEBHOOK + "/secret", None, may("can_manage_webhooks")),
    Call("POST", WEBHOOK + "/test", None, may("can_manage_webhooks")),
]  # fmt: skip
