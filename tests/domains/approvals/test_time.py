"""What the clock does, mails, and the history people read."""

from __future__ import annotations

from datetime import timedelta

from hanse.testing.installation import Business
from tests.domains.approvals.desk import manager, one_of, policy, submit, tick, waiting_ids, wanted


async def test_remind_escalate_ultimate(business: Business) -> None:
    maker, one, boss = [await business.join("member") for _ in range(3)]
    await manager(business, one, boss)
    await policy(business, one_of(one, timeout_hours=2, remind_hours=1))
    approval = await submit(business, maker, wanted())
    path = f"/v1/approvals/{approval.id}"
    clock = business.installation.clock
    assert (await boss.get(path)).status_code == 404
    for hours in (1, 1, 2, 2):
        clock.advance(timedelta(hours=hours))
        await tick(business, approval.id)
    found = (await boss.get(path)).json()
    assert found["approval"]["is_late"] is True
    kinds = [event["kind"] for event in found["events"]]
    assert kinds == ["submitted", "asked", "reminded", "escalated", "alerted", "escalated", "reminded"]
    counts = (await boss.get("/v1/approval-counts")).json()
    assert counts == {"waiting": 1, "late": 1}
    assert (await business.owner.post(f"{path}/approve")).json()["status"] == "approved"
    assert (await boss.get("/v1/approval-counts")).json() == {"waiting": 0, "late": 0}


async def test_time_over_may_mean_no(business: Business) -> None:
    maker, one = [await business.join("member") for _ in range(2)]
    await policy(business, one_of(one, timeout_hours=2, on_timeout="reject"))
    approval = await submit(business, maker, wanted())
    for _ in range(2):
        business.installation.clock.advance(timedelta(hours=1))
        await tick(business, approval.id)
    found = (await maker.get(f"/v1/approvals/{approval.id}")).json()["approval"]
    assert (found["status"], found["reason"]) == ("rejected", "Nobody decided in time")


async def test_the_worker_fires_timers_and_sends_mails_that_decide_nothing(business: Business) -> None:
    maker, one = [await business.join("member") for _ in range(2)]
    await policy(business, one_of(one, timeout_hours=2, remind_hours=1))
    approval = await submit(business, maker, wanted())
    ran = await business.installation.drain()
    assert ("notification.mail", "done") in ran
    business.installation.clock.advance(timedelta(hours=1))
    ran = await business.installation.drain()
    assert ("timer:approvals.level", "done") in ran
    mails = [text for path in _box(business) if one.email in (text := path.read_text())]
    assert len(mails) == 2
    link = f"/approvals/{approval.id}"
    page = await one.page(link)
    assert (page.status_code, page.headers["location"]) == (303, f"/admin{link}")
    assert all(link in text.replace("=\n", "") for text in mails)
    assert waiting_ids(await submit(business, maker, wanted(subject_id=approval.subject_id))) == [str(one.member_id)]


async def test_bells_tell_delegates_too_and_fall_silent_when_it_is_decided(business: Business) -> None:
    maker, away, deputy, quiet = [await business.join("member") for _ in range(4)]
    now = business.installation.clock.now()
    window = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(days=9)).isoformat()}
    made = await away.post("/v1/delegations", {"to_member_id": str(deputy.member_id), **window})
    assert made.status_code == 201, made.text
    choice = {"items": [{"kind": "approval.asked", "is_in_app": True, "email": "off"}]}
    assert (await quiet.put("/v1/notification-preferences", choice)).status_code == 200
    await policy(business, one_of(away, quiet))
    approval = await submit(business, maker, wanted())
    await business.installation.drain()
    for who in (away, deputy, quiet):
        told = (await who.get("/v1/notifications?is_unread=true")).json()["items"]
        assert [(one["kind"], one["href"]) for one in told] == [("approval.asked", f"/approvals/{approval.id}")]
    box = [text for path in _box(business) if str(approval.id) in (text := path.read_text().replace("=\n", ""))]
    assert {one.email for one in (away, deputy, quiet) for text in box if one.email in text} == {
        away.email,
        deputy.email,
    }
    assert (await deputy.post(f"/v1/approvals/{approval.id}/approve")).status_code == 200
    for who in (away, deputy, quiet):
        assert (await who.get("/v1/notifications?is_unread=true")).json()["items"] == []


def _box(business: Business) -> list:  # type: ignore[type-arg]
    folder = business.installation.services.settings.data_dir / "mailbox"
    return sorted(path for path in folder.rglob("*") if path.is_file())
