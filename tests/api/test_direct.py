"""The short way for plain nearest questions: the same status, headers and document as the long way, whoever asks."""

import io
import json
import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from knox.models import AuthToken

from layers.api.nearest import direct as direct
from layers.live import service
from layers.live.index import LiveIndex, Standing
from layers.models import Depot, Item, Shelter, StockLine, Team
from layers.rights import Role
from mapserver import express
from mapserver.express import Express
from tests.queries.test_nearest import scatter

MOMENTS = ("as_of", "age_s", "verified_age_s")
TEXTS = {
    "lon": ["109.5", "109.51", "-179.9999", "200", "nan", "", "1e2"],
    "lat": ["34.5", "34.49", "89.9", "-91", "x"],
    "k": ["1", "3", "10", "0", "1001", "2.5"],
    "max_distance_m": ["100", "5000", "1e9", "-1", "20000000"],
    "item": ["tent", "quilt", "nothing"],
    "quantity": ["1", "30", "0", "1e3"],
    "status": ["in_service", "closed", "open", "bad"],
    "usable": ["true", "false", "yes"],
    "level": ["county", "city", "bad"],
    "places": ["10", "x"],
    "discipline": ["water", "bad"],
    "verified_within_days": ["30", "0"],
    "area": ["610500", "1"],
    "consistency": ["live", "strict"],
    "from": ["depots:D-1"],
    "explain": ["true"],
    "by": ["distance", "travel_time"],
    "avoid": ["109,34;110,34;110,35"],
    "nonsense": ["1"],
}


@pytest.fixture
def world(transactional_db):
    tent, _ = Item.objects.get_or_create(key="tent", defaults={"name": "帐篷", "unit": "顶"})
    for n, (lon, lat) in enumerate(scatter((109.5, 34.5), count=40, reach_m=20_000, seed=3)):
        place, names = f"POINT({lon} {lat})", {"name": f"库“{n}”\\", "name_en": 'a "name"'}
        depot = Depot.objects.create(
            code=f"D-{n}", geom=place, level="county", status="closed" if n % 5 == 0 else "in_service", **names
        )
        StockLine.objects.create(depot=depot, item=tent, on_hand=n, reserved=n // 3)
        Shelter.objects.create(code=f"S-{n}", geom=place, level="county", free_places_persons=n, **names)
        Team.objects.create(
            code=f"T-{n}", geom=place, disciplines=["water"], members_persons=n, on_duty_persons=n, **names
        )
    Depot.objects.create(code="D-twin", geom=Depot.objects.get(code="D-1").geom, level="city", name="twin")
    index = LiveIndex()
    index.connect()
    service.use(index)
    try:
        yield index
    finally:
        service.use(None)
        index.close()


@pytest.fixture
def tokens(world):
    return {None: "", **{role: token_of(role) for role in Role}}


def token_of(role):
    user = User.objects.create_user(f"{role}-user")
    user.groups.set([Group.objects.get_or_create(name=role.value)[0]])
    return AuthToken.objects.create(user)[1]


@pytest.fixture
def count_direct(monkeypatch):
    """How many answers went the short way."""
    answered = []
    real = direct.nearest_directly

    def counted(*question):
        body = real(*question)
        answered.append(body is not None)
        return body

    monkeypatch.setattr(express, "nearest_directly", counted)
    return lambda: sum(answered)


def ask(application, query, *, layer="depots", token="", method="GET", **environment):
    answer = {}
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": f"/api/v1/nearest/{layer}",
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "SCRIPT_NAME": "",
        **({"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}),
        **environment,
    }

    def start_response(status, headers, *_):
        answer.update(status=status, headers=headers)

    answer["body"] = b"".join(application(environ, start_response))
    return answer


def same(short, long):
    """Everything but the moment of the answer, and the length that goes with it."""
    assert short["status"] == long["status"]
    assert plain_headers(short) == plain_headers(long)
    assert plain(short["body"]) == plain(long["body"])
    length = dict(short["headers"]).get("Content-Length")
    assert length is None or int(length) == len(short["body"])


def plain_headers(answer):
    """Headers less what is drawn by lot or depends on the moment."""
    return sorted(
        (name.lower(), re.sub(r"csrftoken=\w+|expires=[^;]+", "", value))
        for name, value in answer["headers"]
        if name.lower() != "content-length"
    )


def plain(body):
    if body[:2] == b"\x1f\x8b":
        import gzip

        body = gzip.decompress(body)
    return json.loads(re.sub(rb'"(as_of|age_s|verified_age_s)": ?(null|"[^"]*"|[-+.\deE]+)', rb'"\1":0', body))


QUESTION = "lon=109.5&lat=34.5&k=4"


def test_the_first_answer_goes_the_long_way_the_next_the_short(world, count_direct):
    ordinary = get_wsgi_application()
    application = Express(ordinary)
    first = ask(application, QUESTION)
    assert count_direct() == 0
    second = ask(application, QUESTION)
    assert count_direct() == 1
    same(second, first)
    assert json.loads(second["body"])["source"] == "live"
    assert len(json.loads(second["body"])["features"]) == 4


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("layer", ["depots", "shelters", "teams", "hazards", "areas", "nothing"])
def test_every_role_gets_what_it_may_read_on_either_way(tokens, role, layer, count_direct):
    ordinary = get_wsgi_application()
    application = Express(ordinary)
    for query in (QUESTION, f"{QUESTION}&item=tent&quantity=5" if layer == "depots" else f"{QUESTION}&usable=true"):
        for _ in range(2):
            same(
                ask(application, query, layer=layer, token=tokens[role]),
                ask(ordinary, query, layer=layer, token=tokens[role]),
            )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from([(name, text) for name, texts in TEXTS.items() for text in texts]), max_size=4, unique=True
    ),
    st.booleans(),
    st.sampled_from(["depots", "shelters", "teams"]),
    st.sampled_from([None, Role.VIEWER, Role.COMMANDER]),
)
def test_any_question_is_answered_the_same_on_either_way(tokens, parameters, with_place, layer, role):
    ordinary = get_wsgi_application()
    application = Express(ordinary)
    ask(application, QUESTION, layer="shelters", token=tokens[role])
    query = "&".join([*(["lon=109.5&lat=34.5"] if with_place else []), *(f"{n}={v}" for n, v in parameters)])
    same(
        ask(application, query, layer=layer, token=tokens[role]),
        ask(ordinary, query, layer=layer, token=tokens[role]),
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"HTTP_ACCEPT_LANGUAGE": "en"},
        {"HTTP_ACCEPT_LANGUAGE": "zh-CN,zh;q=0.9,en;q=0.5"},
        {"HTTP_ACCEPT": "application/json, application/geo+json, application/problem+json"},
        {"HTTP_ACCEPT": "text/html"},
        {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"},
        {"HTTP_COOKIE": "django_language=en; other=1"},
        {"HTTP_COOKIE": "sessionid=unknown"},
        {"HTTP_COOKIE": "csrftoken=short"},
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_AUTHORIZATION": "Bearer wrong"},
        {"HTTP_AUTHORIZATION": "Basic YTpi"},
        {"REQUEST_METHOD": "HEAD"},
        {"REQUEST_METHOD": "POST"},
    ],
    ids=str,
)
def test_whatever_a_request_carries_the_headers_are_the_same(world, environment):
    ordinary = get_wsgi_application()
    application = Express(ordinary)
    for _ in range(2):
        short, long = ask(application, QUESTION, **environment), ask(ordinary, QUESTION, **environment)
        assert plain_headers(short) == plain_headers(long)
        assert short["status"] == long["status"]


def test_a_compressed_answer_is_compressed_on_the_short_way_too(world, count_direct):
    application = Express(get_wsgi_application())
    answers = [ask(application, QUESTION, HTTP_ACCEPT_ENCODING="gzip") for _ in range(2)]
    assert count_direct() == 1
    assert all(dict(one["headers"])["Content-Encoding"] == "gzip" for one in answers)
    same(*answers)


def test_a_revoked_token_and_a_lost_role_stop_within_a_second(tokens, monkeypatch, count_direct):
    application = Express(get_wsgi_application())
    clock = [1000.0]
    monkeypatch.setattr(express.time, "monotonic", lambda: clock[0])
    token = tokens[Role.COMMANDER]
    for _ in range(2):
        assert ask(application, QUESTION, layer="teams", token=token)["status"] == "200 OK"
    assert count_direct() == 1
    User.objects.get(username="commander-user").groups.clear()
    clock[0] += 1.01
    assert ask(application, QUESTION, layer="teams", token=token)["status"].startswith("401")
    AuthToken.objects.all().delete()
    assert ask(application, QUESTION, token=token)["status"].startswith("401")


def test_while_the_database_is_away_callers_seen_before_go_on_for_a_while(tokens, world, monkeypatch):
    from django.db import OperationalError

    def away(environ, start_response):
        raise OperationalError("away")

    ordinary = get_wsgi_application()
    application = Express(lambda *asked: ordinary(*asked))
    clock = [1000.0]
    monkeypatch.setattr(express.time, "monotonic", lambda: clock[0])
    token = tokens[Role.COMMANDER]
    ask(application, QUESTION, layer="teams", token=token)
    monkeypatch.setattr(application, "_ordinary", away)
    world.standing = Standing(world.standing.as_of, world.standing.versions, connected=False)
    clock[0] += 300
    answer = ask(application, QUESTION, layer="teams", token=token)
    assert json.loads(answer["body"])["degraded"] is True
    clock[0] += 301
    with pytest.raises(OperationalError):
        ask(application, QUESTION, layer="teams", token=token)


def test_a_session_is_known_by_its_cookie_and_ends_with_it(world, count_direct, client, monkeypatch):
    user = User.objects.create_user("someone", password="a-long-password")
    user.groups.set([Group.objects.get_or_create(name="viewer")[0]])
    client.force_login(user)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    clock = [1000.0]
    monkeypatch.setattr(express.time, "monotonic", lambda: clock[0])
    ordinary = get_wsgi_application()
    application = Express(ordinary)
    for _ in range(2):
        same(
            ask(application, QUESTION, layer="teams", HTTP_COOKIE=cookie),
            ask(ordinary, QUESTION, layer="teams", HTTP_COOKIE=cookie),
        )
    assert count_direct() == 1
    client.logout()
    clock[0] += 1.01
    assert ask(application, QUESTION, layer="teams", HTTP_COOKIE=cookie)["status"].startswith("401")


def test_a_fault_on_the_short_way_is_answered_by_the_long(world, monkeypatch):
    told = []
    monkeypatch.setattr(express.log, "exception", told.append)
    application = Express(get_wsgi_application())
    ask(application, QUESTION)
    monkeypatch.setattr(express, "nearest_directly", lambda *question: 1 / 0)
    assert ask(application, QUESTION)["status"] == "200 OK"
    assert told == ["nearest by the short way"]


def test_only_so_many_callers_are_remembered(world, monkeypatch):
    monkeypatch.setattr(express, "MOST_CALLERS", 3)
    application = Express(get_wsgi_application())
    for n in range(10):
        ask(application, QUESTION, HTTP_COOKIE=f"other={n}")
        assert len(application._callers) <= 3
