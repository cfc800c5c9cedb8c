/** The payment that follows, fetched while the person looks at this one. */
export class LookAhead {
    constructor(fetch) {
        this.fetch = fetch;
        this.clear();
    }

    clear() {
        this.next = null;
    }

    look(payment) {
        if (this.next?.id === payment.id) {
            return;
        }
        const next = { id: payment.id, partnerId: payment.partner_id };
        next.answer = this.fetch(payment.id).catch(() => null);
        next.answer.then((data) => (next.data = data));
        this.next = next;
    }

    /** What was fetched of that payment, if anything was. */
    answer(id) {
        return this.next?.id === id ? this.next.answer : null;
    }

    /** What was fetched does not hold if it is this one, or shows what is about to be paid. */
    forget(draft) {
        const { id, data, partnerId } = this.next || {};
        const same = id === draft.payment.id || (partnerId && partnerId === draft.partnerId);
        if (!data || same || data.items.some((item) => draft.isChosen(item))) {
            this.clear();
        }
    }
}
