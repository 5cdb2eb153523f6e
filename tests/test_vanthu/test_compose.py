"""The distributed set-up: `docker-compose.yml` and `Dockerfile` say what they must."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest
import yaml

ROOT: Final = Path(__file__).parents[2]
_WORDS: Final = {"type": "array", "items": {"type": "string"}}
_TIME: Final = {"type": "string", "pattern": r"^\d+(ms|s|m|h)$"}
# The part of the compose specification that we use, written down strictly: a key that is not here is a slip.
SERVICE: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["image", "networks", "restart"],
    "properties": {
        "build": {"type": "string"},
        "image": {"type": "string", "pattern": r"^[a-z0-9/._-]+:[\w.-]+$"},
        "init": {"type": "boolean"},
        "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
        "read_only": {"type": "boolean"},
        "tmpfs": _WORDS,
        "security_opt": _WORDS,
        "cap_drop": _WORDS,
        "command": _WORDS,
        "ports": {"type": "array", "items": {"type": "string", "pattern": r"^127\.0\.0\.1:\d+:\d+$"}},
        "networks": _WORDS,
        "volumes": {"type": "array", "items": {"type": "string", "pattern": r"^[a-z]+:/\S+$"}},
        "environment": {"type": "object", "additionalProperties": {"type": "string"}},
        "shm_size": {"type": "string", "pattern": r"^\d+[kmg]$"},
        "stop_grace_period": _TIME,
        "ulimits": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["soft", "hard"],
                "additionalProperties": {"type": "integer"},
            },
        },
        "depends_on": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["condition"],
                "additionalProperties": False,
                "properties": {"condition": {"enum": ["service_started", "service_healthy"]}},
            },
        },
        "healthcheck": {
            "type": "object",
            "required": ["test", "interval", "timeout", "retries"],
            "additionalProperties": False,
            "properties": {
                "test": {"type": "array", "prefixItems": [{"enum": ["CMD", "CMD-SHELL"]}], "minItems": 2},
                "interval": _TIME,
                "timeout": _TIME,
                "start_period": _TIME,
                "retries": {"type": "integer"},
            },
        },
    },
}
COMPOSE: Final = {
    "type": "object",
    "additionalProperties": False,
    "required": ["services", "networks", "volumes"],
    "patternProperties": {"^x-": {}},
    "properties": {
        "services": {"type": "object", "additionalProperties": SERVICE},
        "networks": {"type": "object", "additionalProperties": {"type": "object"}},
        "volumes": {"type": "object", "additionalProperties": {"type": "object"}},
    },
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def test_it_is_compose(compose: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(COMPOSE).validate(compose)


def test_what_is_named_is_there(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert set(service["networks"]) <= set(compose["networks"])
        assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= set(compose["volumes"])
        for other in service.get("depends_on", {}):
            assert "healthcheck" in compose["services"][other]


def test_only_the_page_can_be_reached_and_only_from_this_machine(compose: dict[str, Any]) -> None:
    assert {name for name, service in compose["services"].items() if "ports" in service} == {"api"}
    assert compose["networks"]["back"] == {"internal": True}
    for name, service in compose["services"].items():
        assert ("front" in service["networks"]) == (name == "api")


def test_no_password_stands_in_it(compose: dict[str, Any]) -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for line in re.findall(r".*(?:PASSWORD|AUTH|requirepass|:\S+@).*", text):
        assert "${VANTHU_" in line or line.lstrip().startswith("#") or "SECURITY_PLUGIN" in line
    assert all(not value for value in re.findall(r"PASSWORD=(.*)", (ROOT / ".env.example").read_text()))


def test_every_setting_is_one_that_vanthu_reads(compose: dict[str, Any]) -> None:
    known = (ROOT / "vanthu" / "settings.py").read_text(encoding="utf-8")
    for name in ("api", "worker"):
        for setting in compose["services"][name]["environment"]:
            assert f'"{setting}"' in known


def test_the_image_holds_every_package_and_system_program() -> None:
    docker = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for package in ("vanthu", "ingest", "extract", "search_api", "workers"):
        assert f"COPY {package} {package}/" in docker
    setup = re.search(r"RUN_PACKAGES=\((.*?)\)", (ROOT / "scripts" / "setup").read_text(encoding="utf-8"), re.DOTALL)
    assert setup
    missing = [name for name in setup[1].split() if name != "python3-venv" and name not in docker]
    assert missing == []
    assert "USER vanthu" in docker
