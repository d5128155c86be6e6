# SPDX-License-Identifier: Apache-2.0
"""The Admin API as Kong's users know it: statuses, bodies and words of every kind of answer."""
import concurrent.futures
import re
import uuid

import pytest

from support.gateway import Admin, Gateway
from support.waiting import until

pytestmark = pytest.mark.core
JSON = {"Content-Type": "application/json"}
NOBODY = "6f1d6b33-4d5a-4c5e-9a51-0d6a2c1f0e01"
SINGLE = "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"


@pytest.fixture(scope="module")
def admin():
    with Gateway() as gateway:
        yield gateway.admin


@pytest.fixture
def name():
    """A name of its own for each test."""
    return "n" + uuid.uuid4().hex[:12]


@pytest.fixture
def service(admin, name):
    return admin.post("/services", {"name": name, "host": "a.example"})


def error(answer, status, code, message, **fields):
    body = answer.json()
    assert (answer.status_code, body.get("code"), body["message"]) == (status, code, message)
    if fields:
        assert body["fields"] == {k.replace("_entity", "@entity"): v for k, v in fields.items()}


def test_options(admin):
    answer = admin.call("OPTIONS", "/")
    assert (answer.status_code, answer.text, answer.headers["Allow"]) == (204, "", "GET, HEAD, OPTIONS")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type"
    assert admin.call("OPTIONS", "/routes/test").headers["Allow"] == SINGLE
    answer = admin.call("OPTIONS", "/consumers/x/jwt", headers={"Access-Control-Request-Headers": "X-Mine"})
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"
    assert answer.headers["Access-Control-Allow-Headers"] == "X-Mine"
    assert re.fullmatch(r"\d+", answer.headers["X-Kong-Admin-Latency"])


@pytest.mark.parametrize("method,path", [("GEEEET", "/"), ("DELETE", "/plugins"), ("PATCH", "/consumers"), ("POST",
      "/services/x")])
def test_wrong_methods(admin, method, path):
    answer = admin.call(method, path, headers=JSON)
    assert (answer.status_code, answer.json()) == (405, {"message": "Method not allowed"})
    assert "Allow" not in answer.headers


@pytest.mark.parametrize("method", ["OPTIONS", "GET", "POST", "HEAD", "DELETE"])
def test_unknown_paths(admin, method):
    answer = admin.call(method, "/non-existing", headers=JSON, data="{}")
    assert answer.status_code == 404
    assert answer.text in ('{"message":"Not found"}',) or method == "HEAD" and answer.text == ""


def test_robots_are_sent_away(admin):
    answer = admin.call("GET", "/robots.txt")
    assert (answer.status_code, answer.text) == (200, "User-agent: *\nDisallow: /")
    assert answer.headers["Content-Type"] == "text/plain"


def test_head_is_get_without_a_body(admin, service):
    get, head = (admin.call(m, f"/services/{service['name']}") for m in ("GET", "HEAD"))
    assert (head.status_code, head.text, head.headers["Content-Length"]) == (200, "", get.headers["Content-Length"])
    assert get.headers["Content-Type"] == "application/json; charset=utf-8"
    assert admin.call("HEAD", "/services/" + NOBODY).status_code == 404


@pytest.mark.parametrize("options,status,text", [
    ({"headers": {"Content-Type": "invalid"}, "data": '{"username":"x"}'}, 415, ""),
    ({"headers": {"Content-Type": "invalid"}}, 415, ""),
    ({"data": b"x"}, 415, ""),
    ({"headers": JSON}, 400, '{"message":"Cannot parse JSON body"}'),
    ({"headers": JSON, "data": '{"username":'}, 400, '{"message":"Cannot parse JSON body"}'),
    ({"headers": JSON, "data": "[]x"}, 400, '{"message":"Cannot parse JSON body"}'),
    ({"headers": JSON, "data": '"' + "[" * 100000}, 400, '{"message":"Cannot parse JSON body"}'),
    ({"headers": JSON, "data": "[" * 100000}, 400, '{"message":"Cannot parse JSON body"}'),
])
def test_bodies_that_cannot_be_read(admin, options, status, text):
    answer = admin.call("POST", "/consumers", **options)
    assert (answer.status_code, answer.text) == (status, text)


def test_bodies_of_get_and_delete_are_ignored(admin):
    for method, status in (("GET", 200), ("DELETE", 204)):
        path = "/services" if method == "GET" else "/services/not-found"
        assert admin.call(method, path, headers=JSON, data='{"broken').status_code == status


def test_consumers_need_a_name(admin):
    error(admin.call("POST", "/consumers"), 400, 2,
          "schema violation (at least one of these fields must be non-empty: 'custom_id', 'username')",
          _entity=["at least one of these fields must be non-empty: 'custom_id', 'username'"])


def test_names_are_unique(admin, name):
    admin.post("/consumers", {"username": name})
    error(admin.call("POST", "/consumers", {"username": name}), 409, 5,
          f"UNIQUE violation detected on '{{username=\"{name}\"}}'", username=name)


def test_put_by_name_creates_and_replaces(admin, name):
    first = admin.put(f"/consumers/{name}", {})
    assert (first["username"], first["custom_id"], first["tags"]) == (name, None, None)
    second = admin.put(f"/consumers/{name}", {"custom_id": name, "username": "other", "id": NOBODY})
    assert (second["id"], second["username"], second["custom_id"]) == (first["id"], name, name)
    assert admin.put(f"/consumers/{name}", {"tags": ["a"]})["custom_id"] is None
    assert admin.call("PUT", f"/consumers/{name}").status_code == 200  # no body, no type


def test_put_by_id(admin):
    wanted = str(uuid.uuid4())
    made = admin.put(f"/consumers/{wanted}", {"username": "u" + wanted, "id": NOBODY})
    assert made["id"] == wanted
    assert admin.get(f"/consumers/{wanted.upper()}")["id"] == wanted


def test_patch_merges(admin, service):
    path = f"/services/{service['name']}"
    changed = admin.patch(path, {"port": 8080, "tags": ["a", "b", "a"]})
    assert (changed["host"], changed["port"], changed["tags"]) == ("a.example", 8080, ["a", "b"])
    assert changed["created_at"] == service["created_at"]
    assert admin.patch(path, {"tags": None})["tags"] is None
    error(admin.call("PATCH", path, {"host": None}), 400, 2, "schema violation (host: required field missing)",
          host="required field missing")
    error(admin.call("PATCH", path, {"foo": 1}), 400, 2, "schema violation (foo: unknown field)", foo="unknown field")
    assert admin.get(path)["port"] == 8080


def test_patch_of_nothing(admin):
    error(admin.call("PATCH", f"/services/{NOBODY}", {"port": 1}), 404, 6,
          f"could not find the entity with primary key '{{id=\"{NOBODY}\"}}'")
    error(admin.call("PATCH", "/services/nobody", {"port": 1}), 404, 6,
          "could not find the entity with '{name=\"nobody\"}'")


def test_consumers_by_custom_id(admin, name):
    made = admin.post("/consumers", {"custom_id": name})
    assert admin.get(f"/consumers?custom_id={name}") == {"data": [made], "next": None}
    assert admin.get("/consumers?custom_id=none") == {"data": [], "next": None}
    answer = admin.call("GET", "/consumers?custom_id=")
    assert (answer.status_code, answer.json()) == (400, {"message": "custom_id must be an unempty string"})


@pytest.mark.parametrize("query,code,message", [
    ("tags=", 11, "invalid option (tags: cannot be null)"),
    ("tags=a,b/c", 11, "invalid option (tags: invalid filter syntax)"),
    ("size=x", 9, "size must be a number"),
    ("size=0", 9, "size must be an integer between 1 and 1000"),
    ("size=1001", 9, "size must be an integer between 1 and 1000"),
    ("offset=x", 7, "'x' is not a valid offset: bad base64 encoding"),
])
def test_bad_lists(admin, query, code, message):
    error(admin.call("GET", "/consumers?" + query), 400, code, message)


def test_too_many_arguments(admin):
    answer = admin.call("GET", "/consumers?" + "&".join(f"a{i}=1" for i in range(1001)))
    assert (answer.status_code, answer.json()) == (400, {"message": "Too many arguments"})


def test_pages():
    with Gateway() as gateway:
        admin = gateway.admin
        assert admin.call("GET", "/routes?foo=bar").text == '{"data":[],"next":null}'
        tags = lambda i: ["every"] + (["third"] if i % 3 == 0 else []) + (["fifth"] if i % 5 == 0 else []) + ["corp_ a"]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:  # they share commits
            one = lambda i: Admin(gateway.admin_address).post("/consumers", {"username": f"c{i}",
                  "tags": tags(i)})["id"]
            made = set(pool.map(one, range(250)))
        assert len(admin.get("/consumers")["data"]) == 100

        def walk(path):
            pages, rows = 0, []
            while path:
                page = admin.get(path)
                rows += page["data"]
                pages += 1
                assert ("offset" in page) == (page["next"] is not None)
                path = page["next"]
            return pages, rows

        pages, rows = walk("/consumers")
        assert (pages, len(rows), {r["id"] for r in rows}) == (3, 250, made)
        assert [r["id"] for r in rows] == sorted(made)
        assert walk("/consumers?size=1000")[0] == 1
        pages, rows = walk("/consumers?size=7&tags=third,fifth")
        assert (pages, {r["username"] for r in rows}) == (3, {f"c{i}" for i in range(0, 250, 15)})
        assert len(walk("/consumers?tags=third/fifth&size=50")[1]) == 84 + 50 - 17
        assert "tags=corp_%20a" in admin.get("/consumers?tags=corp_%20a&size=1")["next"]
        offset = admin.get("/consumers?size=200")["offset"]
        assert len(admin.get(f"/consumers?size=200&offset={offset}")["data"]) == 50


def test_services(admin, name):
    error(admin.call("POST", "/services", {}), 400, 2, "schema violation (host: required field missing)",
          host="required field missing")
    made = admin.post("/services", {"name": name, "url": "https://konghq.test/"})
    assert (made["protocol"], made["host"], made["port"], made["path"]) == ("https", "konghq.test", 443, "/")
    assert (made["retries"], made["connect_timeout"], made["enabled"]) == (5, 60000, True)
    assert "url" not in made
    error(admin.call("POST", "/services", {"host": 5, "port": "80"}), 400, 2,
          "2 schema violations (host: expected a string; port: expected an integer)",
          host="expected a string", port="expected an integer")
    error(admin.call("GET", "/services/foo%20bar"), 400, 10,
          admin.call("GET", "/services/foo%20bar").json()["message"])


def test_references(admin, service):
    by_name = admin.post("/routes", {"methods": ["GET"], "service": {"name": service["name"]}})
    assert by_name["service"] == {"id": service["id"]}
    answer = admin.call("POST", "/routes", {"methods": ["GET"], "service": {"name": "non-existing"}})
    error(answer, 400, 13, "foreign key unresolved (service.name: the foreign key cannot be resolved with "
          "'{name=\"non-existing\"}' for an existing 'services' entity)")
    error(admin.call("POST", "/routes", {"methods": ["GET"], "service": {"protocol": "http"}}), 400, 2,
          "schema violation (service.id: missing primary key)")
    error(admin.call("POST", "/routes", {"methods": ["GET"], "service": {"id": NOBODY}}), 400, 4,
          f"the foreign key '{{id=\"{NOBODY}\"}}' does not reference an existing 'services' entity.",
                service={"id": NOBODY})


def test_routes(admin, service):
    error(admin.call("POST", "/routes", {}), 400, 2, "schema violation (must set one of 'methods', 'hosts', 'headers', "
          "'paths', 'snis' when 'protocols' is 'https')")
    route = admin.post(f"/services/{service['name']}/routes", {"paths": ["/a"], "methods": ["GET"], "hosts": ["a.b"]})
    changed = admin.call("PATCH", f"/routes/{route['id']}", {"paths": [], "methods": []})
    assert changed.status_code == 200 and '"paths":[]' in changed.text and '"methods":[]' in changed.text
    assert admin.get(f"/routes/{route['id']}/service")["id"] == service["id"]
    assert admin.call("DELETE", f"/routes/{route['id']}/service").status_code == 405
    assert admin.patch(f"/routes/{route['id']}/service", {"port": 81})["port"] == 81
    assert admin.patch(f"/routes/{route['id']}", {"service": None})["service"] is None
    assert admin.call("GET", f"/routes/{route['id']}/service").status_code == 404


def test_deleting_restricts_and_cascades(admin, service, name):
    route = admin.post(f"/services/{name}/routes", {"paths": ["/x"]})
    plugin = admin.post(f"/routes/{route['id']}/plugins", {"name": "jwt"})
    other = admin.post(f"/services/{name}/plugins", {"name": "jwt"})
    error(admin.call("DELETE", f"/services/{name}"), 400, 4,
          "an existing 'routes' entity references this 'services' entity")
    admin.delete(f"/routes/{route['id']}")
    assert admin.call("GET", f"/plugins/{plugin['id']}").status_code == 404
    admin.delete(f"/services/{name}")
    assert admin.call("GET", f"/plugins/{other['id']}").status_code == 404
    admin.put(f"/consumers/{name}")
    credential = admin.post(f"/consumers/{name}/jwt", {})
    group = admin.post(f"/consumers/{name}/acls", {"group": "g"})
    admin.delete(f"/consumers/{name}")
    assert admin.call("GET", f"/jwts/{credential['id']}").status_code == 404
    assert admin.call("GET", f"/acls/{group['id']}").status_code == 404


def test_deleting_what_is_not_there(admin):
    for path in (f"/plugins/{NOBODY}", "/services/not-found", f"/routes/{NOBODY}", "/consumers/nobody"):
        admin.delete(path)


def test_plugins(admin, service, name):
    path = f"/services/{name}/plugins"
    plugin = admin.post(path, {"name": "jwt"})
    assert plugin["config"]["key_claim_name"] == "iss" and plugin["config"]["uri_param_names"] == ["jwt"]
    answer = admin.call("POST", path, {"name": "jwt"})
    assert answer.status_code == 409
    assert answer.json()["fields"] == {"name": "jwt", "consumer": None, "route": None, "service": {"id": service["id"]}}
    error(admin.call("PATCH", f"/plugins/{plugin['id']}", {"config": "bar"}), 400, 2,
          "schema violation (config: expected a record)")
    assert admin.get(f"/plugins/{plugin['id']}")["config"] == plugin["config"]
    merged = admin.patch(f"/plugins/{plugin['id']}", {"config": {"realm": "r"}})
    assert merged["config"] == {**plugin["config"], "realm": "r"}
    error(admin.call("POST", path, {"name": "nothing"}), 400, 2,
          "schema violation (name: plugin 'nothing' not enabled; "
          "add it to the 'plugins' configuration property)")
    error(admin.call("POST", path, {"name": "acl", "config": {"alow": ["x"]}}), 400, 2,
          admin.call("POST", path, {"name": "acl", "config": {"alow": ["x"]}}).json()["message"])
    assert admin.patch(f"/plugins/{plugin['id']}", {"service": None, "enabled": False})["service"] is None
    admin.delete(f"/plugins/{plugin['id']}")
    first = admin.put(f"/plugins/{name}", {"name": "jwt", "service": {"id": service["id"]}})
    assert first["instance_name"] == name
    assert admin.put(f"/plugins/{name}", {"name": "jwt", "service": {"id": service["id"]}})["id"] == first["id"]


def test_credentials(admin, name):
    consumer = admin.put(f"/consumers/{name}")
    made = admin.post(f"/consumers/{name}/jwt/", {})
    assert made["consumer"] == {"id": consumer["id"]}
    assert re.fullmatch("[A-Za-z0-9]{32}", made["secret"]) and re.fullmatch("[A-Za-z0-9]{32}", made["key"])
    assert made["algorithm"] == "HS256" and "updated_at" not in made
    answer = admin.call("POST", f"/consumers/{name}/jwt/", {"key": "k", "algorithm": "RS256"})
    assert answer.status_code == 400
    assert answer.json()["fields"] == {"rsa_public_key": "required field missing",
                                       "@entity": ["failed conditional validation given value of field 'algorithm'"]}
    assert admin.put(f"/consumers/{name}/jwt/abcd-{name}", {})["key"] == f"abcd-{name}"
    assert admin.get(f"/jwts/abcd-{name}/consumer")["username"] == name
    assert admin.call("DELETE", f"/consumers/{name}/jwt/blah").status_code == 404
    answer = admin.call("POST", f"/consumers/{name}/jwt", {"key": made["key"]})
    assert (answer.status_code, answer.json()["fields"]) == (409, {"key": made["key"]})
    assert admin.call("POST", "/consumers/nobody/jwt", {}).status_code == 404
    assert admin.get(f"/consumers/{name}/jwt")["data"].__len__() == 2


def test_groups(admin, name):
    for one in (name, name + "2"):
        admin.put(f"/consumers/{one}")
    assert admin.put(f"/consumers/{name}/acls/pro", {})["group"] == "pro"
    mine = admin.get(f"/consumers/{name}/acls/pro")
    assert admin.call("GET", f"/consumers/{name}2/acls/{mine['id']}").status_code == 404
    error(admin.call("POST", "/acls", {"group": "g"}), 400, 2, "schema violation (consumer: required field missing)",
          consumer="required field missing")
    answer = admin.call("POST", f"/consumers/{name}/acls", {"group": "pro"})
    assert answer.status_code == 409 and answer.json()["fields"] == {"consumer": mine["consumer"], "group": "pro"}


def test_pieces_of_the_path(admin, name):
    odd = name + " ä/b"
    made = admin.post("/consumers", {"username": odd})
    assert admin.get("/consumers/" + name + "%20%C3%A4%2Fb")["id"] == made["id"]
    assert admin.get(f"/consumers/{made['id']}/")["username"] == odd
    until(lambda: admin.call("GET", "/consumers//").status_code == 200)
