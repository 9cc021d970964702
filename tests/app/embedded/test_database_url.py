"""DATABASE_URL as Django reads it."""

from app.settings.environment import read_database_url


def test_user_password_host_port_and_name_are_read() -> None:
    database = read_database_url("postgresql://vigie:p%40ss@db.internal:6432/fund")
    assert (database["USER"], database["PASSWORD"]) == ("vigie", "p@ss")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.internal", "6432", "fund")


def test_a_socket_directory_with_a_space_is_read() -> None:
    assert read_database_url("postgresql:///fund?host=/run/my%20socket")["HOST"] == "/run/my socket"


def test_how_to_encrypt_is_not_forgotten() -> None:
    database = read_database_url("postgresql://vigie@db.internal/fund?sslmode=verify-full")
    assert database["OPTIONS"] == {"sslmode": "verify-full"}
