"""Accounts, passwords and tokens: who somebody is, proven."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Mapping, Sequence
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select

from archive.errors import Denied, Invalid, NameTaken, NotFound
from archive.model import Account, EndedSession, Role, Subject, Token
from archive.services import records
from archive.text import Message
from archive.work import Archive, Work

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_NAME = 80

_hasher = PasswordHasher()
# Each hash takes 64 MB and a core; a burst of sign-ins must not take the machine.
_hashing = threading.BoundedSemaphore(2)
# Checked where there is no such account, so that the time taken does not tell which names exist.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


def authenticate(archive: Archive, name: str, password: str) -> Account:
    """The account of this name and password. Raises Denied, the same for a wrong name and a wrong password."""
    with archive.reading() as work:
        account = _by_name(work, name)
    if not _matches(account.password if account else _NOBODY, password) or account is None or not account.active:
        raise Denied(Message("This name and password do not go together."))
    return account


def account_for_session(work: Work, account_id: int, epoch: int, mark: str) -> Account | None:
    """The account that a session belongs to; None where it has ended or was never begun."""
    account = work.session.get(Account, account_id)
    if account is None or not account.active or account.session_epoch != epoch:
        return None
    return None if work.session.get(EndedSession, mark) else account


def end_session(work: Work, mark: str, seconds: float) -> None:
    """End one session, and with it every copy of its cookie, which lasts so long at most."""
    work.session.execute(delete(EndedSession).where(EndedSession.until < work.now))
    work.session.merge(EndedSession(mark=mark, until=work.now + timedelta(seconds=seconds)))


def account_for_token(work: Work, token: str) -> Account | None:
    """The account that an API token belongs to, if any."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    account = work.session.scalar(select(Account).join(Token).where(Token.digest == digest))
    return account if account and account.active else None


def add(work: Work, name: str, role: Role, password: str) -> Account:
    """Make an account. Raises Invalid for a bad name or password, NameTaken."""
    work.require(Role.ADMINISTRATOR)
    name = _checked_name(name)
    if role == Role.VISITOR:
        raise Invalid(Message("Visitors have no accounts; see the setting TEREZE_VISITORS."), field="role")
    if _by_name(work, name):
        raise NameTaken(Message("There is an account %(name)s already.", name=name))
    account = Account(name=name, role=role, password=_hash(password), created_at=work.now)
    work.session.add(account)
    work.session.flush()
    work.note(Subject.ACCOUNT, account.id, "created", {"name": ["", name], "role": ["", role]})
    return account


def change_password(archive: Archive, account_id: int, current: str, fresh: str) -> Account:
    """Change one's own password; other sessions end. Raises Denied where the current one is wrong, Invalid."""
    with archive.reading() as work:
        account = _get(work, account_id)
    if not _matches(account.password, current):
        raise Denied(Message("The current password is not right; nothing was changed."))
    with archive.begin(account.as_actor()) as work:
        account = _get(work, account_id)
        _replace_password(work, account, fresh)
        return account


def reset_password(work: Work, account_id: int, fresh: str) -> None:
    """Give somebody a new password; their sessions end. For administrators. Raises NotFound, Invalid."""
    work.require(Role.ADMINISTRATOR)
    _replace_password(work, _get(work, account_id), fresh)


def update(work: Work, account_id: int, *, role: Role | None = None, active: bool | None = None) -> None:
    """Change somebody's role, or whether they may sign in. Raises NotFound, Invalid.

    The last active administrator stays one, else nobody could mend it.
    """
    work.require(Role.ADMINISTRATOR)
    account = _get(work, account_id)
    if role == Role.VISITOR:
        raise Invalid(Message("Visitors have no accounts; see the setting TEREZE_VISITORS."), field="role")
    was_administrator = account.role == Role.ADMINISTRATOR and account.active
    after_role = role or Role(account.role)
    after_active = account.active if active is None else active
    stays = after_role == Role.ADMINISTRATOR and after_active
    if was_administrator and not stays and _administrators(work) == 1:
        raise Invalid(Message("This is the last administrator; make another one first."), field="role")
    changes = {
        name: [before, after]
        for name, before, after in (("role", account.role, after_role), ("active", account.active, after_active))
        if before != after
    }
    if changes:
        account.role, account.active = after_role, after_active
        account.session_epoch += 1
        work.note(Subject.ACCOUNT, account.id, "changed", changes)


def list_all(work: Work) -> Sequence[Account]:
    """All accounts by name. For administrators."""
    work.require(Role.ADMINISTRATOR)
    return work.session.scalars(select(Account).order_by(func.lower(Account.name))).all()


def find(work: Work, name: str) -> Account:
    """The account of this name. For administrators. Raises NotFound."""
    work.require(Role.ADMINISTRATOR)
    account = _by_name(work, name.strip())
    if account is None:
        raise NotFound(Message("There is no account %(name)s.", name=name))
    return account


def get(work: Work, account_id: int) -> Account:
    """One account. For administrators. Raises NotFound."""
    work.require(Role.ADMINISTRATOR)
    return _get(work, account_id)


def tokens(work: Work) -> Mapping[int, Sequence[Token]]:
    """The API tokens of each account that has any, oldest first. For administrators."""
    work.require(Role.ADMINISTRATOR)
    held: dict[int, list[Token]] = {}
    for token in work.session.scalars(select(Token).order_by(Token.id)):
        held.setdefault(token.account_id, []).append(token)
    return held


def add_token(work: Work, account_id: int, label: str = "") -> str:
    """A new API token for an account; it is told this once. For administrators. Raises NotFound."""
    work.require(Role.ADMINISTRATOR)
    account = _get(work, account_id)
    secret = f"tereze_{secrets.token_urlsafe(32)}"
    work.session.add(
        Token(
            account_id=account.id,
            digest=hashlib.sha256(secret.encode()).hexdigest(),
            label=records.clean_text(label, "label", LONGEST_NAME),
            created_at=work.now,
        )
    )
    work.note(Subject.ACCOUNT, account.id, "changed", {"token": ["", label or "added"]})
    return secret


def revoke_tokens(work: Work, account_id: int) -> None:
    """Make all tokens of an account worthless. For administrators."""
    work.require(Role.ADMINISTRATOR)
    account = _get(work, account_id)
    work.session.execute(delete(Token).where(Token.account_id == account.id))
    work.note(Subject.ACCOUNT, account.id, "changed", {"token": ["all", "revoked"]})


def generate_password() -> str:
    """A password that nobody has thought of."""
    return secrets.token_urlsafe(12)


def _replace_password(work: Work, account: Account, fresh: str) -> None:
    account.password = _hash(fresh)
    account.session_epoch += 1
    work.note(Subject.ACCOUNT, account.id, "changed", {"password": ["", "changed"]})


def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(
            Message("A password needs at least %(count)s characters.", count=SHORTEST_PASSWORD), field="password"
        )
    if len(password) > LONGEST_PASSWORD:
        raise Invalid(Message("A password has at most %(count)s characters.", count=LONGEST_PASSWORD), field="password")
    with _hashing:
        return _hasher.hash(password)


def _matches(hashed: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    with _hashing:
        try:
            return _hasher.verify(hashed, password)
        except (VerifyMismatchError, InvalidHashError):
            return False


def _by_name(work: Work, name: str) -> Account | None:
    return work.session.scalar(select(Account).where(func.lower(Account.name) == name.strip().lower()))


def _get(work: Work, account_id: int) -> Account:
    account = work.session.get(Account, account_id)
    if account is None:
        raise NotFound(Message("There is no such account."))
    return account


def _administrators(work: Work) -> int:
    query = select(func.count()).where(Account.role == Role.ADMINISTRATOR, Account.active)
    return work.session.scalar(query) or 0


def _checked_name(name: str) -> str:
    cleaned = " ".join(records.clean_text(name, "name", LONGEST_NAME).split())
    if not cleaned:
        raise Invalid(Message("An account needs a name."), field="name")
    return cleaned
