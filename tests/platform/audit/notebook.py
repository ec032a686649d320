"""A small domain of notes, with the shapes of commands that audit must cope with."""

from typing import Any

from hanse.kit.errors import Conflict
from hanse.kit.ids import Id
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject
from hanse.platform.commands import command, query
from hanse.platform.context import Ctx


class NoteId(Id, prefix="nte"):
    pass


class Note(Data, frozen=True, kw_only=True):
    id: NoteId
    text: str
    email: str = ""
    api_secret: str = ""
    token: str = ""

    def subject(self) -> Subject:
        return Subject(kind="note", id=self.id)


class Change(Input, frozen=True, kw_only=True):
    text: str


class Many(Data, frozen=True, kw_only=True):
    ids: list[NoteId]


@command("note.change")
async def change_note(ctx: Ctx, note_id: NoteId, data: Change) -> Note:
    """Change a note and say so."""
    before = Note(id=note_id, text="old", email="ada@example.com", api_secret="s1", token="t1")
    ctx.authorize("note.change", before)
    after = Note(id=note_id, text=data.text, email="eve@example.com", api_secret="s2", token="t2")
    ctx.record("note", note_id, label="A note", before=before, after=after, reason="because")
    return after


@command("note.touch")
async def touch_note(ctx: Ctx, note_id: NoteId) -> Note:
    """Change nothing worth recording."""
    ctx.authorize("note.touch")
    return Note(id=note_id, text="same")


@command("note.touch_many")
async def touch_notes(ctx: Ctx) -> Many:
    """Answer with ids."""
    ctx.authorize("note.touch_many")
    return Many(ids=[NoteId.new() for _ in range(3)])


@command("note.sweep")
async def sweep_notes(ctx: Ctx) -> None:
    """Answer with nothing."""
    ctx.authorize("note.sweep")


@command("note.fail")
async def fail_note(ctx: Ctx, note_id: NoteId) -> Note:
    """Record something, then fail."""
    ctx.authorize("note.fail")
    ctx.record("note", note_id, after={"text": "never"})
    raise Conflict("it failed")


@command("note.record_many")
async def record_many(ctx: Ctx) -> None:
    """Record many subjects."""
    ctx.authorize("note.record_many")
    for number in range(40):
        ctx.record("note", NoteId.new(), label=f"Note {number}", after={"number": number})


@query("note.reveal", sensitive=True)
async def reveal_note(ctx: Ctx, note_id: NoteId) -> Note:
    """Show what should not be shown lightly."""
    ctx.authorize("note.reveal")
    return Note(id=note_id, text="bank data")


@command("member.rename")
async def rename_member(ctx: Ctx, note_id: NoteId, data: Change) -> Note:
    """Change something about a person."""
    ctx.authorize("member.rename")
    ctx.record("member", note_id, label="A Member", before={"nickname": "Ada"}, after={"nickname": data.text})
    return Note(id=note_id, text=data.text)


def paths(entry: Any) -> dict[str, tuple[Any, Any]]:
    """The changes of an entry by path."""
    return {change.path: (change.before, change.after) for change in entry.changes}
