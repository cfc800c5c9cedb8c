import { Component, onWillStart, onWillUnmount, useExternalListener, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { parseMonetary } from "@web/views/fields/parsers";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CashApplicationModel, NO_FILTERS } from "./cash_application_model";
import { KEYS } from "./keys";
import { PaymentDetail } from "./payment_detail";
import { PaymentList } from "./payment_list";
import { RunProgress } from "./run_progress";

const SEARCH_AFTER = 300; // milliseconds without a key
const FIELDS = "input:not([type=checkbox]), select, textarea, [contenteditable=true]";

/** The work as it was left, also by the browser's own way back: nothing entered is lost. */
let left;

/** The screen on which a person decides what payments are for, by keys alone if they like. */
export class CashApplication extends Component {
    static template = "ar_collections.CashApplication";
    static components = { Layout, PaymentDetail, PaymentList, RunProgress };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.ui = useService("ui");
        this.root = useRef("root");
        this.keys = KEYS;
        this.hand = {}; // the payment shown puts itself in here
        const services = { orm: useService("orm"), notification: useService("notification") };
        this.model = useState(new CashApplicationModel(services, this.props.state?.work || left));
        this.state = useState({ onItems: false, filtering: false, help: false });
        this.searchSoon = useDebounced((words) => this.model.filter({ words }), SEARCH_AFTER);
        useSetupAction({
            rootRef: this.root,
            beforeLeave: () => this.model.queue.getUnlockedDef(),
            beforeUnload: (ev) => this.model.waiting && ev.preventDefault(),
            getLocalState: () => ({ work: this.model.saved }),
        });
        useExternalListener(window, "keydown", (ev) => this.onKey(ev));
        onWillStart(() => this.model.load());
        onWillUnmount(() => (left = this.model.saved));
    }

    get display() {
        return { controlPanel: {} };
    }

    // --- head

    get bands() {
        const { bands } = this.model.facts;
        return [
            { key: "", name: _t("All to do"), count: bands.review + bands.suggested },
            { key: "suggested", name: _t("Suggested"), count: bands.suggested },
            { key: "review", name: _t("To review"), count: bands.review },
            { key: "parked", name: _t("Skipped"), count: bands.parked },
            { key: "out", name: _t("Money out"), count: bands.out },
            { key: "posted", name: _t("Posted today"), count: bands.posted },
        ];
    }

    get tiers() {
        const { tiers, tier_names } = this.model.facts;
        return Object.entries(tier_names).map(([key, name]) => ({ key, name, count: tiers[key] || 0 }));
    }

    get ages() {
        return [
            { days: 0, name: _t("Any age") },
            { days: 3, name: _t("3 days and older") },
            { days: 7, name: _t("7 days and older") },
            { days: 30, name: _t("30 days and older") },
        ];
    }

    /** How many of the filters behind the button are set. */
    get filtersSet() {
        const { tier, days, least, most } = this.model.filters;
        return [tier, days, least, most].filter(Boolean).length;
    }

    setAmount(name, input) {
        let amount = 0;
        try {
            amount = parseMonetary(input.value || "0");
        } catch {
            input.value = "";
        }
        return this.model.filter({ [name]: amount });
    }

    removeFilters() {
        return this.model.filter({ ...NO_FILTERS });
    }

    importFile() {
        return this.action.doAction("ar_collections.ar_feed_document_upload_action", {
            onClose: () => this.model.load(),
        });
    }

    /** The last one, also if it is only now being posted. */
    async undoLast() {
        await this.model.queue.getUnlockedDef();
        const { last, can_post } = this.model.facts;
        if (last && can_post) {
            return this.model.undo(last.id);
        }
    }

    // --- many at once

    get bulkCount() {
        const { filters, facts } = this.model;
        const oneKind = filters.band === "suggested" || (!filters.band && filters.tier);
        return facts.can_post && oneKind ? facts.bands.suggested : 0;
    }

    async askAcceptAll() {
        const { ids, shown, sums } = await this.model.suggestions();
        if (!ids.length) {
            return;
        }
        const sum = sums.map(({ amount, currency_id }) => formatCurrency(amount, currency_id));
        const { tier } = this.model.filters;
        const kind = tier ? this.model.facts.tier_names[tier] : _t("all kinds of evidence");
        this.dialog.add(ConfirmationDialog, {
            title: _t("Accept %s suggestions?", ids.length),
            body: _t(
                "%(count)s payments, %(sum)s in all, are posted as suggested (%(kind)s). Each can be undone.",
                { count: ids.length, sum: sum.join(", "), kind }
            ),
            confirmLabel: _t("Accept all %s", ids.length),
            confirm: () => {
                this.model.acceptAll(ids, shown);
            },
            cancel: () => {},
        });
    }

    get bulkPercent() {
        const { done, total } = this.model.bulk;
        return Math.round((100 * done) / total);
    }

    // --- keys

    onKey(ev) {
        const busy = this.ui.activeElement !== document || this.ui.isBlocked;
        if (busy || ev.defaultPrevented || ev.ctrlKey || ev.altKey || ev.metaKey || ev.isComposing) {
            return;
        }
        if (ev.target.closest?.(FIELDS)) {
            if (ev.key === "Escape") {
                ev.preventDefault(); // else the browser empties the search
                ev.target.blur();
                this.closeWhatIsOpen();
            }
            return;
        }
        // A button or link that has the focus is pressed by these keys.
        if (ev.target.closest?.("button, a, .o_main_navbar") && ["Enter", " "].includes(ev.key)) {
            return;
        }
        const act = this.keyAction(ev.key);
        if (act) {
            ev.preventDefault();
            act();
        }
    }

    keyAction(key) {
        if (/^[1-9]$/.test(key)) {
            return () => this.hand.detail?.toggle(Number(key) - 1);
        }
        const { detail } = this.hand;
        return {
            "?": () => (this.state.help = !this.state.help),
            Escape: () => this.closeWhatIsOpen(),
            ArrowDown: () => this.move(1),
            ArrowUp: () => this.move(-1),
            PageDown: () => this.model.move(1),
            PageUp: () => this.model.move(-1),
            ArrowRight: () => (this.state.onItems = Boolean(this.model.draft)),
            ArrowLeft: () => (this.state.onItems = false),
            Enter: () => this.model.accept(),
            " ": () => detail?.toggle(),
            "/": () => this.focus(".o_ar_cash_search_items"),
            f: () => this.focus(".o_ar_cash_search"),
            e: () => detail?.editAmount(),
            w: () => detail?.openWriteOff(),
            o: () => detail?.putOnAccount(),
            r: () => detail?.proposeRefund(),
            c: () => detail?.openCustomer(),
            s: () => detail?.open("skip"),
            u: () => this.undoLast(),
        }[key.length === 1 ? key.toLowerCase() : key];
    }

    move(step) {
        if (this.state.onItems) {
            this.hand.detail?.move(step);
        } else {
            this.model.move(step);
        }
    }

    focus(selector) {
        this.root.el.querySelector(selector)?.focus();
    }

    closeWhatIsOpen() {
        if (this.state.help) {
            this.state.help = false;
        } else if (!this.hand.detail?.close()) {
            this.state.onItems = false;
        }
    }

    /** A button clicked with the mouse does not keep the keys to itself. */
    onClick(ev) {
        if (ev.detail) {
            ev.target.closest("button, .o_ar_cash_item input[type=checkbox]")?.blur();
        }
    }
}

registry.category("actions").add("ar_collections.cash_application", CashApplication);
