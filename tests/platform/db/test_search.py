"""Search as people meet it: what is found, in which order, by whom, and never across tenants."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest

from hanse.kit.errors import Invalid
from hanse.kit.ids import Id
from hanse.platform.authz import Grant, Principal, PrincipalKind, Reach, TenantRef
from hanse.platform.db.database import Database, PoolSettings
from hanse.platform.registry import Searchable
from hanse.platform.search import Search, SearchDocument, SearchQuery


class ShopId(Id, prefix="tshop"):
    """A shop of these tests."""


class PaperId(Id, prefix="tpaper"):
    """A paper of these tests."""


ROOT, NORTH, SOUTH = (UUID(f"0193a000-0000-7000-8000-0000000000{number}") for number in ("f0", "f1", "f2"))
ANN, BOB = (UUID(f"0193a000-0000-7000-8000-0000000000{number}") for number in ("e1", "e2"))
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def uuid_of(number: int) -> UUID:
    return UUID(int=0x0193A000000070008000000000001000 + number)


def shop(number: int, title: str, **rest) -> SearchDocument:
    return SearchDocument(kind="shop", subject_id=ShopId(uuid_of(number)), title=title, url=f"/shops/{number}", **rest)


def paper(number: int, title: str, **rest) -> SearchDocument:
    return SearchDocument(
        kind="paper", subject_id=PaperId(uuid_of(number)), title=title, url=f"/papers/{number}", **rest
    )


class World:
    """A tenant's search, asked as somebody."""

    def __init__(self, database: Database, tenant: str) -> None:
        self.database = database
        self.tenant = UUID(tenant)
        self.stock: list[SearchDocument] = []
        kinds = (("shop", "shop.view", self.rebuild), ("paper", "paper.view", self.rebuild))
        self.search = Search(
            {
                kind: Searchable(kind=kind, label=kind, permission=permission, icon="", reindex=rebuild)
                for kind, permission, rebuild in kinds
            }
        )

    @asynccontextmanager
    async def ctx(self, *grants: Grant, member: UUID | None = None):
        async with self.database.transaction(self.tenant) as transaction:
            yield SimpleNamespace(
                db=transaction,
                tenant=TenantRef(id=self.tenant, handle="t", name="T"),
                principal=Principal(
                    kind=PrincipalKind.MEMBER if grants else PrincipalKind.ANONYMOUS, member_id=member, grants=grants
                ),
                checked=set(),
                now=NOW,
            )

    async def put(self, *documents: SearchDocument) -> None:
        async with self.ctx() as ctx:
            await self.search.index(ctx, *documents)

    async def ask(self, text: str, *grants: Grant, member: UUID | None = None, **rest):
        async with self.ctx(*(grants or (EVERYTHING,)), member=member) as ctx:
            return await self.search.search(ctx, SearchQuery(text=text, **rest))

    async def titles(self, text: str, *grants: Grant, member: UUID | None = None, **rest) -> list[str]:
        return [hit.title for hit in (await self.ask(text, *grants, member=member, **rest)).items]

    async def rebuild(self, ctx, after, limit):
        """What a domain offers for rebuilding: its documents in the order of their ids."""
        later = [one for one in self.stock if after is None or one.subject_id.uuid > after]
        return sorted(later, key=lambda one: one.subject_id.uuid)[:limit]


EVERYTHING = Grant(permission="*", reach=Reach.TENANT)


def at(permission: str, reach: Reach, organization: UUID | None = None) -> Grant:
    return Grant(permission=permission, reach=reach, organization_id=organization)


@pytest.fixture
async def pool(module_base):
    module_base.run("TRUNCATE search_documents", role="owner")
    database = Database(module_base.urls.app, PoolSettings(minimum=1, maximum=2))
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def world(pool, tenants):
    return World(pool, tenants[0])


@pytest.fixture
def other(pool, tenants):
    return World(pool, tenants[1])


# ---- finding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "northwind",
        "Northwind Trad",
        "nor",
        "TRADERS nor",
        "trad",
        "Nörthwind",
        "n",
        "no",
        "kiel",
        "sailcloth",
        "NW-007/a",
    ],
)
async def test_beginnings_of_words_in_any_order_case_and_accent(world, text):
    await world.put(
        shop(1, "Northwind Traders", subtitle="Kiel", body="Sailcloth and rope", codes=("NW-007/A",)),
        shop(2, "Southern Cross Ltd", subtitle="Lisbon", codes=("SC-1",)),
    )
    assert await world.titles(text) == ["Northwind Traders"]


@pytest.mark.parametrize("text", ["", "   ", "!!!", "zebra", "northwind zebra", "orthwind x"])
async def test_what_does_not_match_is_not_found(world, text):
    await world.put(shop(1, "Northwind Traders"))
    answer = await world.ask(text)
    assert (answer.items, answer.total, answer.kinds, answer.next) == ([], 0, {}, None)


@pytest.mark.parametrize(
    "typed",
    ["nortwind", "norhtwind", "northwindd", "notrhwind", "nirthwind", "nortwind tradrs", "traders nortwind", "nrothw"],
)
async def test_a_typing_mistake_still_finds(world, typed):
    await world.put(shop(1, "Northwind Traders"), shop(2, "Southern Cross"), shop(3, "Nordic Timber"))
    answer = await world.ask(typed)
    assert answer.items[0].title == "Northwind Traders"
    assert answer.corrected


async def test_the_closest_spelling_comes_first_and_right_spelling_is_never_corrected(world):
    await world.put(shop(1, "Bruckner"), shop(2, "Brucker"), shop(3, "Brückner"))
    assert (await world.titles("bruckner"))[:2] == ["Bruckner", "Brückner"]
    assert not (await world.ask("bruckner")).corrected


async def test_numbers_are_never_guessed(world):
    await world.put(paper(1, "Order 100234", codes=("SO-100234",)))
    assert await world.titles("SO-100235") == []
    assert await world.titles("so 100234") == ["Order 100234"]


async def test_order_of_answers_exact_code_then_title_then_words(world):
    await world.put(
        shop(1, "Remnants of C100 and more"),
        shop(2, "Zeta", codes=("C-100",)),
        shop(3, "C100 Ltd"),
        shop(4, "Alpha", body="about c100"),
        shop(5, "Beta", subtitle="c100"),
    )
    assert await world.titles("C-100") == ["Zeta"]
    assert await world.titles("c100") == ["Zeta", "C100 Ltd", "Remnants of C100 and more", "Beta", "Alpha"]


async def test_the_outside_id_finds_the_thing(world):
    await world.put(shop(1, "One"), shop(2, "Two"))
    assert await world.titles(str(ShopId(uuid_of(2)))) == ["Two"]


async def test_a_hit_says_what_it_is_and_where_it_opens(world):
    await world.put(shop(7, "Seven", subtitle="the seventh"))
    (hit,) = (await world.ask("seven")).items
    assert (hit.kind, hit.id, hit.title, hit.subtitle, hit.url) == (
        "shop", str(ShopId(uuid_of(7))), "Seven", "the seventh", "/shops/7",
    )  # fmt: skip


async def test_a_change_replaces_and_a_removal_removes(world):
    await world.put(shop(1, "Old Name"))
    await world.put(shop(1, "Lost"), shop(1, "New Name"))
    assert await world.titles("old") == []
    assert await world.titles("new") == ["New Name"]
    async with world.ctx() as ctx:
        assert await world.search.remove(ctx, "shop", ShopId(uuid_of(1)), uuid_of(9)) == 1
    assert await world.titles("new") == []


async def test_other_scripts(world):
    await world.put(shop(1, "東京商事"), shop(2, "Ελληνική Εταιρεία"), shop(3, "Øresund & Söhne's"))
    assert await world.titles("東京商事") == ["東京商事"]
    assert await world.titles("ελλ") == ["Ελληνική Εταιρεία"]
    assert await world.titles("oresund söhne") == ["Øresund & Söhne's"]


@pytest.mark.parametrize(
    "text", ["a' | 'b", "x:* & y", "\\", "'; DROP TABLE files; --", "(((", "<->", "%_%", "a" * 200]
)
async def test_text_is_never_read_as_a_query(world, text):
    await world.put(shop(1, "Harmless"))
    assert await world.titles(text) == []


async def test_an_undeclared_kind_is_a_mistake_of_the_program(world):
    with pytest.raises(ValueError, match="robot"):
        await world.put(SearchDocument(kind="robot", subject_id=ShopId(uuid_of(1)), title="R", url="/r"))


# ---- pages, kinds, facets --------------------------------------------------------------------------------------------


async def test_pages_follow_each_other_without_gaps_or_doubles(world):
    await world.put(*(shop(number, f"Depot {number % 5}") for number in range(23)))
    seen: list[str] = []
    cursor = None
    while True:
        answer = await world.ask("depot", limit=5, cursor=cursor)
        seen += [hit.id for hit in answer.items]
        assert answer.total == 23
        cursor = answer.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 23


async def test_a_cursor_from_elsewhere_is_refused(world):
    with pytest.raises(Invalid):
        await world.ask("depot", cursor="bm9wZQ")


async def test_kinds_are_chosen_and_counted(world):
    await world.put(shop(1, "Harbour"), shop(2, "Harbour Two"), paper(3, "Harbour Paper"))
    assert (await world.ask("harbour")).kinds == {"shop": 2, "paper": 1}
    assert await world.titles("harbour", kinds=("paper",)) == ["Harbour Paper"]
    assert await world.titles("harbour", kinds=("robot",)) == []


async def test_facets_narrow_and_count_what_would_be_found(world):
    await world.put(
        shop(1, "Mill A", facets={"status": "active", "type": ["buyer", "vendor"]}),
        shop(2, "Mill B", facets={"status": "active", "type": "buyer"}),
        shop(3, "Mill C", facets={"status": "closed", "type": "vendor"}),
    )
    answer = await world.ask("mill", facets={"status": ("active",)}, count_facets=True)
    assert [hit.title for hit in answer.items] == ["Mill A", "Mill B"]
    assert answer.total == 2
    counted = {(one.facet, one.value): one.count for one in answer.facets}
    # Within the chosen status, but the status itself still offers its other value.
    assert counted == {("status", "active"): 2, ("status", "closed"): 1, ("type", "buyer"): 2, ("type", "vendor"): 1}
    both = await world.titles("mill", facets={"status": ("active", "closed"), "type": ("vendor",)})
    assert both == ["Mill A", "Mill C"]
    assert (await world.ask("mill")).facets == []


async def test_a_very_common_word_is_counted_to_a_limit_and_says_so(world):
    await world.put(*(paper(number, f"Order {number}") for number in range(700)))
    answer = await world.ask("order", limit=3)
    assert len(answer.items) == 3
    assert answer.more_than_counted
    assert answer.total >= 500
    assert await world.titles("order 699") == ["Order 699"]


# ---- rights ----------------------------------------------------------------------------------------------------------


async def test_nothing_crosses_tenants(world, other):
    same = shop(1, "Northwind", codes=("X-1",), organizations=(ROOT,), owner_member_id=ANN, facets={"a": "b"})
    await other.put(same)
    for text in ("northwind", "nortwind", "X-1", "n", str(same.subject_id)):
        answer = await world.ask(text, count_facets=True)
        assert (answer.items, answer.total, answer.kinds, answer.facets) == ([], 0, {}, [])
        assert len((await other.ask(text)).items) == 1
    async with world.ctx() as ctx:
        assert await world.search.remove(ctx, "shop", same.subject_id) == 0


@pytest.mark.parametrize("text", ["d", "depot", "depto"])
async def test_answers_are_the_same_whether_another_tenant_is_empty_or_full(world, other, text):
    mine = [shop(number, f"Depot Z{number}", organizations=(ROOT,)) for number in range(5)]
    await world.put(*mine)
    before = await world.ask(text)
    await other.put(*(shop(number, f"Depot {number}", organizations=(ROOT,)) for number in range(600)))
    assert await world.ask(text) == before
    assert before.total == 5


async def test_without_a_tenant_nothing_is_found(world, module_base):
    await world.put(shop(1, "Northwind"))
    request = (
        '{"key":"northwind","code":"northwind","exact":"","prefix":"\'x\':*","all":"","whole":"","typos":[],'
        '"open":["shop"],"limited":[],"access":null,"filters":{},"count_facets":false,"limit":5,"after":null}'
    )
    found = module_base.rows(f"SELECT search_documents_find('{request}') ->> 'total'".replace("'x'", "''x''"))
    assert found == [("0",)]


async def test_visitors_and_strangers_find_nothing(world):
    await world.put(shop(1, "Northwind"))
    async with world.ctx() as ctx:
        answer = await world.search.search(ctx, SearchQuery(text="northwind"))
    assert (answer.items, answer.total) == ([], 0)
    assert await world.titles("northwind", at("robot.view", Reach.TENANT)) == []


async def test_only_kinds_one_may_see_exist(world):
    await world.put(shop(1, "Harbour"), paper(2, "Harbour Paper"))
    answer = await world.ask("harbour", at("paper.view", Reach.TENANT))
    assert [hit.kind for hit in answer.items] == ["paper"]
    assert answer.kinds == {"paper": 1}
    assert answer.total == 1
    assert await world.titles("harbour", at("paper.view", Reach.TENANT), kinds=("shop",)) == []


@pytest.mark.parametrize(("grants", "seen"), [
    ((at("shop.view", Reach.TENANT),), {"Root", "North", "South", "Loose", "Both"}),
    ((at("shop.view", Reach.BELOW, ROOT),), {"Root", "North", "South", "Both"}),
    ((at("shop.view", Reach.BELOW, NORTH),), {"North", "Both"}),
    ((at("shop.view", Reach.ORGANIZATION, ROOT),), {"Root"}),
    ((at("shop.view", Reach.ORGANIZATION, SOUTH),), {"South", "Both"}),
    ((at("shop.view", Reach.OWN),), {"South", "Loose"}),
    ((at("shop.view", Reach.OWN, NORTH),), {"Loose"}),
    ((at("shop.view", Reach.OWN, SOUTH),), {"South", "Loose"}),
    ((at("shop.view", Reach.OWN), at("shop.view", Reach.BELOW, NORTH)), {"South", "Loose", "North", "Both"}),
    ((at("paper.view", Reach.TENANT), at("shop.view", Reach.ORGANIZATION, NORTH)), {"North", "Both", "Paper"}),
])  # fmt: skip
@pytest.mark.parametrize("text", ["depot", "depto", "d"])
async def test_rights_reach_as_far_as_the_grants(world, grants, seen, text):
    facets = {"where": "here"}
    await world.put(
        shop(1, "Depot Root", organizations=(ROOT,), facets=facets),
        shop(2, "Depot North", organizations=(NORTH, ROOT), owner_member_id=BOB, facets=facets),
        shop(3, "Depot South", organizations=(SOUTH, ROOT), owner_member_id=ANN, facets=facets),
        shop(4, "Depot Loose", owner_member_id=ANN, facets=facets),
        shop(5, "Depot Both", organizations=(NORTH, ROOT, SOUTH), homes=(NORTH, SOUTH), facets=facets),
        paper(6, "Depot Paper", organizations=(SOUTH, ROOT), facets=facets),
    )
    answer = await world.ask(text, *grants, member=ANN, count_facets=True)
    assert {hit.title.removeprefix("Depot ") for hit in answer.items} == seen
    # Counts tell no more than the list does.
    assert answer.total == sum(answer.kinds.values()) == len(seen)
    assert [one.count for one in answer.facets] == [len(seen)]


# ---- rebuilding ------------------------------------------------------------------------------------------------------


async def test_a_rebuild_goes_on_where_it_stopped_and_drops_what_is_gone(world):
    world.stock = [shop(number, f"Rebuilt {number}") for number in range(10)]
    await world.put(*world.stock[:3], shop(77, "Ghost late"), shop(4, "Old four"), paper(5, "Paper stays"))
    world.stock.pop(2)
    cursor, batches = None, 0
    while True:
        async with world.ctx() as ctx:
            cursor = await world.search.reindex(ctx, "shop", cursor, limit=4)
        batches += 1
        if cursor is None:
            break
    assert batches == 3
    assert (await world.ask("rebuilt")).total == 9
    assert await world.titles("ghost") == []
    assert await world.titles("old") == []
    assert await world.titles("paper stays") == ["Paper stays"]


async def test_rebuilding_what_has_not_changed_writes_nothing(world, module_base):
    world.stock = [shop(number, f"Same {number}", facets={"a": ["b"]}, codes=("Q-1",)) for number in range(5)]
    await world.put(*world.stock)
    before = versions(module_base)
    async with world.ctx() as ctx:
        assert await world.search.reindex(ctx, "shop") is None
    assert versions(module_base) == before
    assert len(before) == 5


async def test_an_empty_kind_is_emptied(world):
    await world.put(shop(1, "Last"))
    async with world.ctx() as ctx:
        assert await world.search.reindex(ctx, "shop") is None
    assert await world.titles("last") == []


def versions(base) -> list[tuple[str]]:
    return base.rows("SELECT ctid::text FROM search_documents ORDER BY subject_id", role="admin")
