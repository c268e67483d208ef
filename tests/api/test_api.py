"""The open data API, asked over the network by a client, of a dashboard started as users start it."""

import csv
import io
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.message import Message
from pathlib import Path
from typing import Any

import duckdb
import pytest
from frictionless import Package, Resource, system
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

DATASETS = ("indicators", "territories", "observations", "targets", "progress")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.json()["rows"]
        return found


Get = Callable[..., Answer]


def client(address: str) -> Get:
    def get(path: str, headers: dict[str, str] | None = None, **query: object) -> Answer:
        url = path if path.startswith("http") else address + path
        url += "?" + urllib.parse.urlencode(query) if query else ""
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=30) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    return get


@pytest.fixture(scope="module")
def get(server: str) -> Get:
    return client(server)


def test_the_index_leads_everywhere(get: Get) -> None:
    index = get("/api/").json()
    addresses = [d["url"] for d in index["datasets"]] + [index["datapackage"], index["openapi"], index["health"]]
    assert {d["name"] for d in index["datasets"]} == {*DATASETS, "outlines"}
    assert [get(a).status for a in addresses] == [200] * len(addresses)


@pytest.mark.parametrize("name", DATASETS)
def test_json_and_csv_say_the_same(get: Get, name: str) -> None:
    as_json = get(f"/api/{name}", limit=50).rows()
    by_parameter = get(f"/api/{name}", limit=50, format="csv")
    by_header = get(f"/api/{name}", {"Accept": "text/csv"}, limit=50)
    assert by_parameter.headers["content-type"].startswith("text/csv")
    assert by_parameter.body == by_header.body
    as_csv = list(csv.DictReader(io.StringIO(by_parameter.body.decode())))
    assert as_json and len(as_csv) == len(as_json) and list(as_csv[0]) == list(as_json[0])
    for one, other in zip(as_json, as_csv, strict=True):
        for column, value in one.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                assert float(other[column].removeprefix("'")) == value
            elif value is None:
                assert other[column] == ""


def test_pages_together_are_the_whole(get: Get) -> None:
    whole = get("/api/observations", indicator="TRA-01", limit=50000).rows()
    rows: list[dict[str, Any]] = []
    address: str | None = "/api/observations?indicator=TRA-01&limit=70"
    while address:
        page = get(address)
        rows += page.rows()
        address = page.json()["next"]
        assert (address is None) == (page.headers["link"] is None)
    assert rows == whole and len(whole) > 200


def test_outlines_come_in_pages_too(get: Get) -> None:
    whole = get("/api/outlines").json()
    features: list[dict[str, Any]] = []
    address: str | None = "/api/outlines?limit=40"
    while address:
        page = get(address)
        found = page.json()
        assert page.headers["content-type"].startswith("application/geo+json")
        assert found["type"] == "FeatureCollection" and found["count"] == len(found["features"]) <= 40
        assert page.headers["link"] == (f'<{found["next"]}>; rel="next"' if found["next"] else None)
        features += found["features"]
        address = found["next"]
    assert features == whole["features"] and len(features) > 80 and whole["next"] is None
    for language in ("fr", "en"):
        refused = get("/api/outlines", {"Accept-Language": language}, format="csv")
        assert refused.status == 400 and "GeoJSON" in refused.json()["detail"]


def test_filters(get: Get) -> None:
    rows = get(
        "/api/observations", indicator="TRA-01,TRA-10", territory="QP094027", **{"from": 2016, "to": "2018-12-31"}
    ).rows()
    assert {r["indicator"] for r in rows} == {"TRA-01", "TRA-10"} and {r["territory"] for r in rows} == {"QP094027"}
    assert all("2016-01-01" <= r["period"] <= "2018-12-31" for r in rows)
    assert {r["origin"] for r in get("/api/observations", origin="official", limit=500).rows()} == {"official"}
    assert {r["axis"] for r in get("/api/indicators", axis="health").rows()} == {"health"}
    places = get("/api/territories", level="neighbourhood", generation="qpv2024", within="DEP94").rows()
    assert places and {(r["level"], r["generation"]) for r in places} == {("neighbourhood", "qpv2024")}
    one = get("/api/outlines", territory="COM94019").json()
    assert one["type"] == "FeatureCollection" and [f["properties"]["territory"] for f in one["features"]] == [
        "COM94019"
    ]
    assert one["features"][0]["geometry"]["type"] in {"Polygon", "MultiPolygon"}


def test_as_of_gives_what_was_known(get: Get) -> None:
    then = get("/api/observations", indicator="EMP-04", as_of="2023-06-12", limit=5000).rows()
    now = get("/api/observations", indicator="EMP-04", limit=5000).rows()
    assert then and max(r["period"] for r in then) == "2022-12-31" and max(r["period"] for r in now) == "2023-12-31"
    assert get("/api/observations", indicator="EMP-04", as_of="2023-06-11").rows() == []
    past = get("/api/progress", as_of="2023-07-01", limit=1).json()
    assert past["as_of"] == "2023-07-01" and past["rows"]


@pytest.mark.parametrize("name", [*DATASETS, "outlines"])
def test_a_past_day_is_answered_or_refused(get: Get, name: str) -> None:
    """What has no past says so everywhere, and never gives what is in force for what was."""
    day = "2020-06-30" if name == "targets" else "2023-07-01"
    found = get(f"/api/{name}", as_of=day, limit=5000)
    has_past = name not in {"indicators", "territories"}
    assert get(f"/api/{name}", as_of="2024").status == 400
    if has_past:
        assert found.status == 200 and found.json()["as_of"] == day
        assert get(f"/api/{name}", limit=1).json()["as_of"] is None
    else:
        assert found.status == 400 and "no past" in found.json()["detail"]
    if name in {"observations", "targets", "progress"}:
        assert found.rows() != get(f"/api/{name}", limit=5000).rows()
    description = get("/api/openapi.json").json()["paths"][f"/api/{name}"]["get"]
    assert has_past == ("as_of" in {p["name"] for p in description["parameters"]})
    resources = {r["name"]: r for r in get("/api/datapackage.json").json()["resources"]}
    said = [description["description"]] + ([resources[name]["description"]] if name in resources else [])
    assert {"no past" in one for one in said} == {not has_past}


def test_outlines_of_a_past_day_are_those_drawn_then(serve: Callable[..., str], built: Path, tmp_path: Path) -> None:
    database = tmp_path / "observatory.duckdb"
    database.write_bytes(built.read_bytes())
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "INSERT INTO outline_past SELECT *, TIMESTAMP '2026-11-20 10:00:00' FROM outline WHERE territory = 'QP094027'"
        )
        connection.execute(
            "UPDATE outline SET precision = 'official', known_from = TIMESTAMP '2026-11-20 10:00:00' WHERE territory = 'QP094027'"
        )
    ask = client(serve(CAP_QUARTIERS_DATABASE=str(database)))

    def precision(**query: str) -> str:
        (one,) = ask("/api/outlines", territory="QP094027", **query).json()["features"]
        return str(one["properties"]["precision"])

    assert precision() == "official" and precision(as_of="2026-11-01") == "approximate"


@pytest.mark.parametrize(
    "query",
    [
        {"indicator": "NOPE"},
        {"territory": "QP094027,NOPE"},
        {"territory": ","},
        {"territory": " , ,"},
        {"indicator": ""},
        {"from": "hier"},
        {"as_of": "2024"},
        {"limit": "0"},
        {"limit": "1000000"},
        {"limit": "١"},
        {"offset": "-1"},
        {"format": "xml"},
        {"lang": "de"},
        {"origin": "martian"},
        {"release": "abc"},
        {"release": "99"},
        {"as_of": "20230612"},
        {"as_of": "2023-W24-1"},
        {"from": "2020", "to": "2019"},
        {"whatever": "1"},
        {"indicator": "'; DROP TABLE figure; --"},
    ],
    ids=lambda q: "-".join(f"{k}={v}" for k, v in q.items()),
)
def test_errors_are_problem_details(get: Get, query: dict[str, str]) -> None:
    for language in ("fr", "en"):
        found = get("/api/observations", {"Accept-Language": language}, **query)
        assert found.status == 400 and found.headers["content-type"] == "application/problem+json"
        assert found.json()["status"] == 400 and found.json()["detail"].endswith(".")
        assert found.headers["access-control-allow-origin"] == "*"


def test_repeated_parameters_and_unknown_addresses(get: Get) -> None:
    codes = get("/api/observations?indicator=TRA-01&indicator=TRA-10&lang=en")
    assert codes.status == 400 and "separate codes by commas" in codes.json()["detail"]
    twice = get("/api/observations?limit=1&limit=2&lang=en")
    assert twice.status == 400 and twice.json()["detail"].endswith("keep one.")
    missing = get("/api/nothing")
    assert missing.status == 404 and missing.headers["content-type"] == "application/problem+json"
    assert get("/api/health").json()["status"] == "ok"


def test_health_asks_a_question_of_the_database(serve: Callable[..., str], built: Path, tmp_path: Path) -> None:
    """A file that is there and cannot be read, or says nothing, is no health; nor does the answer stay once it is mended."""
    database, fresh = tmp_path / "observatory.duckdb", tmp_path / "fresh.duckdb"
    database.write_bytes(b"garbage\n")
    ask = client(serve(CAP_QUARTIERS_DATABASE=str(database)))
    for route in ("/api/health", "/health"):
        found = ask(route)
        assert found.status == 503 and found.json()["status"] == "error"
        assert "est endommagé" in found.json()["message"] and found.headers["cache-control"] == "no-store"
    duckdb.connect(fresh).close()
    fresh.replace(database)
    assert ask("/api/health").status == 503
    fresh.write_bytes(built.read_bytes())
    fresh.replace(database)
    assert ask("/api/health").json()["status"] == "ok"


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "text/plain, */*;q=0.5"])
def test_a_probe_of_health_is_told_the_state(get: Get, accept: str | None) -> None:
    found = get("/health", {"Accept": accept} if accept else None)
    assert found.status == 200 and found.headers["content-type"] == "application/json"
    assert found.json() == get("/api/health").json() and found.headers["cache-control"] == "no-store"


def test_a_browser_is_shown_the_health_page(get: Get) -> None:
    navigation = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    found = get("/health", navigation)
    assert found.status == 200 and found.headers["content-type"].startswith("text/html")
    assert b"<title>Cap Quartiers</title>" in found.body
    # Other pages are pages for everybody.
    assert get("/housing").headers["content-type"].startswith("text/html")


def test_etag_and_304(get: Get) -> None:
    first = get("/api/indicators")
    assert first.headers["access-control-allow-origin"] == "*"
    again = get("/api/indicators", {"If-None-Match": first.headers["etag"]})
    assert again.status == 304 and again.body == b"" and again.headers["etag"] == first.headers["etag"]
    assert get("/api/indicators", {"If-None-Match": '"other"'}).status == 200
    others = {get("/api/indicators", limit=1).headers["etag"], get("/api/territories").headers["etag"]}
    others.add(get("/api/indicators", {"Accept": "text/csv"}).headers["etag"])
    assert first.headers["etag"] not in others and len(others) == 3


def test_a_publication_changes_the_etag_without_a_restart(
    serve: Callable[..., str], built: Path, tmp_path: Path
) -> None:
    database = tmp_path / "observatory.duckdb"
    database.write_bytes(built.read_bytes())
    ask = client(serve(CAP_QUARTIERS_DATABASE=str(database)))
    first = ask("/api/observations", indicator="DE-ABC", territory="QP094027")
    fresh = tmp_path / "fresh.duckdb"
    fresh.write_bytes(built.read_bytes())
    with duckdb.connect(str(fresh)) as connection:
        connection.execute("DELETE FROM figure WHERE indicator = 'DE-ABC'")
    fresh.replace(database)
    second = ask(
        "/api/observations", {"If-None-Match": first.headers["etag"]}, indicator="DE-ABC", territory="QP094027"
    )
    assert first.rows() and second.status == 200 and second.rows() == []


def test_demonstration_is_marked_and_can_be_hidden(get: Get, serve: Callable[..., str]) -> None:
    assert {r["origin"] for r in get("/api/observations", limit=50000).rows()} >= {"official", "demo"}
    ask = client(serve(CAP_QUARTIERS_HIDE_DEMO="1"))
    assert "demo" not in {r["origin"] for r in ask("/api/observations", limit=50000).rows()}
    assert "demo" not in {r["origin"] for r in ask("/api/targets", limit=50000).rows()}
    assert not any(r["is_demo"] for r in ask("/api/progress", limit=50000).rows())
    assert ask("/api/observations", origin="demo").rows() == []


def test_a_landing_says_what_it_supposes(get: Get) -> None:
    rows = get("/api/progress", contract="chennevieres", limit=50000).rows()
    landed = [r for r in rows if r["landing_value"] is not None]
    assert {r["landing_condition"] for r in landed if r["territory"] == "QP094027"} == {"own_perimeter"}
    assert {r["landing_break_on"] for r in landed} == {"2024-01-01"}
    cut = [r for r in rows if r["landing_reason"] == "break_ahead"]
    assert cut and all(r["landing_value"] is None and r["landing_low"] is None for r in cut)
    schema = get("/api/openapi.json").json()["components"]["schemas"]["progress"]["properties"]
    for name in ("landing_reason", "landing_condition", "landing_break_on"):
        assert schema[name]["description"]


def test_an_empty_list_does_not_ask_for_everything(get: Get) -> None:
    for address, name in (("targets", "contract"), ("progress", "indicator"), ("outlines", "territory")):
        for said in (",", ""):
            found = get(f"/api/{address}", **{name: said})
            assert found.status == 400 and name in found.json()["detail"]
    for said in (",", "DEP94,COM94019"):
        assert get("/api/territories", within=said).status == 400


def test_moments_say_that_they_are_utc(get: Get) -> None:
    asked = {"indicator": "TRA-01", "territory": "QP094027", "limit": 3}
    (moment,) = {row["published_at"] for row in get("/api/observations", **asked).rows()}
    assert moment == "2026-11-24T00:00:00Z"
    rows = list(csv.DictReader(io.StringIO(get("/api/observations", format="csv", **asked).body.decode())))
    assert {row["published_at"] for row in rows} == {moment}
    schema = get("/api/openapi.json").json()["components"]["schemas"]["observations"]["properties"]["published_at"]
    assert schema["format"] == "date-time"
    (resource,) = [r for r in get("/api/datapackage.json").json()["resources"] if r["name"] == "observations"]
    (field,) = [f for f in resource["schema"]["fields"] if f["name"] == "published_at"]
    assert (field["type"], field["format"]) == ("datetime", "default")


def test_a_hidden_value_never_leaves(get: Get) -> None:
    hidden = {"secret", "not_available", "not_applicable", "not_significant"}
    for query in ({}, {"as_of": date(2024, 7, 1)}):
        rows = get("/api/observations", limit=50000, **query).rows()
        found = [r for r in rows if r["status"] in hidden]
        assert all(r["value"] is None for r in found)
        assert all(r["numerator"] is None for r in found if r["status"] == "secret")


def test_french_csv_opens_in_a_french_spreadsheet(get: Get) -> None:
    body = get("/api/observations", indicator="TRA-01", territory="QP094027", format="csv", lang="fr").body
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    value = rows[0].index("value")
    assert any("," in row[value] for row in rows[1:])


def test_the_data_package_is_valid_and_its_files_follow_it(get: Get, tmp_path: Path) -> None:
    descriptor = get("/api/datapackage.json").json()
    described = [f for r in descriptor["resources"] for f in r["schema"]["fields"]]
    assert all(f["description"] for f in described)
    for resource in descriptor["resources"]:
        file = tmp_path / f"{resource['name']}.csv"
        file.write_bytes(get(resource["path"]).body)
        resource["path"] = file.name
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    with system.use_context(trusted=True):
        package = Package(str(tmp_path / "datapackage.json"))
        report = package.validate()
    assert report.valid, report.flatten(["fieldName", "rowNumber", "message"])[:5]
    assert isinstance(package.get_resource("observations"), Resource)


def test_a_resource_of_several_files_is_read_whole_by_a_client_of_data_packages(
    serve: Callable[..., str], built: Path, tmp_path: Path
) -> None:
    """Figures of four centuries, which take more than one page: the descriptor names each, and together they are all rows."""
    database = tmp_path / "observatory.duckdb"
    database.write_bytes(built.read_bytes())
    with duckdb.connect(str(database)) as connection:
        for years in (100, 200, 300):
            connection.execute(
                "INSERT INTO figure SELECT * REPLACE (period - to_years($1) AS period) FROM figure WHERE year(period) > 2000",
                [years],
            )
        said = connection.execute("SELECT indicator, territory, period, value FROM figure ORDER BY ALL").fetchall()
    address = serve(CAP_QUARTIERS_DATABASE=str(database))
    descriptor = client(address)("/api/datapackage.json").json()
    paths = {one["name"]: one["path"] for one in descriptor["resources"]}
    assert len(said) > 50_000 and len(paths["observations"]) == 1 + len(said) // 50_000 > 1
    assert all(isinstance(path, str) for name, path in paths.items() if name != "observations")
    with system.use_context(trusted=True):
        package = Package(f"{address}/api/datapackage.json")
        resource = package.get_resource("observations")
        assert resource.multipart
        rows = [(row["indicator"], row["territory"], row["period"], row["value"]) for row in resource.read_rows()]
        report = resource.validate()
    assert report.valid, report.flatten(["fieldName", "rowNumber", "message"])[:5]
    assert len(rows) == len(said) and [row[:3] for row in sorted(rows, key=lambda row: row[:3])] == [
        row[:3] for row in sorted(said, key=lambda row: row[:3])
    ]
    given, kept = ({row[:3]: row[3] for row in some} for some in (rows, said))
    assert all((value is None) == (kept[key] is None) for key, value in given.items())
    assert all(value is None or float(value) == kept[key] for key, value in given.items())


def test_the_openapi_description_is_valid_and_true(get: Get) -> None:
    description = get("/api/openapi.json").json()
    OpenAPIV31SpecValidator(description).validate()
    for name in DATASETS:
        schema = description["paths"][f"/api/{name}"]["get"]["responses"]["200"]["content"]["application/json"][
            "schema"
        ]
        whole = {**schema, "components": description["components"]}
        Draft202012Validator(whole).validate(get(f"/api/{name}", limit=200).json())
        said = {p["name"] for p in description["paths"][f"/api/{name}"]["get"]["parameters"]}
        assert {"limit", "offset", "format", "lang"} <= said
    schema = description["paths"]["/api/outlines"]["get"]["responses"]["200"]["content"]["application/geo+json"]
    Draft202012Validator(schema["schema"]).validate(get("/api/outlines", limit=20).json())


def test_writing_is_refused(server: str) -> None:
    request = urllib.request.Request(f"{server}/api/indicators", data=b"{}", method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 405
    assert refused.value.headers["content-type"] == "application/problem+json"
    assert refused.value.headers["access-control-allow-origin"] == "*"
    assert json.loads(refused.value.read())["status"] == 405


def test_a_page_of_another_site_may_send_an_etag_back(server: str) -> None:
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET",
             "Access-Control-Request-Headers": "if-none-match"}  # fmt: skip
    request = urllib.request.Request(f"{server}/api/indicators", method="OPTIONS", headers=asked)
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 204
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "GET" in answer.headers["access-control-allow-methods"]
        assert answer.headers["access-control-allow-headers"].casefold() == "if-none-match"


def test_the_index_needs_no_slash(get: Get) -> None:
    assert get("/api").json() == get("/api/").json()


@pytest.mark.parametrize(
    ("accept", "is_csv"),
    [
        ("text/csv", True), ("text/csv, application/json", True), ("application/json, text/csv", False),
        ("application/json;q=0.1, text/csv", True), ("text/csv;q=0.1, application/json", False), ("text/csv;q=0", False),
        ("text/html, */*", False), ("", False),
    ],
)  # fmt: skip
def test_a_client_gets_the_format_that_it_prefers(get: Get, accept: str, is_csv: bool) -> None:
    found = get("/api/indicators?limit=1", {"Accept": accept})
    assert found.headers["content-type"].startswith("text/csv") == is_csv
