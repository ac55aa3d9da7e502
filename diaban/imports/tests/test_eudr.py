from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from diaban.imports import eudr, eudr_plot
from diaban.imports.eudr_words import WORDS
from diaban.imports.findings import ERROR, NOTE, WARNING
from diaban.imports.safety import Refused
from diaban.materials import plots

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="needs the geodata of ../shared/data")

POINT = {"type": "Point", "coordinates": [107.268311, 21.274419]}
RING = [
    [107.252137, 21.261113],
    [107.255354, 21.261113],
    [107.255354, 21.264331],
    [107.252137, 21.264331],
    [107.252137, 21.261113],
]


def polygon(*rings) -> dict:
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(geometry, **properties) -> dict:
    properties = {"ProducerName": "HTX", "ProducerCountry": "VN", **properties}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def read(tmp_path, *features, raw: str | None = None, **options):
    path = tmp_path / "plots.geojson"
    data = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(data) if raw is None else raw)
    return eudr.read(path, **options)


def codes(checked) -> list[str]:
    return [finding.code.removeprefix("eudr_") for finding in checked.findings]


def test_a_polygon_and_a_small_point_break_no_rule(tmp_path):
    checked = read(tmp_path, feature(polygon(RING), ProductionPlace="A"), feature(POINT, Area=2.5))
    assert checked.findings == ()
    assert [plot.row for plot in checked.acceptable] == [1, 2]
    assert checked.plots[0].measured_ha == pytest.approx(11.88, abs=0.1)
    assert checked.plots[1].area_ha == 2.5


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "geometry_missing"),
        ({"type": "Polygon", "coordinates": []}, "geometry_missing"),
        ({"type": "LineString", "coordinates": RING[:2]}, "geometry_type"),
        (polygon(RING[:-1]), "ring_open"),
        (polygon([RING[0], RING[1], RING[0]]), "ring_too_short"),
        (polygon([RING[0], RING[2], RING[1], RING[3], RING[0]]), "crossing"),
        (polygon([RING[0], RING[1], RING[0], RING[1], RING[0]]), "no_area"),
        (polygon([RING[0], RING[1], ["x", 21.0], RING[0]]), "coordinates_damaged"),
        (polygon([RING[0], [107.0], RING[2], RING[0]]), "coordinates_damaged"),
        (polygon([[RING[0]], RING]), "coordinates_damaged"),
        ({"type": "Point", "coordinates": [21.261113, 107.252137]}, "swapped"),
        ({"type": "Point", "coordinates": [448293.111111, 2351944.521111]}, "metres"),
        ({"type": "Point", "coordinates": [207.268311, 21.274419]}, "out_of_range"),
    ],
)
def test_a_geometry_that_breaks_a_rule_is_refused_by_that_rule(tmp_path, geometry, code):
    checked = read(tmp_path, feature(geometry, Area=1.5))
    assert code in codes(checked)
    assert checked.acceptable == ()


def test_a_hole_is_named_with_its_place(tmp_path):
    hole = [[x * 0.5 + 53.627, y * 0.5 + 10.6312] for x, y in RING]
    hole = [[round(x, 6), round(y, 6)] for x, y in hole]
    (found,) = read(tmp_path, feature(polygon(RING, hole))).findings
    assert (found.code, found.severity, found.numbers["count"]) == ("eudr_hole", ERROR, 1)
    assert found.place == tuple(hole[0])


def test_a_point_stands_for_four_hectares_at_most_except_for_cattle(tmp_path):
    large = feature(POINT, Area=4.01)
    assert codes(read(tmp_path, large)) == ["point_too_large"]
    assert codes(read(tmp_path, large, cattle=True)) == []
    assert codes(read(tmp_path, feature(POINT, Area=4))) == []


def test_a_point_without_area_is_said_to_count_as_four_hectares(tmp_path):
    (found,) = read(tmp_path, feature(POINT)).findings
    assert (found.code, found.severity) == ("eudr_area_assumed", NOTE)


@pytest.mark.parametrize("area", ["2,5", "2.5", 0, -1, True, [1]])
def test_an_area_is_a_positive_number_and_not_text(tmp_path, area):
    assert codes(read(tmp_path, feature(POINT, Area=area))) == ["area_damaged"]


def test_an_area_far_from_the_polygon_is_pointed_out(tmp_path):
    (found,) = read(tmp_path, feature(polygon(RING), Area=5)).findings
    assert (found.code, found.severity) == ("eudr_area_differs", WARNING)
    assert found.numbers["percent"] == pytest.approx(137.7, abs=1)


@pytest.mark.parametrize(
    ("country", "code", "wanted"),
    [
        ("", "country_missing", None),
        (None, "country_missing", None),
        ("VNM", "country_misspelt", "VN"),
        ("vn", "country_misspelt", "VN"),
        ("Viet Nam", "country_unknown", None),
        ("XX", "country_unknown", None),
    ],
)
def test_the_country_is_two_letters(tmp_path, country, code, wanted):
    (found,) = read(tmp_path, feature(POINT, Area=1, ProducerCountry=country)).findings
    assert found.code == f"eudr_{code}"
    assert found.numbers.get("wanted") == wanted


def test_properties_with_wrong_capitals_are_named_and_their_values_checked_too(tmp_path):
    given = {"producername": "X", "ProducerCountry": "VN", "area": "2,5"}
    plot = {"type": "Feature", "properties": given, "geometry": POINT}
    checked = read(tmp_path, plot)
    assert codes(checked) == ["area_damaged", "property_misnamed", "property_misnamed"]
    assert checked.plots[0].producer == "X"


def test_decimals_are_counted_as_they_are_written(tmp_path):
    def plot(x: str, y: str) -> str:
        geometry = f'{{"type": "Point", "coordinates": [{x}, {y}]}}'
        return (
            '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
            f'{{"ProducerCountry": "VN", "Area": 1}}, "geometry": {geometry}}}]}}'
        )

    assert codes(read(tmp_path, raw=plot("107.250000", "21.260000"))) == []
    assert codes(read(tmp_path, raw=plot("107.25214", "21.261113"))) == []
    (found,) = read(tmp_path, raw=plot("107.25", "21.26")).findings
    assert (found.code, found.severity) == ("eudr_too_few_decimals", WARNING)
    assert found.numbers["decimals"] == 2
    assert codes(read(tmp_path, raw=plot("1.07252137e2", "21.261113"))) == []


def test_a_plot_said_to_be_in_viet_nam_lies_there(tmp_path):
    away = {"type": "Point", "coordinates": [16.352435, 3.174699]}
    assert codes(read(tmp_path, feature(away, Area=1))) == ["outside_country"]
    assert codes(read(tmp_path, feature(away, Area=1, ProducerCountry="CM"))) == []


def test_the_same_ground_declared_twice_is_found(tmp_path):
    shifted = [[round(x + 0.001, 6), y] for x, y in RING]
    checked = read(
        tmp_path,
        feature(polygon(RING), ProductionPlace="A"),
        feature(polygon(RING), ProductionPlace="B"),
        feature(polygon(shifted), ProductionPlace="C"),
    )
    assert codes(checked) == ["overlap", "same_plot"]
    overlap, twin = checked.findings
    assert (overlap.row, overlap.numbers["other"]) == (1, "C")
    assert (twin.row, twin.numbers["other"]) == (2, "A")


def test_plots_outside_their_region_are_pointed_out(tmp_path):
    region = shapely.box(107.2, 21.2, 107.26, 21.3)
    checked = read(
        tmp_path,
        feature(polygon(RING)),
        feature(POINT, Area=1),
        region=region,
        region_name="Ba Chẽ",
    )
    assert [(found.row, found.code) for found in checked.findings] == [(2, "eudr_outside_region")]


def test_files_of_another_kind_or_system_are_refused_as_a_whole(tmp_path):
    other = {"type": "FeatureCollection", "features": [feature(POINT, Area=1)]}
    other["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5899"}}
    checked = eudr.check(other)
    assert codes(checked) == ["other_crs"]
    assert checked.acceptable == ()
    assert codes(eudr.check([])) == ["not_a_collection"]
    assert codes(eudr.check({"type": "FeatureCollection", "features": [7]})) == ["not_a_feature"]


def test_a_file_above_25_megabytes_is_too_large_for_the_eu_system(tmp_path):
    raw = json.dumps({"type": "FeatureCollection", "features": [feature(POINT, Area=1)]})
    checked = read(tmp_path, raw=raw + " " * eudr.FILE_LIMIT)
    assert codes(checked) == ["file_too_large"]


def test_damage_and_endless_nesting_are_refused_with_words(tmp_path):
    for raw, code in [("{", "damaged"), ('{"a":' + "[" * 200_000, "too_deep")]:
        with pytest.raises(Refused) as refused:
            read(tmp_path, raw=raw)
        assert refused.value.code == code
        assert "plots.geojson" in str(refused.value)


def test_a_file_that_would_fill_the_memory_is_refused_before_it_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(eudr.json, "loads", lambda *_said, **_more: pytest.fail("was decoded"))
    with pytest.raises(Refused) as refused:
        read(tmp_path, raw='{"a":[' + "0," * 4_000_000 + "0]}")
    assert refused.value.code == "too_many_parts"


def test_more_plots_than_can_be_held_against_each_other_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(eudr, "_MOST_PLOTS", 2)
    features = [feature(POINT, Area=1)] * 3
    with pytest.raises(Refused) as refused:
        read(tmp_path, raw=json.dumps({"type": "FeatureCollection", "features": features}))
    assert refused.value.code == "too_many_rows"


def test_as_many_corners_as_the_eu_system_takes_are_read():
    corners = eudr.FILE_LIMIT // len("[107.252137,21.261113],")
    assert 3 * corners < eudr._MOST_PARTS


@needs_data
def test_the_valid_plots_break_no_rule():
    checked = eudr.read(DATA / "eudr/synthetic_valid.geojson")
    assert [each for each in checked.findings if each.severity == ERROR] == []
    assert len(checked.acceptable) == 3


@needs_data
def test_every_invalid_case_is_found_by_its_rule():
    province = json.loads((DATA / "admin/qn_province_2025_dissolved_15m.geojson").read_text())
    region = shapely.geometry.shape(province["features"][0]["geometry"])
    checked = eudr.read(
        DATA / "eudr/synthetic_invalid_cases.geojson", region=region, region_name="Quảng Ninh"
    )
    found = {
        plot.name: {each.code.removeprefix("eudr_") for each in checked.of(plot.row)}
        for plot in checked.plots
    }
    expected = {
        "E_UNCLOSED": "ring_open",
        "E_SELF_INTERSECT": "crossing",
        "E_HOLE": "hole",
        "E_SWAPPED_LATLON": "swapped",
        "E_POINT_OVER_4HA": "point_too_large",
        "W_LOW_PRECISION": "too_few_decimals",
        "E_LINESTRING": "geometry_type",
        "W_OUTSIDE_PROVINCE": "outside_region",
        "E_VN2000_METRES": "metres",
    }
    assert {name: code for name, code in expected.items() if code not in found[name]} == {}
    last = {each.code.removeprefix("eudr_") for each in checked.of(10)}
    assert last >= {"property_misnamed", "country_misspelt", "area_damaged"}
    errors = {each.row for each in checked.findings if each.severity == ERROR}
    assert errors == {1, 2, 3, 4, 5, 7, 9, 10}
    assert all(each.message and each.remedy for each in checked.findings)


@needs_data
def test_plots_of_the_world_are_read_and_lack_their_country():
    checked = eudr.read(DATA / "eudr/whisp_geojson_example.geojson")
    assert len(checked.plots) == 50
    assert codes(checked).count("country_missing") == 50


def test_every_word_belongs_to_a_rule():
    """Of the regulation here, of plots where they are taken in (`materials/plots.py`)."""
    rules = Path(eudr.__file__), Path(eudr_plot.__file__), Path(plots.__file__)
    source = "".join(path.read_text() for path in rules)
    used = {word for word in WORDS if f'"{word}"' in source}
    assert used == set(WORDS)
