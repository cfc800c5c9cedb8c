import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";

/** What a difference is, and why: it closes the item without money. */
export class WriteOff extends Component {
    static template = "ar_collections.WriteOff";
    static props = { draft: Object, close: Function };

    setup() {
        this.kind = useRef("kind");
        this.state = useState({ kind: this.kinds.length ? this.likelyKind : "", reason: "" });
        onMounted(() => this.kind.el?.focus());
    }

    get difference() {
        return this.props.draft.difference || { item: {}, amount: 0 };
    }

    money(amount) {
        return formatCurrency(amount, this.props.draft.payment.currency_id);
    }

    /** What the difference may be: too much is never a fee, a discount is what the terms say. */
    get kinds() {
        const { item, amount } = this.difference;
        const isShort = amount * item.open > 0;
        const fits = { discount: isShort && item.discount, fee: isShort, rounding: true, deduction: isShort };
        return this.props.draft.payment.kinds.filter(({ kind }) => fits[kind]);
    }

    /** The kind that the difference most likely is. */
    get likelyKind() {
        const { item, amount } = this.difference;
        const isDiscount = item.discount && item.discount.amount === amount;
        const likely = (each) => (isDiscount ? each.kind === "discount" : each.kind !== "discount");
        const kinds = this.kinds.filter(likely);
        return (kinds.find((each) => !this.isAbove(each)) || kinds[0] || this.kinds[0]).kind;
    }

    /** Whether it is more than the policy writes off by itself: then a person says why. */
    isAbove({ limited, most, percent }) {
        const amount = Math.abs(this.difference.amount);
        return limited && (amount > most || Boolean(percent && amount * 100 > percent * this.open));
    }

    /** What is open of all that is paid. */
    get open() {
        const { chosenItems } = this.props.draft;
        return Math.abs(chosenItems.reduce((sum, item) => sum + item.open, 0));
    }

    get needsReason() {
        const kind = this.kinds.find((each) => each.kind === this.state.kind);
        return Boolean(kind && (this.isAbove(kind) || kind.kind === "deduction"));
    }

    kindWords(each) {
        if (!this.isAbove(each)) {
            return each.name;
        }
        const values = { kind: each.name, most: this.money(each.most), percent: each.percent };
        return each.percent
            ? _t("%(kind)s (policy: up to %(most)s and %(percent)s per cent)", values)
            : _t("%(kind)s (policy: up to %(most)s)", values);
    }

    writeOff() {
        const { draft } = this.props;
        if (draft.difference) {
            draft.writeOff(draft.difference, this.state.kind, this.state.reason.trim());
        }
        this.props.close();
    }
}
