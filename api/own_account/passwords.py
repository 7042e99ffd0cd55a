"""Changing one's own password: the present one proves who asks."""

from api.dependencies import AnyRequest, credential_of, open_unit, services_of
from api.errors import BadInput
from api.own_account.schemas import ChangePassword
from api.proving import ensure_hard_to_guess, hasher, prove_by_password
from db.account_sessions import end_all_sessions, end_tokens
from db.models import Account


def change_password(request: AnyRequest, given: ChangePassword) -> None:
    """Change it; every other session of the account ends, and every token. This one goes on.

    Raises BadInput for the same password again or one that is easy to guess; Problem: 401 for a wrong present one, 429
    after five tries in fifteen minutes.
    """
    services = services_of(request)
    with open_unit(request, writing=False) as work:
        username = work.session.get_one(Account, work.viewer.account_id).username
    if given.password == given.current:
        raise BadInput({"password": "This is the present password. Choose another one."})
    ensure_hard_to_guess(given.password, username)
    prove_by_password(services.sessions, username, given.current, services.clock.now())
    hashed = hasher().hash(given.password)
    with open_unit(request, writing=True) as work:
        work.begin("account:changed")
        work.session.get_one(Account, work.viewer.account_id).password_hash = hashed
        end_all_sessions(work.session, work.viewer.account_id, work.now, but=credential_of(request).token)
        end_tokens(work.session, work.viewer.account_id, work.now)
