import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { parseMonetary } from "@web/views/fields/parsers";
import { inWords } from "./cash_application_model";
import { Skip } from "./skip";
import { WriteOff } from "./write_off";

const SEARCH_AFTER = 250; // milliseconds without a key

/** One payment: what the bank says, the items it may pay, and what becomes of the rest. */
export class PaymentDetail extends Component {
    static template = "ar_collections.PaymentDetail";
    static components = { RecordSelector, Skip, WriteOff };
    static props = { model: Object, draft: Object, onItems: Boolean, hand: Object };

    setup() {
        this.action = useService("action");
        this.root = useRef("root");
        this.state = useState({ panel: "", index: 0, words: "" });
        this.searchSoon = useDebounced(this.search, SEARCH_AFTER);
        onMounted(() => (this.props.hand.detail = this));
        onWillUnmount(() => {
            if (this.props.hand.detail === this) {
                delete this.props.hand.detail;
            }
        });
        useEffect(
            () => {
                this.root.el.querySelector(".o_ar_cash_customer_field input")?.focus();
            },
            () => [this.state.panel]
        );
        useEffect(
            () => {
                this.row?.scrollIntoView({ block: "nearest" });
            },
            () => [this.state.index]
        );
    }

    get draft() {
        return this.props.draft;
    }

    get payment() {
        return this.draft.payment;
    }

    get canPost() {
        return this.props.model.facts.can_post && this.payment.state !== "posted";
    }

    // --- words

    money(amount, currencyId = this.payment.currency_id) {
        return formatCurrency(amount, currencyId);
    }

    number(amount) {
        return formatCurrency(amount, this.payment.currency_id, { noSymbol: true });
    }

    day(date) {
        return date ? formatDate(deserializeDate(date)) : "";
    }

    paysWords(item) {
        return _t("Pays of %s", item.number);
    }

    kindName(line) {
        return this.payment.kinds.find(({ kind }) => kind === line.kind)?.name || "";
    }

    get certainty() {
        const { confidence, tier } = this.payment;
        return tier ? `${tier} · ${Math.floor(confidence * 1000) / 10} %` : "";
    }

    get restWords() {
        const { rest, isOverspent } = this.draft;
        if (!rest) {
            return _t("Remainder");
        }
        return isOverspent ? _t("Too much") : _t("Remainder");
    }

    /** The heading above the first item of each group. */
    heading(index) {
        const { items, customer } = this.draft;
        const { group } = items[index];
        if (index && group === items[index - 1].group) {
            return "";
        }
        return {
            chosen: this.payment.state === "posted" ? _t("What it paid") : _t("Suggested"),
            customer: _t("Open items of %s", customer),
            amount: _t("Open items of this very amount"),
            found: _t("Found"),
        }[group];
    }

    // --- items

    get row() {
        return this.root.el?.querySelectorAll(".o_ar_cash_item")[this.state.index];
    }

    move(step) {
        const last = this.draft.items.length - 1;
        this.state.index = Math.max(0, Math.min(last, this.state.index + step));
    }

    toggle(index = this.state.index) {
        const item = this.draft.items[index];
        if (item && this.canPost) {
            this.state.index = index;
            this.draft.toggle(item);
        }
    }

    editAmount() {
        this.row?.querySelector("input[type=text]")?.focus();
    }

    setAmount(item, input) {
        try {
            const amount = parseMonetary(input.value || "0");
            if (amount !== (this.draft.lines[item.id]?.amount || 0)) {
                this.draft.setAmount(item, amount);
            }
        } catch {
            this.draft.hint = _t("%s is no amount.", input.value);
        }
        input.value = this.amountOf(item);
    }

    amountOf(item) {
        const line = this.draft.lines[item.id];
        return line ? this.number(line.amount) : "";
    }

    onAmountKey(ev, item, index) {
        if (ev.key === "Enter") {
            ev.target.blur();
        } else if (ev.key === "Escape") {
            ev.target.value = this.amountOf(item);
            ev.target.blur();
        } else if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            this.state.index = index;
            this.move(ev.key === "ArrowDown" ? 1 : -1);
            this.editAmount();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    onEnterLeave(ev) {
        if (ev.key === "Enter") {
            ev.target.blur();
            ev.preventDefault();
            ev.stopPropagation();
        }
    }

    setOnAccount(input) {
        try {
            this.draft.setOnAccount(parseMonetary(input.value || "0"));
        } catch {
            this.draft.hint = _t("%s is no amount.", input.value);
        }
        input.value = this.number(this.draft.onAccount);
    }

    // --- search

    onSearch(ev) {
        this.state.words = ev.target.value;
        this.searchSoon();
    }

    async search() {
        const words = this.state.words.trim();
        let amount;
        try {
            amount = parseMonetary(words);
        } catch {
            // no amount, but a number or a name
        }
        try {
            await this.props.model.search(words, amount);
        } catch (error) {
            this.draft.hint = inWords(error);
        }
    }

    onSearchKey(ev) {
        if (ev.key === "Escape") {
            this.state.words = "";
            this.search();
        } else if (ev.key !== "Enter" && ev.key !== "ArrowDown") {
            return;
        }
        const found = this.draft.items.findIndex((item) => item.group === "found");
        this.state.index = Math.max(0, found);
        ev.target.blur();
        ev.preventDefault();
        ev.stopPropagation();
    }

    // --- panels

    open(panel) {
        if (!this.canPost) {
            return;
        }
        const again = this.state.panel === panel;
        this.state.panel = again ? "" : panel;
    }

    close() {
        const open = this.state.panel;
        this.state.panel = "";
        return Boolean(open);
    }

    openWriteOff() {
        const { difference } = this.draft;
        if (!difference) {
            this.draft.hint = this.draft.chosenItems.length
                ? _t("There is no difference: what is ticked is paid in full.")
                : _t("Tick the item first whose difference it is.");
            return;
        }
        this.open("write_off");
    }

    putOnAccount() {
        if (!this.canPost) {
            return;
        }
        if (this.draft.onAccount) {
            this.draft.setOnAccount(this.draft.refund ? this.draft.onAccount : 0, false);
        } else if (this.draft.rest && !this.draft.isOverspent) {
            this.keepRest(false);
        } else {
            this.draft.hint = _t("There is no remainder to put on account.");
        }
    }

    proposeRefund() {
        if (!this.canPost) {
            return;
        }
        if (this.draft.refund) {
            this.draft.setOnAccount(0);
        } else if (this.draft.onAccount > 0) {
            this.draft.setOnAccount(this.draft.onAccount, true);
        } else if (this.draft.rest > 0 && !this.draft.isOverspent) {
            this.keepRest(true);
        } else {
            this.draft.hint = _t("There is no remainder to refund.");
        }
    }

    keepRest(refund) {
        this.draft.setOnAccount(this.draft.rest, refund);
        if (!this.draft.owner) {
            this.open("customer");
        }
    }

    openCustomer() {
        this.open("customer");
    }

    onCustomerKey(ev) {
        if (ev.key === "Escape") {
            this.close();
        }
    }

    async chooseCustomer(partnerId) {
        if (!partnerId) {
            return;
        }
        try {
            await this.props.model.chooseCustomer(partnerId);
            this.close();
        } catch (error) {
            this.draft.hint = inWords(error);
        }
    }

    // --- elsewhere

    show(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
