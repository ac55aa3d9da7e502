"""An edition answers a question: filtered, counted, sorted, paged."""

from __future__ import annotations

import pytest

from diaban.editions import store
from diaban.explorer.question import ask
from diaban.explorer.tests.sample import NOW, ROWS, publish_sample
from diaban.explorer.tests.test_question_parse import read


def answer(text, edition, **options):
    return ask(edition, read(text, edition, **options))


def found(text, edition, **options):
    return [hit.key for hit in answer(text, edition, **options).hits]


def codes(text, edition, **options):
    return [key.partition(":")[2] for key in found(text, edition, **options)]


def test_a_plain_question_finds_what_is_valid_on_the_editions_day(edition):
    keys = found("", edition)
    assert "locality:06922" in keys
    assert "locality:201" not in keys
    assert len(keys) == answer("", edition).total == 21


@pytest.mark.parametrize(
    ("day", "district", "commune"),
    [("2025-06-30", True, False), ("2025-07-01", False, True)],
)
def test_the_reform_of_july_2025_divides_the_map(edition, day, district, commune):
    keys = found(f"layers=localities&on={day}", edition)
    assert ("locality:193" in keys) is district
    assert ("locality:06652" in keys) is commune
    assert "locality:22" in keys


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kind=seaport", ["cai-lan"]),
        ("kind=park", ["cang-bien-hai-ha", "dong-mai", "hoanh-bo"]),
        ("kind=seaport,economic_zone", ["mong-cai", "quang-yen", "cai-lan"]),
        ("status=planned", ["hoanh-bo"]),
        ("commodity=coal", ["ha-tu-mine"]),
        ("confidence=low", ["hoanh-bo"]),
        ("layers=materials:coal,parks", ["ha-tu-mine", "cang-bien-hai-ha", "dong-mai", "hoanh-bo"]),
        ("layers=facilities:airport", ["van-don-airport"]),
        ("free_min=100", ["bac-tien-phong"]),
        ("area_max=200", ["dong-mai", "dong-mai"]),
        ("layers=parks&area_min=167.86&area_max=167.86", ["dong-mai"]),
        ("port_km=20", ["cai-lan", "ha-tu-mine"]),
        ("q=hai ha", ["cang-bien-hai-ha", "texhong-hai-ha"]),
        ("layers=commodities&q=than", ["coal"]),
        ("bbox=106.8,20.8,106.84,20.9", ["quang-yen", "bac-tien-phong"]),
        (
            "polygon=POLYGON((107 20.9,107.2 20.9,107.2 21.1,107 21.1,107 20.9))",
            ["06652", "06757", "cai-lan", "ha-tu-mine"],
        ),
        ("bbox=107,20.9,107.2,21.1&kind=seaport", ["cai-lan"]),
    ],
)
def test_a_filter_leaves_what_it_says(edition, text, expected):
    assert codes(text, edition) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("economic_zone:quang-yen", ["dong-mai", "dong-mai", "bac-tien-phong"]),
        ("economic_zone:mong-cai", ["cang-bien-hai-ha", "texhong-hai-ha"]),
        ("park:cang-bien-hai-ha", ["texhong-hai-ha"]),
        ("locality:06709", ["mong-cai", "mong-cai-gate"]),
        ("locality:201", ["cang-bien-hai-ha", "texhong-hai-ha"]),
        ("locality:193", []),
    ],
)
def test_within_follows_references(edition, place, expected):
    assert (
        codes(
            f"within={place}&layers=economic_zones,parks,infrastructure_projects,facilities",
            edition,
        )
        == expected
    )


def test_a_dissolved_district_is_the_communes_that_it_became(edition):
    keys = found("within=locality:193", edition)
    assert keys == ["locality:06652", "material:ha-tu-mine"]


def test_the_province_holds_its_communes_and_what_lies_in_them(edition):
    keys = found("within=locality:22", edition)
    assert "locality:06652" in keys
    assert "material:ha-tu-mine" in keys
    assert "material:shrimp-province" in keys
    assert "locality:22" not in keys


def test_an_unknown_value_never_passes_and_is_counted(edition):
    reply = answer("layers=infrastructure_projects&free_min=0", edition)
    assert [hit.key for hit in reply.hits] == [
        "infrastructure_project:dong-mai",
        "infrastructure_project:bac-tien-phong",
    ]
    assert reply.unknown == {"free_min": 1}


def test_what_fails_another_condition_is_not_counted_as_unknown(edition):
    text = "layers=infrastructure_projects&free_min=0&area_max=200"
    assert answer(text, edition).unknown == {}


def test_a_layer_without_the_property_is_not_counted_as_unknown(edition):
    assert answer("layers=localities&free_min=1", edition).unknown == {}


def test_an_unknown_place_is_counted_when_a_place_is_asked(edition):
    assert answer("layers=parks&bbox=100,10,110,30", edition).unknown == {"bbox": 1}
    assert answer("layers=commodities&bbox=100,10,110,30", edition).unknown == {}


def test_distances_come_with_the_features_and_order_them(edition):
    reply = answer("near=107.04,20.976&radius_km=25", edition)
    metres = [hit.metres for hit in reply.hits]
    assert reply.hits[0].key == "facility:cai-lan"
    assert metres == sorted(metres)
    assert metres[0] == 0
    assert max(metres) <= 25_000
    assert reply.unknown == {"radius_km": 2}


def test_what_is_said_to_lie_nowhere_is_counted_when_a_locality_is_asked(tmp_path):
    parks = [row for row in ROWS["parks"] if row["code"] != "hoanh-bo"]
    rows = {**ROWS, "parks": [*parks, {"code": "somewhere", "name": ("Đâu đó", "Somewhere")}]}
    publish_sample(tmp_path, rows=rows)
    edition = store.current(tmp_path)
    assert answer("layers=parks&within=locality:06652", edition).unknown == {"within": 1}
    # That a commune names no parent does not make it one that might lie in another.
    assert answer("layers=localities&within=locality:06652", edition).unknown == {}


def test_without_a_radius_an_unknown_place_comes_last(edition):
    reply = answer("near=107.04,20.976&layers=parks", edition)
    assert [hit.key for hit in reply.hits][-1] == "park:hoanh-bo"
    assert reply.hits[-1].metres is None


@pytest.mark.parametrize("k", [1, 2, 3, 50])
def test_the_nearest_are_those_nearest_among_what_passes(edition, k):
    every = answer("near=107.5,21.2&kind=park,seaport,airport,mine", edition).hits
    located = [hit.key for hit in every if hit.metres is not None]
    reply = answer(f"near=107.5,21.2&kind=park,seaport,airport,mine&nearest={k}", edition)
    assert [hit.key for hit in reply.hits] == located[:k]
    assert reply.total == min(k, len(located))


def test_the_nearest_of_one_layer_respect_the_day_and_the_box(edition):
    text = "near=107.08,20.95&nearest=2&on={}"
    assert codes(text.format("2025-06-30"), edition, layer="localities") == ["193", "195"]
    assert codes(text.format("2025-07-01"), edition, layer="localities") == ["06757", "06652"]
    boxed = "near=107.04,20.98&nearest=1&bbox=107.5,20,109,22"
    assert codes(boxed, edition, layer="parks") == ["cang-bien-hai-ha"]


def test_the_nearest_can_be_sorted_otherwise(edition):
    text = "near=107.04,20.976&nearest=3&sort=-name"
    keys = found(text, edition, layer="facilities")
    assert keys == ["facility:mong-cai-gate", "facility:van-don-airport", "facility:cai-lan"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("area_ha", ["dong-mai", "cang-bien-hai-ha", "hoanh-bo"]),
        ("-area_ha", ["cang-bien-hai-ha", "dong-mai", "hoanh-bo"]),
        ("name", ["cang-bien-hai-ha", "dong-mai", "hoanh-bo"]),
        ("-name", ["hoanh-bo", "dong-mai", "cang-bien-hai-ha"]),
        ("economic_zone", ["cang-bien-hai-ha", "dong-mai", "hoanh-bo"]),
        ("-port_km", ["cang-bien-hai-ha", "dong-mai", "hoanh-bo"]),
    ],
)
def test_unknown_comes_last_whichever_way_one_sorts(edition, sort, expected):
    assert codes(f"layers=parks&sort={sort}", edition) == expected


def test_names_sort_in_vietnamese_order_across_layers(edition):
    names = [
        hit.layer.record(hit.row)["name_vi"]
        for hit in answer("sort=name&layers=facilities,localities", edition).hits
    ]
    assert names.index("Đặc khu Vân Đồn") > names.index("Cửa khẩu quốc tế Móng Cái")
    assert names.index("Đặc khu Vân Đồn") < names.index("Phường Cẩm Phả")


@pytest.mark.parametrize("sort", ["", "sort=name", "sort=-area_ha", "near=107,21", "q=h"])
@pytest.mark.parametrize("limit", [1, 4, 7])
def test_pages_neither_overlap_nor_skip(edition, sort, limit):
    whole = found(f"{sort}&limit=1000", edition)
    pages = []
    for page in range(1, len(whole) // limit + 2):
        reply = answer(f"{sort}&limit={limit}&page={page}", edition)
        assert reply.total == len(whole)
        assert reply.has_next is (page * limit < len(whole))
        pages += [hit.key for hit in reply.hits]
    assert pages == whole
    assert len(set(whole)) == len(whole)


def test_the_answer_is_the_same_as_a_plain_loop_would_give(edition):
    """Every numeric filter against a naive reading of every record."""
    for name, column in (("area_min", "area_ha"), ("free_min", "free_ha")):
        for bound in (0, 100, 167.86, 1000, 1e6):
            naive = {
                record["key"]
                for layer in ("parks", "infrastructure_projects", "materials")
                for record in map(edition.layers[layer].record, range(len(edition.layers[layer])))
                if record[column] is not None and record[column] >= bound
            }
            text = f"layers=parks,infrastructure_projects,materials&{name}={bound}"
            assert set(found(text, edition)) == naive


def test_an_edition_without_the_explorers_layers_answers_with_its_own(tmp_path):
    publish_sample(tmp_path, now=NOW, rows={"commodities": ROWS["commodities"]})
    edition = store.current(tmp_path)
    assert codes("", edition) == ["coal", "tea", "shrimp"]
