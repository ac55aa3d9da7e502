from __future__ import annotations

from datetime import UTC, datetime

import pytest

from diaban.editions import publish, snapshot, store
from diaban.explorer import map_messages
from diaban.facts import packs
from diaban.facts.tests.build_pack import write_pack
from diaban.opendata.kinds import KINDS, OSM
from diaban.opendata.models import MappedPark

pytestmark = pytest.mark.django_db

SOURCE = (
    "osm,open_data,OpenStreetMap,OpenStreetMap,OpenStreetMap contributors,,,2026-11-26,ODbL 1.0"
)
HEADER = "id,kind,title_vi,title_en,publisher,url,published_on,retrieved_on,licence\n"
PARK = "code,name_vi,name_en,type,source,as_of,trust\nway-7,KCN Thử,Test Park,industrial,osm,,S-M\n"


@pytest.fixture
def with_a_mapped_park(tmp_path):
    """A pack beside the first, with one industrial area of OpenStreetMap."""
    folder = tmp_path / "osm"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        "id: osm\ntitle_vi: OSM\ntitle_en: OSM\nversion: '1'\nauthority_vi: A\nauthority_en: A\n"
        "province: '22'\nbounds: [106, 20, 109, 22]\nowner: x\nlicence: ODbL-1.0\n"
    )
    (folder / "sources.csv").write_text(f"{HEADER}{SOURCE}\n")
    (folder / "osm_parks.csv").write_text(PARK)
    packs.load(write_pack(tmp_path))
    packs.load(folder)


def edition(root):
    now = datetime(2026, 11, 26, tzinfo=UTC)
    return store.open(root, publish.write(root, snapshot.build(now), now=now))


def test_an_edition_without_open_data_has_none_of_its_layers(tmp_path):
    packs.load(write_pack(tmp_path))
    one = edition(tmp_path / "editions")
    assert not {kind.layer for kind in KINDS} & set(one.layers)
    assert map_messages.of(one) is map_messages.MESSAGES


def test_mapped_parks_stand_in_a_layer_of_their_own_with_their_licence(
    tmp_path, with_a_mapped_park
):
    one = edition(tmp_path / "editions")
    assert one.layers["osm_parks"].licence == {
        "id": "ODbL-1.0",
        "attribution": OSM.attribution,
        "url": OSM.url,
    }
    assert "osm_park:way-7" in one.layers["osm_parks"].keys.to_pylist()
    assert not [key for key in one.layers["parks"].keys.to_pylist() if "way-7" in key]
    assert MappedPark.objects.get().name_en == "Test Park"


def test_the_maps_attribution_names_every_licence_it_shows(tmp_path, with_a_mapped_park):
    said = str(map_messages.of(edition(tmp_path / "editions"))["map.attribution"])
    assert said.endswith("© OpenStreetMap contributors (ODbL 1.0).")
    assert said.startswith(str(map_messages.MESSAGES["map.attribution"]))


def test_a_mapped_park_has_a_page(tmp_path, with_a_mapped_park, client, settings):
    settings.DIABAN_EDITIONS = tmp_path / "editions"
    edition(tmp_path / "editions")
    page = client.get("/en/osm-parks/way-7/")
    assert page.status_code == 200
    assert "Test Park" in page.content.decode()
