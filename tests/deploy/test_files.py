"""Do the files of deploy/ fit together, and name what there is?"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from configparser import RawConfigParser
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from feedbackpulse.cli import main
from feedbackpulse.cli.running import worker
from feedbackpulse.config import PREFIX, Settings
from feedbackpulse.doctor.checks.logs import check_access_log
from feedbackpulse.jobs.queue import PATIENCE
from tests.deploy.proxy import DEPLOY, ROOT

SETTINGS = {PREFIX + one.name.upper() for one in fields(Settings)}
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker")
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def unit(path: Path) -> RawConfigParser:
    parsed = RawConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]  # its documented way
    parsed.read(path, encoding="utf-8")
    return parsed


def commands_of(text: str) -> list[str]:
    """Return the subcommands of feedbackpulse that a text asks for."""
    return re.findall(r"feedbackpulse ([a-z]+)(?: --[a-z]+)*$", text, re.MULTILINE)


# Settings


def test_every_setting_that_a_file_names_exists() -> None:
    for path in sorted(DEPLOY.rglob("*")):
        if path.is_file() and not {"secrets", "__pycache__"} & set(path.parts):
            names = re.findall(PREFIX + "[A-Z_]+", path.read_text(encoding="utf-8"))

            assert {name.removesuffix("_FILE") for name in names} <= SETTINGS, path


def test_the_settings_of_the_units_are_taken() -> None:
    lines = (DEPLOY / "systemd" / "feedbackpulse.env").read_text(encoding="utf-8").splitlines()
    chosen = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    settings = Settings.from_environ(chosen)

    assert settings.uses_https
    assert settings.main_url != settings.box_url
    assert not settings.keystore_path.is_relative_to(settings.instance_path)


def test_the_settings_of_the_containers_are_taken(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    given = {f"{PREFIX}PUBLIC_URL": "https://pulse.example.org"}

    settings = Settings.from_environ(
        {
            name: filled(value, given).replace("/run/secrets", str(tmp_path / "secrets"))
            for name, value in SERVICES["web"]["environment"].items()
        }
    )

    assert settings.uses_https
    assert "feedbackpulse_main" in settings.main_url
    assert "feedbackpulse_box" in settings.box_url
    assert len(settings.signing_key()) == 64
    assert settings.metrics_token


def make_secrets(folder: Path) -> None:
    shutil.copy(DEPLOY / "make_secrets.sh", folder)
    subprocess.run(["/bin/sh", str(folder / "make_secrets.sh")], check=True, capture_output=True)


def filled(value: str, given: dict[str, str]) -> str:
    """Put settings, or their defaults, into a value of compose.yaml."""

    def one(found: re.Match[str]) -> str:
        return given.get(found["name"], found["default"] if found["sign"] == ":-" else "")

    return re.sub(r"\$\{(?P<name>\w+)(?P<sign>:[-?])(?P<default>[^}]*)\}", one, value)


def test_secrets_are_made_once(tmp_path: Path) -> None:
    def made() -> dict[str, str]:
        make_secrets(tmp_path)
        return {one.name: one.read_text() for one in (tmp_path / "secrets").iterdir()}

    first = made()

    assert made() == first
    assert len(set(first.values())) == len(first)
    assert set(first) == set(COMPOSE["secrets"])
    # The files are open to the user inside a container: nobody else may get as far as them.
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


# Containers


def test_the_compose_file_is_one() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"),
            str(DEPLOY / "compose.yaml"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", OURS)
def test_a_container_may_do_no_more_than_it_must(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_every_file_volume_network_and_secret_of_the_compose_file_is_there() -> None:
    for name, service in SERVICES.items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            is_there = (DEPLOY / source).exists() or source == "./tls"
            assert source in COMPOSE["volumes"] or is_there, (name, source)
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])


def test_commands_of_the_containers_exist() -> None:
    asked = [commands_of(SERVICES[name].get("command", "")) for name in OURS]

    assert asked == [["migrate"], [], ["worker"]]
    assert set(main.commands) >= {"migrate", worker.name}


def test_nobody_starts_before_the_databases_have_their_schema() -> None:
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"}
        }
    assert SERVICES["migrate"]["restart"] == "no"


def test_several_of_each_run_and_get_the_time_to_end() -> None:
    for name in ("web", "worker"):
        assert SERVICES[name]["deploy"]["replicas"] > 1
    assert seconds(SERVICES["worker"]["stop_grace_period"]) > PATIENCE
    assert seconds(SERVICES["web"]["stop_grace_period"]) > gunicorn_settings()["graceful_timeout"]


def seconds(text: str) -> int:
    return int(text.removesuffix("s"))


def test_only_the_proxy_can_be_reached_and_nothing_of_it_is_kept() -> None:
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["proxy"]
    assert SERVICES["proxy"]["logging"] == {"driver": "none"}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["database"]["networks"] == ["inside"]


def test_the_keys_lie_apart_from_all_else_and_from_backups() -> None:
    places = dict(volume.split(":")[:2] for volume in SERVICES["web"]["volumes"])

    assert places["keystore"] != places["instance"]
    assert len(set(places.values())) == len(places)
    settings = SERVICES["web"]["environment"]
    assert settings[f"{PREFIX}KEYSTORE"] == places["keystore"]
    assert settings[f"{PREFIX}BACKUP_PATH"] == places["backups"]


def test_the_server_of_the_containers_keeps_nothing_it_should_not() -> None:
    text = (DEPLOY / "postgres" / "postgresql.conf").read_text(encoding="utf-8")
    chosen = dict(re.findall(r"^(\w+) = (\S+)", text, re.MULTILINE))

    wanted = {
        "track_commit_timestamp": "off",
        "log_statement": "none",
        "log_min_duration_statement": "-1",
        "log_min_duration_sample": "-1",
        "log_transaction_sample_rate": "0",
        "log_min_error_statement": "panic",
        "wal_level": "replica",
        "archive_mode": "off",
    }
    assert {name: chosen.get(name) for name in wanted} == wanted


def test_the_dockerfile_has_no_fault_that_a_linter_knows() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [linter, str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_what_the_image_is_made_of_is_there_and_is_let_in() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY ((?:\S+ )+)\S+$", text, re.MULTILINE)
    sources = {word for line in copied for word in line.split() if not line.startswith("--from")}
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    let_in = [line.removeprefix("!") for line in ignored if line.startswith("!")]

    for source in sources:
        assert (ROOT / source).exists(), source
        assert any(source == one or source.startswith(f"{one}/") for one in let_in), source


def test_the_image_runs_as_nobody_in_particular() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    app = text[text.index(" AS app") : text.index(" AS proxy")]

    assert re.findall("^USER (.+)$", app, re.MULTILINE) == ["10001"]


# gunicorn and systemd


def gunicorn_settings() -> dict[str, Any]:
    found: dict[str, Any] = {"__file__": str(DEPLOY / "gunicorn.conf.py")}
    exec((DEPLOY / "gunicorn.conf.py").read_text(encoding="utf-8"), found)  # noqa: S102  (as gunicorn does)
    return found


def test_gunicorn_takes_its_file() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "gunicorn", "--check-config"),
            *("--config", str(DEPLOY / "gunicorn.conf.py"), "tests.deploy.bare:app"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_gunicorn_writes_no_access_log_and_the_doctor_agrees(tmp_path: Path) -> None:
    shutil.copy(DEPLOY / "gunicorn.conf.py", tmp_path)

    assert list(check_access_log({}, ["--config", "gunicorn.conf.py"], tmp_path)) == []
    assert gunicorn_settings()["accesslog"] is None


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_what_there_is_as_somebody_without_rights(path: Path) -> None:
    service = unit(path)["Service"]
    words = service["ExecStart"].split()

    assert words[0] in {"/opt/feedbackpulse/bin/feedbackpulse", "/opt/feedbackpulse/bin/gunicorn"}
    assert set(commands_of(service["ExecStart"])) <= set(main.commands)
    assert service["User"] == "feedbackpulse"
    assert (service["ProtectSystem"], service["NoNewPrivileges"]) == ("strict", "yes")


def test_units_wait_for_the_schema_and_let_what_runs_end() -> None:
    for path in UNITS:
        if "migrate" not in path.stem and "backup" not in path.stem:
            parsed = unit(path)
            assert "feedbackpulse-migrate.service" in parsed["Unit"]["Requires"]
            assert "feedbackpulse-migrate.service" in parsed["Unit"]["After"]
            assert int(parsed["Service"]["TimeoutStopSec"]) > PATIENCE


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """It looks for the programs too, which are not installed here: so others stand in for them."""
    verify = shutil.which("systemd-analyze")
    if not verify:
        pytest.skip("no systemd here; what is above has parsed the units")
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"/opt/feedbackpulse/bin/\w+", shutil.which("true") or "", text)
        (tmp_path / path.name).write_text(text.replace("feedbackpulse.env", "no.env"))
    names = [str(one) for one in tmp_path.iterdir() if one.suffix in {".service", ".target"}]
    done = subprocess.run(
        [verify, "verify", "--man=no", *names],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )

    ours = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
    assert ours == []
