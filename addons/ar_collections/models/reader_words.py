"""What the readers of bank files say in words of their own, in the words of the user."""

from .figures import as_written


def check_in_words(env, check):
    """What a check compares, and which of several: the bank's own code for it."""
    name = check_names(env)[check.check]
    return f"{name} ({check.of})" if check.of else name


def difference_in_words(env, check):
    """How a check does not hold."""
    return env._(
        "the file says %(stated)s, its entries give %(found)s",
        stated=as_written(env, check.expected),
        found=as_written(env, check.found),
    )


def check_names(env):
    """Each ``CheckName`` of the readers."""
    return {
        "closing balance": env._("closing balance"),
        "currency": env._("currency"),
        "count": env._("count"),
        "sum": env._("sum"),
        "page": env._("page"),
        "continuity": env._("continuity"),
        "control total": env._("control total"),
    }


def opinions(env):
    """Each ``Outcome`` of the second reader."""
    return {
        "agrees": env._("A second reader agrees"),
        "differs": env._("A second reader differs"),
        "cannot read it": env._("A second reader cannot read it"),
        "not asked": env._("A second reader was not asked"),
    }


def kinds(env):
    """Each ``StatementKind``; nothing of what is posted."""
    return {
        "booked": "",
        "interim": env._("Intraday: shown, not posted"),
        "notification": env._("Single payments: shown, not posted"),
    }
