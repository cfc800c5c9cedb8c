import { formatCurrency, getCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { roundDecimals } from "@web/core/utils/numbers";

/**
 * What a person is about to do with one payment: the items it pays and with how much, what is
 * written off, and what stays with the customer. Amounts are in the payment's currency; those of
 * a credit are negative. Nothing of it is in the books before it is accepted.
 */
export class Draft {
    constructor(payment) {
        this.payment = payment;
        this.items = payment.items;
        this.more = payment.more;
        this.partnerId = payment.partner_id;
        this.customer = payment.customer;
        this.onAccount = payment.on_account || 0;
        /** Whether what stays on account is proposed to be paid back. */
        this.refund = Boolean(payment.refund);
        /** By item: { amount, writeOff, kind, reason } */
        this.lines = {};
        for (const { id, ...line } of payment.chosen) {
            this.lines[id] = { writeOff: 0, kind: "", reason: "", ...line };
        }
        this.touched = false;
        /** What is still to be done before it can be accepted, said once it was tried. */
        this.hint = "";
    }

    round(amount) {
        const digits = getCurrency(this.payment.currency_id)?.digits?.[1] ?? 2;
        return roundDecimals(amount, digits) || 0; // no minus zero
    }

    // --- what it comes to

    get chosenItems() {
        return this.items.filter((item) => this.isChosen(item));
    }

    get allocated() {
        return this.round(Object.values(this.lines).reduce((sum, line) => sum + line.amount, 0));
    }

    get writtenOff() {
        return this.round(Object.values(this.lines).reduce((sum, line) => sum + line.writeOff, 0));
    }

    /** Whether it is taken as what the bank says: the return of an earlier payment. */
    get isReturn() {
        return Boolean(this.payment.returned) && !this.touched;
    }

    /** What of the payment is not spent yet; of the other sign where too much is. */
    get rest() {
        if (this.isReturn) {
            return 0;
        }
        return this.round(this.payment.amount - this.allocated - this.onAccount);
    }

    get isOverspent() {
        return this.rest * this.payment.amount < 0;
    }

    isChosen(item) {
        return item.id in this.lines;
    }

    /** With whom it stays on account: the customer, or else the one who owes what is ticked. */
    get owner() {
        const items = this.chosenItems;
        const item = items.find((each) => each.open * this.payment.amount > 0) || items[0];
        return this.partnerId ? this.customer : item?.customer || "";
    }

    /** What of an item is neither paid nor explained. */
    leftOpen(item) {
        const line = this.lines[item.id];
        return this.round(item.open - (line ? line.amount + line.writeOff : 0));
    }

    /**
     * The difference that can be written off, and the item that has it: what stays open of one
     * that is paid in part, else what is paid beyond the one touched last (negative).
     */
    get difference() {
        const chosen = this.chosenItems.sort(
            (a, b) => (b.id === this.lastId) - (a.id === this.lastId)
        );
        const short = chosen.find((item) => this.leftOpen(item));
        if (short) {
            return { item: short, amount: this.leftOpen(short) };
        }
        const item = chosen.find((each) => each.open * this.payment.amount > 0);
        return item && this.rest ? { item, amount: -this.rest } : null;
    }

    /** Why this cannot be accepted yet, in words. */
    get problem() {
        const rest = formatCurrency(Math.abs(this.rest), this.payment.currency_id);
        if (this.isReturn) {
            return "";
        }
        if (!Object.keys(this.lines).length && !this.onAccount) {
            return _t("Tick what it pays, or put it on account.");
        }
        if (this.isOverspent) {
            return _t("%s too much: lower an amount, or take a tick away.", rest);
        }
        if (this.rest) {
            return _t("%s is left: put it on account, or tick what else it pays.", rest);
        }
        if (this.onAccount && !this.owner) {
            return _t("On whose account? Choose the customer.");
        }
        return "";
    }

    // --- changes

    toggle(item) {
        this.changed(item);
        if (this.isChosen(item)) {
            delete this.lines[item.id];
        } else {
            this.lines[item.id] = this.filling(item);
        }
    }

    /** As much of the item as the payment still has; all of it for a credit, or if nothing is left. */
    filling(item) {
        const rest = this.rest;
        const none = { amount: item.open, writeOff: 0, kind: "", reason: "" };
        const { amount, in_time } = item.discount || {};
        if (in_time && this.round(item.open - amount) === rest) {
            return { ...none, amount: rest, writeOff: amount, kind: "discount" };
        }
        const fits = Math.abs(item.open) <= Math.abs(rest);
        return this.isOverspent || !rest || item.open * rest < 0 || fits
            ? none
            : { ...none, amount: rest };
    }

    setAmount(item, amount) {
        this.changed(item);
        if (!amount) {
            delete this.lines[item.id];
            return;
        }
        const line = this.lines[item.id] || { kind: "", reason: "" };
        this.lines[item.id] = { ...line, amount: this.round(amount), writeOff: 0 };
    }

    writeOff({ item, amount }, kind, reason) {
        this.changed(item);
        const line = this.lines[item.id];
        if (amount * item.open < 0) {
            line.amount = this.round(line.amount - amount);
        }
        Object.assign(line, { writeOff: this.round(amount), kind, reason });
    }

    takeBackWriteOff(item) {
        this.changed(item);
        const line = this.lines[item.id];
        if (line.writeOff * item.open < 0) {
            line.amount = this.round(line.amount + line.writeOff);
        }
        Object.assign(line, { writeOff: 0, kind: "", reason: "" });
    }

    setOnAccount(amount, refund = this.refund) {
        this.changed();
        this.onAccount = this.round(amount);
        this.refund = refund && this.onAccount > 0;
    }

    /** Other items than those chosen, for another customer. */
    setItems({ items, more, partner_id, customer }) {
        const chosen = this.chosenItems;
        const known = new Set(chosen.map((item) => item.id));
        this.items = [...chosen, ...items.filter((item) => !known.has(item.id))];
        this.more = more;
        this.touched = this.touched || partner_id !== this.partnerId;
        this.partnerId = partner_id;
        this.customer = customer;
        this.hint = "";
    }

    /** Items that a search has found, in place of those found before. */
    setFound(found) {
        const kept = this.items.filter((item) => item.group !== "found" || this.isChosen(item));
        const known = new Set(kept.map((item) => item.id));
        this.items = [...kept, ...found.filter((item) => !known.has(item.id))];
    }

    changed(item) {
        this.touched = true;
        this.hint = "";
        this.lastId = item?.id ?? this.lastId;
    }

    // --- for the server

    get allocations() {
        return Object.entries(this.lines).map(([id, line]) => ({
            move_line_id: Number(id),
            amount: line.amount,
            write_off: line.writeOff,
            write_off_kind: line.kind || false,
            write_off_reason: line.reason || false,
        }));
    }
}
