"""Where the embedded server lives."""

from pathlib import Path

import pytest

from app.embedded.location import is_reachable_by_others, locate


def test_an_ordinary_users_server_lives_under_var(tmp_path: Path) -> None:
    location = locate(tmp_path, uid=1000)
    assert location.home == tmp_path / "var" / "postgres"
    assert location.account is None


def test_roots_server_runs_as_nobody(tmp_path: Path) -> None:
    location = locate(tmp_path, uid=0)
    assert location.account is not None
    assert location.account.pw_name == "nobody"


def test_roots_server_leaves_a_private_checkout(tmp_path: Path) -> None:
    private = tmp_path / "home"
    private.mkdir(mode=0o700)
    assert locate(private, uid=0).home.parent == Path("/var/lib")


def test_no_permission_is_changed_by_looking(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    locate(tmp_path, uid=0)
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    assert not is_reachable_by_others(tmp_path)


@pytest.mark.parametrize("name", ["plain", "with a space", "a" * 200])
def test_the_socket_path_is_always_short(tmp_path: Path, name: str) -> None:
    checkout = tmp_path / name
    checkout.mkdir()
    assert len(str(locate(checkout).socket_dir / ".s.PGSQL.5432.lock")) < 107
