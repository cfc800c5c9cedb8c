import { Component, useEffect, useRef } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate } from "@web/core/l10n/dates";

const NEAR_THE_END = 300; // pixels

/** The payments that wait, oldest first; more of them come when the end is near. */
export class PaymentList extends Component {
    static template = "ar_collections.PaymentList";
    static props = { model: Object };

    setup() {
        this.root = useRef("root");
        useEffect(
            () => {
                const selected = this.root.el?.querySelector("[aria-selected=true]");
                selected?.scrollIntoView({ block: "nearest" });
            },
            () => [this.props.model.selectedId]
        );
    }

    get model() {
        return this.props.model;
    }

    day(payment) {
        return deserializeDate(payment.date).toLocaleString({ day: "2-digit", month: "short" });
    }

    money(payment) {
        return formatCurrency(payment.amount, payment.currency_id);
    }

    onScroll({ target }) {
        if (target.scrollHeight - target.scrollTop - target.clientHeight < NEAR_THE_END) {
            this.model.loadMore();
        }
    }
}
