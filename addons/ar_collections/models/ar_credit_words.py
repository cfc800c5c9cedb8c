"""What is said of how a customer pays and of its risk, in the user's language."""

from ..engine.habits import ENOUGH

# Days by which the latest payments differ before it is worth saying.
WORTH_SAYING = 3


def habit_in_words(env, habits):
    """One sentence: usually pays 9 days late, on Fridays; median of 12 payments."""
    if habits.count < ENOUGH:
        return _little_history(env, habits.count)
    said = [_usual_delay(env, habits.days_late)]
    if habits.weekday is not None:
        said.append(_on_weekday(env, habits.weekday))
    counted = [
        ", ".join(said),
        env._("median of %(count)s payments", count=habits.count),
        _lately(env, habits.trend),
    ]
    return "; ".join(filter(None, counted))


def _little_history(env, count):
    if not count:
        return env._("not enough history: nothing paid in two years")
    if count == 1:
        return env._("not enough history: 1 paid invoice")
    return env._("not enough history: %(count)s paid invoices", count=count)


def _usual_delay(env, days):
    if days > 1:
        return env._("usually pays %(days)s days late", days=days)
    if days < -1:
        return env._("usually pays %(days)s days before the due date", days=-days)
    return {
        1: env._("usually pays 1 day late"),
        0: env._("usually pays on the due date"),
        -1: env._("usually pays 1 day before the due date"),
    }[days]


def _on_weekday(env, weekday):
    return (
        env._("on Mondays"),
        env._("on Tuesdays"),
        env._("on Wednesdays"),
        env._("on Thursdays"),
        env._("on Fridays"),
        env._("on Saturdays"),
        env._("on Sundays"),
    )[weekday]


def _lately(env, trend):
    if trend is None or abs(trend) < WORTH_SAYING:
        return None
    if trend > 0:
        return env._("lately %(days)s days slower", days=trend)
    return env._("lately %(days)s days faster", days=-trend)


def reason_in_words(env, reason, standing, credit):
    """Why a rule gave its points."""
    money = credit.currency_id.format
    words = {
        "insolvent": lambda: env._("is insolvent"),
        "oldest": lambda: env._("an item is %(days)s days overdue", days=standing.oldest_days),
        "overdue": lambda: env._(
            "%(share)s %% of what is open is overdue",
            share=round(min(1.0, standing.overdue / standing.open) * 100),
        ),
        "over_limit": lambda: env._(
            "over the credit limit by %(amount)s", amount=money(standing.exposure - standing.limit)
        ),
        "limit_used": lambda: env._(
            "%(share)s %% of the limit is used",
            share=round(standing.exposure / standing.limit * 100),
        ),
        "limit_expired": lambda: env._("the credit limit has expired"),
        "late": lambda: _usual_delay(env, standing.days_late),
        "slower": lambda: env._("pays %(days)s days later than before", days=standing.trend),
        "broken": lambda: _counted(
            standing.broken_promises,
            env._("a promise was broken"),
            env._("%(count)s promises were broken", count=standing.broken_promises),
        ),
        "returned": lambda: _counted(
            standing.returned_payments,
            env._("the bank took a payment back"),
            env._("the bank took %(count)s payments back", count=standing.returned_payments),
        ),
        "unknown": lambda: env._("nothing is known yet of how it pays"),
    }
    return words[reason.rule]()


def _counted(count, one, more):
    return one if count == 1 else more
