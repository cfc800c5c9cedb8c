import { markRaw } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Mutex } from "@web/core/utils/concurrency";
import { Bulk } from "./bulk";
import { Draft } from "./draft";
import { LookAhead } from "./look_ahead";

const MODEL = "ar.cash.application";
export const NO_FILTERS = {
    journal_id: false,
    band: "",
    tier: false,
    days: 0,
    least: 0,
    most: 0,
    words: "",
    ids: false, // only these: what a bulk could not post
};

/** What went wrong, in the words of whoever said no. */
export function inWords(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The server could not be reached. Nothing was posted; try it again.");
    }
    return error.data?.message || error.message || String(error);
}

/**
 * The payments that wait for a person, the one that is worked on, and what is being posted.
 *
 * Posting goes on behind the person's back, one after another, while the next payment is shown;
 * what could not be posted comes back to the list with its reason and all that was entered.
 */
export class CashApplicationModel {
    constructor({ orm, notification }, saved = {}) {
        this.orm = markRaw(orm);
        this.notification = markRaw(notification);
        this.queue = markRaw(new Mutex());
        this.filters = { ...NO_FILTERS, ...saved.filters };
        this.wantedId = saved.selectedId;
        this.drafts = saved.drafts || {};
        this.facts = { can_post: false, bands: {}, tiers: {}, tier_names: {}, journals: [], last: false };
        this.payments = [];
        this.more = false;
        this.cursor = null;
        this.loading = true;
        this.selectedId = null;
        this.draft = null;
        this.ahead = markRaw(new LookAhead((id) => this.call("payment", [id])));
        this.failures = {}; // why a payment was not posted, in the server's words
        this.waiting = 0; // payments being posted
        this.posting = [];
        this.gone = markRaw(new Set()); // sent to be posted since the list was asked for
        this.bulk = null;
        this.asked = 0; // to tell a late answer from the one that is wanted
    }

    call(method, args, kwargs = {}) {
        return this.orm.silent.call(MODEL, method, args, kwargs);
    }

    /** What is there again when the person comes back to the screen. */
    get saved() {
        return { filters: this.filters, selectedId: this.selectedId, drafts: this.drafts };
    }

    // --- the list

    async load() {
        const asked = ++this.asked;
        this.loading = true;
        this.ahead.clear();
        this.gone = markRaw(new Set(this.posting.map((draft) => draft.payment.id)));
        const [page] = await Promise.all([
            this.call("payments", [this.filters]),
            this.refreshFacts(),
        ]);
        if (asked !== this.asked) {
            return;
        }
        this.loading = false;
        this.payments = [];
        this.take(page);
        const wanted = this.payments.find((payment) => payment.id === this.wantedId);
        this.wantedId = null;
        await this.select((wanted || this.payments[0])?.id);
    }

    take({ payments, more }) {
        const known = new Set(this.payments.map((payment) => payment.id));
        const isGone = ({ id, state }) => known.has(id) || (state !== "posted" && this.gone.has(id));
        this.payments.push(...payments.filter((payment) => !isGone(payment)));
        this.more = more;
        const last = payments.at(-1);
        this.cursor = last ? [last.date, last.id] : null;
    }

    async loadMore() {
        if (!this.more || this.loading) {
            return;
        }
        const asked = this.asked;
        this.loading = true;
        const page = await this.call("payments", [this.filters], { after: this.cursor });
        if (asked === this.asked) {
            this.loading = false;
            this.take(page);
            if (!this.selectedId) {
                this.select(this.payments[0]?.id);
            }
        }
    }

    async refreshFacts() {
        this.facts = await this.call("facts", [this.filters]);
    }

    filter(change) {
        Object.assign(this.filters, change);
        return this.load();
    }

    get isFiltered() {
        return Object.entries(NO_FILTERS).some(([name, none]) => this.filters[name] !== none);
    }

    // --- the payment

    get index() {
        return this.payments.findIndex((payment) => payment.id === this.selectedId);
    }

    async select(id) {
        const before = this.draft;
        if (before && !before.touched && before.payment.id !== id) {
            delete this.drafts[before.payment.id]; // its items may be paid by others meanwhile
        }
        this.selectedId = id || null;
        this.draft = this.drafts[id] || null;
        if (!id || this.draft) {
            return;
        }
        try {
            const draft = new Draft(await this.fetch(this.payments[this.index] || { id }));
            if (this.selectedId === id) {
                this.drafts[id] = draft;
                this.draft = this.drafts[id];
                this.lookAhead();
            }
        } catch (error) {
            this.say(inWords(error));
        }
    }

    async fetch(payment) {
        const data = await this.ahead.answer(payment.id);
        if (data) {
            return data;
        }
        await this.settled(payment);
        return this.call("payment", [payment.id]);
    }

    lookAhead() {
        const next = this.payments[this.index + 1];
        if (next && !this.drafts[next.id]) {
            this.ahead.look(next);
        }
    }

    /** The items of a customer are as they will be once what is on its way is posted. */
    async settled(payment) {
        if (payment && this.posting.some((draft) => draft.partnerId === payment.partner_id)) {
            await this.queue.getUnlockedDef();
        }
    }

    async move(step) {
        const index = this.index + step;
        if (index >= this.payments.length - 5) {
            this.loadMore();
        }
        const next = this.payments[index];
        if (next) {
            await this.select(next.id);
        }
    }

    /** Take it off the list and show the one that follows. */
    leave(id) {
        const index = this.payments.findIndex((payment) => payment.id === id);
        const [payment] = this.payments.splice(index, 1);
        if (this.selectedId === id) {
            this.select((this.payments[index] || this.payments[index - 1])?.id);
        }
        if (index >= this.payments.length - 5) {
            this.loadMore();
        }
        return payment;
    }

    comeBack(payment) {
        const later = (other) =>
            other.date > payment.date || (other.date === payment.date && other.id > payment.id);
        const index = this.payments.findIndex(later);
        this.payments.splice(index < 0 ? this.payments.length : index, 0, payment);
        if (!this.selectedId) {
            this.select(payment.id);
        }
    }

    async chooseCustomer(partnerId) {
        const draft = this.draft;
        const found = await this.call("payment", [draft.payment.id], { partner_id: partnerId });
        draft.setItems(found);
    }

    async search(words, amount) {
        const draft = this.draft;
        const found = words
            ? await this.call("search_items", [draft.payment.id, words], { amount })
            : [];
        draft.setFound(found);
        return found;
    }

    // --- decide

    accept() {
        const draft = this.draft;
        if (!draft || !this.facts.can_post || draft.payment.state === "posted") {
            return;
        }
        draft.hint = draft.problem;
        if (draft.hint) {
            return;
        }
        const byHand = draft.touched || draft.payment.state !== "suggested";
        const args = byHand
            ? {
                  allocations: draft.allocations,
                  on_account: draft.onAccount,
                  refund: draft.refund,
                  partner_id: draft.partnerId || false,
              }
            : { shown: draft.payment.shown };
        this.send(draft, "accept", args);
    }

    /** This payment out is the return of that earlier one. */
    acceptReturn(returnedId) {
        this.send(this.draft, "accept_return", { returned_id: returnedId });
    }

    /** Posted while the person goes on with the next payment. */
    send(draft, method, args) {
        delete this.failures[draft.payment.id];
        this.posting = markRaw([...this.posting, draft]);
        this.gone.add(draft.payment.id);
        this.waiting++;
        this.ahead.forget(draft);
        const payment = this.leave(draft.payment.id);
        this.queue.exec(() => this.post(payment, draft, method, args));
    }

    async post(payment, draft, method, args) {
        const outcome = await this.call(method, [payment.id], args).catch((error) => ({
            posted: false,
            message: inWords(error),
        }));
        this.waiting--;
        this.posting = markRaw(this.posting.filter((other) => other !== draft));
        if (outcome.posted) {
            delete this.drafts[payment.id];
        } else {
            this.gone.delete(payment.id);
            this.failures[payment.id] = outcome.message;
            if (!draft.touched) {
                delete this.drafts[payment.id]; // nothing was entered: shown as it is by now
            }
            this.comeBack(payment);
            this.say(`${payment.payer || payment.text}: ${outcome.message}`, {
                buttons: [{ name: _t("Show it"), onClick: () => this.select(payment.id) }],
            });
        }
        if (!this.waiting) {
            await this.refreshFacts();
        }
    }

    async skip(until) {
        const { id } = this.draft.payment;
        await this.orm.call("ar.match", "action_skip", [[id], until]);
        delete this.drafts[id];
        this.leave(id);
        await this.refreshFacts();
    }

    async undo(id) {
        try {
            await this.queue.getUnlockedDef();
            await this.orm.call("ar.match", "action_undo", [[id]]);
        } catch (error) {
            this.say(inWords(error));
            return;
        }
        delete this.drafts[id];
        const payment = await this.call("payment", [id]);
        if (this.filters.band === "posted") {
            this.leave(id);
        } else {
            this.showAgain(payment);
        }
        const place = payment.amount > 0 ? _t("To review") : _t("Money out");
        this.say(_t("Taken back: what it paid is open again, and it waits under %s.", place), {
            type: "success",
        });
        await this.refreshFacts();
    }

    /** What was taken back stays in sight, also where the filters would not show it. */
    showAgain(payment) {
        this.payments = this.payments.filter((other) => other.id !== payment.id);
        this.ahead.clear();
        this.gone.delete(payment.id);
        this.drafts[payment.id] = new Draft(payment);
        this.comeBack(payment);
        this.select(payment.id);
    }

    // --- many at once

    suggestions() {
        return this.call("suggestions", [this.filters]);
    }

    /** `shown` stands for each of them as the person was told of it. */
    async acceptAll(ids, shown) {
        this.bulk = new Bulk(ids, shown);
        await this.bulk.run((batch, seen) => this.acceptBatch(batch, seen));
        this.wantedId = this.selectedId;
        await this.load();
    }

    async acceptBatch(batch, seen) {
        const outcomes = await this.call("accept_all", [batch, seen]).catch((error) =>
            batch.map((id) => ({ id, posted: false, message: inWords(error) }))
        );
        for (const { id, posted, message } of outcomes) {
            delete this.drafts[id];
            if (!posted) {
                this.failures[id] = message;
            }
        }
        return outcomes;
    }

    /** What could not be posted together, and why. */
    showFailed() {
        const { failed } = this.bulk;
        this.bulk = null;
        return this.filter({ ...NO_FILTERS, ids: failed });
    }

    say(message, options = {}) {
        this.notification.add(message, { type: "danger", ...options });
    }
}
