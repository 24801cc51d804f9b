"""Accounts: passwords that are only hashes, sessions that end, an administrator who always remains."""

from __future__ import annotations

import pytest

from archive.errors import Denied, Invalid, NameTaken
from archive.model import Account, Actor, Role
from archive.services import accounts
from archive.work import Archive
from tests.conftest import PASSWORD


def account(archive: Archive, name: str) -> Account:
    with archive.reading() as work:
        return accounts.find(work, name)


def test_the_right_password_opens_and_is_kept_as_argon2(archive: Archive) -> None:
    found = accounts.authenticate(archive, " Archivist ", PASSWORD)
    assert found.role == Role.ARCHIVIST
    assert found.password.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("name", "password"), [("archivist", "wrong"), ("nobody", PASSWORD), ("", ""), ("a", "x" * 500)]
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(archive: Archive, name: str, password: str) -> None:
    with pytest.raises(Denied, match=r"^This name and password do not go together\.$"):
        accounts.authenticate(archive, name, password)


def test_a_closed_account_does_not_open(archive: Archive, administrator: Actor) -> None:
    with archive.begin(administrator) as work:
        accounts.update(work, account(archive, "journalist").id, active=False)
    with pytest.raises(Denied):
        accounts.authenticate(archive, "journalist", PASSWORD)


def test_a_new_password_ends_the_sessions_begun_before(archive: Archive) -> None:
    before = account(archive, "archivist")
    after = accounts.change_password(archive, before.id, PASSWORD, "another horse battery")
    with archive.reading() as work:
        assert accounts.account_for_session(work, before.id, before.session_epoch, "mark") is None
        assert accounts.account_for_session(work, after.id, after.session_epoch, "mark") is not None
    with pytest.raises(Denied):
        accounts.change_password(archive, before.id, PASSWORD, "a third horse battery")


@pytest.mark.parametrize("password", ["short", "x" * 201])
def test_unfit_passwords_are_refused(archive: Archive, administrator: Actor, password: str) -> None:
    with pytest.raises(Invalid) as refused, archive.begin(administrator) as work:
        accounts.add(work, "new", Role.JOURNALIST, password)
    assert refused.value.field == "password"


def test_names_are_taken_whatever_their_case(archive: Archive, administrator: Actor) -> None:
    with pytest.raises(NameTaken), archive.begin(administrator) as work:
        accounts.add(work, "ARCHIVIST", Role.JOURNALIST, PASSWORD)


def test_a_token_acts_for_its_account_until_revoked(archive: Archive, administrator: Actor) -> None:
    owner = account(archive, "journalist")
    with archive.begin(administrator) as work:
        token = accounts.add_token(work, owner.id, "desk")
    with archive.reading() as work:
        found = accounts.account_for_token(work, token)
        assert found is not None
        assert found.id == owner.id
        assert accounts.account_for_token(work, token[:-1]) is None
    with archive.begin(administrator) as work:
        accounts.revoke_tokens(work, owner.id)
    with archive.reading() as work:
        assert accounts.account_for_token(work, token) is None


def test_the_last_administrator_stays(archive: Archive, administrator: Actor) -> None:
    only = account(archive, "administrator").id
    for change in ({"role": Role.JOURNALIST}, {"active": False}):
        with pytest.raises(Invalid, match="last administrator"), archive.begin(administrator) as work:
            accounts.update(work, only, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize("role", [Role.JOURNALIST, Role.ARCHIVIST])
def test_only_administrators_manage_accounts(archive: Archive, actors: dict[Role, Actor], role: Role) -> None:
    with archive.begin(actors[role]) as work:
        for act in (
            lambda: accounts.add(work, "new", Role.ADMINISTRATOR, PASSWORD),
            lambda: accounts.update(work, actors[role].account_id or 0, role=Role.ADMINISTRATOR),
            lambda: accounts.add_token(work, actors[role].account_id or 0),
            lambda: accounts.list_all(work),
        ):
            with pytest.raises(Denied):
                act()
