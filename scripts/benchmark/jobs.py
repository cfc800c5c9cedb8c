"""The product's own jobs, run as Odoo's scheduler runs them, until they have nothing left."""


class JobError(RuntimeError):
    """A job failed, or made no progress with work left."""


def keep(env, path):
    return env["ar.feed.document"]._keep(env.company, path.name, path.read_bytes())


def finish(env, xmlid):
    """Triggers the scheduled action again and again; a run of it is limited in time."""
    env.cr.commit()
    job = env.ref(xmlid)
    while True:
        answer = job.method_direct_trigger()
        env.cr.commit()
        env.invalidate_all()
        if answer is not True:
            raise JobError(f"{job.name}: {answer['params']['data']['debug']}")
        done, remaining = _progress(job)
        if not remaining:
            return
        if not done:
            raise JobError(f"{job.name}: {remaining} left and none done")


def _progress(job):
    last = job.env["ir.cron.progress"].search_fetch(
        [("cron_id", "=", job.id)], ["done", "remaining"], order="id desc", limit=1
    )
    return last.done, last.remaining
