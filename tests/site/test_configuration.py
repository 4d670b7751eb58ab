"""The typed configuration: where values come from, and how wrong ones are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_site.configuration import Configuration, SiteConfig, load_configuration
from orchestrator_site.configuration.production import refusals
from workflows.errors import ConfigurationError

GOOD_SECRET = "x" * 40
POSTGRES = "postgresql://user:password@db/orchestrator"
REDIS = "redis://:password@redis:6379/0"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DATA_DIR", "ORCHESTRATOR_SITE__LOG__LEVEL"):
        monkeypatch.delenv(name, raising=False)


def write_file(text: str) -> None:
    Path("orchestrator.yaml").write_text(text, encoding="utf-8")


def test_without_anything_set_there_are_defaults() -> None:
    configuration = load_configuration()

    assert configuration == Configuration.model_construct(
        site=SiteConfig(), workflows=configuration.workflows
    )
    assert configuration.workflows.engine.lease_s == 15


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write_file("workflows: {engine: {lease_s: 20, slots: 4}}")
    monkeypatch.setenv("ORCHESTRATOR_WORKFLOWS__ENGINE__LEASE_S", "30")

    engine = load_configuration().workflows.engine

    assert (engine.lease_s, engine.slots) == (30, 4)


def test_our_own_names_win_over_well_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("ORCHESTRATOR_SITE__PORT", "9001")

    assert load_configuration().site.port == 9001


def test_well_known_names_reach_their_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "key-of-anthropic")
    monkeypatch.setenv("GOOGLE_API_KEY", "key-of-google")

    models = load_configuration().workflows.models

    assert models.anthropic.api_key == "key-of-anthropic"
    assert models.google.api_key == "key-of-google"


def test_an_empty_well_known_name_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")

    assert load_configuration().site.port == 8000


def test_lists_are_split_on_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "flows.example.org, localhost")

    assert load_configuration().site.allowed_hosts == ("flows.example.org", "localhost")


def test_lists_may_be_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRATOR_WORKFLOWS__EGRESS__ALLOWED_HOSTS", '["localhost:11434"]')

    assert load_configuration().workflows.egress.allowed_hosts == ("localhost:11434",)


def test_servers_by_name_can_be_set_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "ORCHESTRATOR_WORKFLOWS__MODELS__COMPATIBLE__OLLAMA__BASE_URL", "http://x/v1"
    )

    assert load_configuration().workflows.models.compatible["ollama"].base_url == "http://x/v1"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "many", "site.port"),
        ("PORT", "70000", "site.port"),
        ("DEBUG", "perhaps", "site.debug"),
        ("ORCHESTRATOR_WORKFLOWS__ENGINE__LEASE_S", "0", "workflows.engine.lease_s"),
        ("ORCHESTRATOR_WORKFLOWS__ENGINE__LEAS_S", "1", "workflows.engine.leas_s"),
        ("ORCHESTRATOR_WORFLOWS__ENGINE__LEASE_S", "1", "worflows"),
        ("ORCHESTRATOR_SITE__ALLOWED_HOSTS", "[broken", "site.allowed_hosts"),
        ("DATABASE_URL", "mysql://db/x", "DATABASE_URL"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_its_key(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ConfigurationError) as raised:
        load_configuration()

    assert said in raised.value.message
    assert "\n" not in raised.value.message


def test_the_line_says_which_variable_was_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")

    with pytest.raises(ConfigurationError, match=r"set by PORT"):
        load_configuration()


def test_an_unknown_key_in_the_file_is_refused_with_the_files_name() -> None:
    write_file("site: {prot: 80}")

    with pytest.raises(ConfigurationError, match=r"site\.prot: there is no such key.*orch.*yaml"):
        load_configuration()


@pytest.mark.parametrize("text", ["- a\n- list", "site: [1", "\tsite: {}", "just words"])
def test_a_file_that_is_no_configuration_is_refused(text: str) -> None:
    write_file(text)

    with pytest.raises(ConfigurationError, match=r"orchestrator\.yaml"):
        load_configuration()


def test_a_file_cannot_make_objects() -> None:
    write_file("site: !!python/object/apply:os.getcwd []")

    with pytest.raises(ConfigurationError):
        load_configuration()


def test_a_named_file_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRATOR_CONFIG", "nowhere.yaml")

    with pytest.raises(ConfigurationError, match=r"nowhere\.yaml"):
        load_configuration()


def test_secrets_appear_in_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "canary-5f2e")
    monkeypatch.setenv("PORT", "many")

    with pytest.raises(ConfigurationError) as raised:
        load_configuration()

    assert "canary" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def production(**changes: object) -> SiteConfig:
    values: dict[str, object] = {
        "database_url": POSTGRES,
        "redis_url": REDIS,
        "secret_key": GOOD_SECRET,
        "allowed_hosts": ("flows.example.org",),
    }
    return SiteConfig.model_validate({**values, **changes})


def test_a_safe_production_starts() -> None:
    assert refusals(production()) == []


UNSAFE: list[tuple[dict[str, object], str]] = [
    ({"secret_key": None}, "SECRET_KEY"),
    ({"secret_key": "short"}, "SECRET_KEY"),
    ({"secret_key": "change-me-change-me-change-me-change-me"}, "SECRET_KEY"),
    ({"debug": True}, "DEBUG"),
    ({"allowed_hosts": ("*",)}, "ALLOWED_HOSTS"),
    ({"allowed_hosts": ("*.example.org",)}, "ALLOWED_HOSTS"),
    ({"allowed_hosts": ("localhost", "127.0.0.1", "[::1]")}, "ALLOWED_HOSTS"),
    ({"redis_url": None}, "REDIS_URL"),
    ({"broker_url": "mem://"}, "BROKER_URL"),
    ({"redis_url": "redis://redis:6379/0"}, "REDIS_URL"),
    ({"broker_url": "redis://elsewhere/1"}, "BROKER_URL"),
]


@pytest.mark.parametrize(("changes", "said"), UNSAFE)
def test_an_unsafe_production_is_refused(changes: dict[str, object], said: str) -> None:
    [line] = refusals(production(**changes))

    assert line.startswith(f"{said}: ")


@given(st.lists(st.sampled_from(UNSAFE), min_size=1))
def test_unsafe_values_never_hide_each_other(chosen: list[tuple[dict[str, object], str]]) -> None:
    changes = {key: value for change, _ in chosen for key, value in change.items()}
    expected = {
        said
        for change, said in UNSAFE
        if all(key in changes and changes[key] == value for key, value in change.items())
    }

    found = {line.partition(":")[0] for line in refusals(production(**changes))}

    assert found == expected


@pytest.mark.parametrize("changes", [change for change, _ in UNSAFE])
def test_on_one_machine_nothing_is_refused(changes: dict[str, object]) -> None:
    site = SiteConfig.model_validate({**changes, "database_url": None})

    assert refusals(site) == []
