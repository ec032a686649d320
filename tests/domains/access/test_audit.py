"""The audit trail as its readers meet it: filters, one entry, a file, and nobody else's entries."""

from __future__ import annotations

import csv
import io

import pytest

from hanse.testing.installation import Business, Installation, names
from tests.domains.access.people import organization, role


async def test_entries_are_filtered_by_who_what_whom_and_when(installation: Installation, business: Business) -> None:
    admin, worker = await business.join("admin"), await business.join("viewer")
    await admin.post(f"/v1/members/{worker.member_id}/suspend", {"reason": "Leave"})
    await business.owner.post(f"/v1/members/{worker.member_id}/reactivate", {})

    async def actions(query: str) -> list[str]:
        answer = await business.owner.get(f"/v1/audit-entries{query}")
        assert answer.status_code == 200, answer.text
        return names(answer.json()["items"], "action")

    assert await actions(f"?member_id={admin.member_id}") == ["member.suspend"]
    assert await actions("?action=member.suspend&action=member.reactivate") == ["member.reactivate", "member.suspend"]
    assert await actions(f"?subject={worker.member_id}&limit=1") == ["member.reactivate"]
    assert await actions("?since=2099-01-01T00:00:00Z") == []
    assert await actions("?until=2000-01-01T00:00:00Z") == []
    (entry,) = (await business.owner.get("/v1/audit-entries?action=member.suspend")).json()["items"]
    assert (entry["reason"], entry["subject_id"], entry["actor_id"]) == (
        "Leave",
        str(worker.member_id),
        str(admin.member_id),
    )
    assert entry["changes"] == [{"path": "status", "before": "active", "after": "suspended"}]
    one = await business.owner.get(f"/v1/audit-entries/{entry['id']}")
    assert one.json() == entry


@pytest.mark.parametrize("query", ["?subject=nonsense", "?subject=zzz_123", "?since=yesterday", "?outcome=maybe"])
async def test_filters_that_mean_nothing_are_refused(business: Business, query: str) -> None:
    assert (await business.owner.get(f"/v1/audit-entries{query}")).status_code == 422


async def test_no_entry_of_another_business_is_found(business: Business, other_business: Business) -> None:
    await role(other_business, "member.view tenant")
    theirs = (await other_business.owner.get("/v1/audit-entries")).json()["items"][0]
    foreign = await business.owner.get(f"/v1/audit-entries/{theirs['id']}")
    absent = await business.owner.get("/v1/audit-entries/aud_00000000000000000000000000")
    highest = await business.owner.get("/v1/audit-entries/aud_7zzzzzzzzzzzzzzzzzzzzzzzzz")
    assert foreign.status_code == absent.status_code == highest.status_code == 404
    assert foreign.content == absent.content == highest.content


async def test_who_reads_the_trail(business: Business) -> None:
    place = await organization(business)
    for person in (
        await business.join("manager"),
        await business.join("viewer"),
        await business.join("company_admin", place),
    ):
        for path in ("/v1/audit-entries", "/v1/audit-export", "/v1/events", "/v1/failed-jobs"):
            assert (await person.get(path)).status_code == 403, path
    assert (await (await business.join("admin")).get("/v1/audit-entries")).status_code == 200


async def test_an_export_quotes_formulas_and_is_itself_on_record(business: Business) -> None:
    worker = await business.join("viewer", name="=HYPERLINK(1)")
    await business.owner.post(f"/v1/members/{worker.member_id}/suspend", {"reason": "+cmd|' /C calc'!A0"})
    answer = await business.owner.page("/admin/audit/export.csv?action=member.suspend")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["action"], row["actor"]) == ("member.suspend", "Olive Owner")
    assert row["subject"] == "'=HYPERLINK(1)"
    assert row["reason"] == "'+cmd|' /C calc'!A0"
    (exported,) = (await business.owner.get("/v1/audit-entries?action=audit.export")).json()["items"]
    assert exported["actor_name"] == "Olive Owner"


async def test_events_are_listed_as_subscribers_get_them(business: Business) -> None:
    worker = await business.join("viewer")
    await business.owner.post(f"/v1/members/{worker.member_id}/suspend", {})
    (event,) = (await business.owner.get("/v1/events?name=member.suspended")).json()["items"]
    assert (event["name"], event["subject_id"]) == ("member.suspended.v1", str(worker.member_id))
    assert event["payload"] == {"member_id": str(worker.member_id)}
