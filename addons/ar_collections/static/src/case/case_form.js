import { onMounted, onWillUnmount, useExternalListener, useState, useSubEnv } from "@odoo/owl";
import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SIZES } from "@web/core/ui/ui_service";
import { useService } from "@web/core/utils/hooks";
import { formView } from "@web/views/form/form_view";
import { BUTTONS, isForPage, pending } from "./case_keys";

const LOOK_EVERY = 30000; // milliseconds
const ALSO_THERE = ["write_date", "colleague_notice"];

/** Whether the history has room beside the customer: on a small notebook's screen, too. */
const isWide = (ui) => ui.size >= SIZES.XL;

/** One customer after the other, by keys alone if one likes. */
export class CaseFormController extends formView.Controller {
    setup() {
        this.help = useState({ shown: false });
        this.hand = { items: null, help: this.help, step: (by) => this.step(by) };
        useSubEnv({ arCase: this.hand });
        super.setup();
        this.notification = useService("notification");
        useExternalListener(window, "keydown", (ev) => this.onKey(ev));
        onMounted(() => {
            this.looking = setInterval(() => this.look(), LOOK_EVERY);
            const wanted = pending.button;
            pending.button = undefined;
            if (wanted) {
                this.press(wanted);
            }
        });
        onWillUnmount(() => clearInterval(this.looking));
    }

    /** The history stands beside also on a small screen. */
    get className() {
        const beside = !this.env.inDialog && isWide(this.ui);
        return { ...super.className, o_ar_case_form: true, ...(beside && { "o_xxl_form_view h-100": true }) };
    }

    /** What was said of the case before is old when it is read again. */
    onWillLoadRoot(...args) {
        this.closeNews?.();
        return super.onWillLoadRoot(...args);
    }

    /** Every button knows which items are ticked. */
    async beforeExecuteActionButton(clickParams) {
        const ticked = this.hand.items?.tickedIds || [];
        if (ticked.length) {
            clickParams.buttonContext = { ...clickParams.buttonContext, ar_item_ids: ticked };
        }
        return super.beforeExecuteActionButton(clickParams);
    }

    // --- keys

    onKey(ev) {
        if (ev.key === "Escape") {
            return this.onEscape(ev);
        }
        if (!isForPage(ev, this.ui)) {
            return;
        }
        const act = this.acts[ev.key] || (BUTTONS[ev.key] && (() => this.press(BUTTONS[ev.key])));
        if (act) {
            ev.preventDefault();
            act();
        }
    }

    get acts() {
        return {
            n: () => this.step(1),
            b: () => this.step(-1),
            i: () => this.hand.items?.focus(),
            a: () => this.hand.items?.tickOverdue(),
            r: () => this.reload(),
            "?": () => (this.help.shown = !this.help.shown),
        };
    }

    /** Out of a field first, then out of what was ticked. */
    onEscape(ev) {
        if (this.ui.activeElement !== document || ev.defaultPrevented) {
            return;
        }
        this.help.shown = false;
        if (ev.target.closest?.(".o_form_renderer input, .o_form_renderer textarea")) {
            return ev.target.blur();
        }
        this.hand.items?.untick();
    }

    press(name) {
        const button = this.rootRef.el.querySelector(`.o_form_statusbar button[name="${name}"]`);
        if (button && !button.disabled) {
            return button.click();
        }
        if (!button) {
            this.notification.add(_t("You may not do that here, or there is nothing to do it to."));
        }
    }

    async reload() {
        if (await this.model.root.save()) {
            await this.model.load();
        }
    }

    // --- two on one case

    /** Whether somebody else has done something, or a payment has come, since it was read. */
    async look() {
        const { root } = this.model;
        if (document.hidden || this.stepping || !root.resId) {
            return;
        }
        const [now] = await this.orm.silent.read("ar.case", [root.resId], ALSO_THERE);
        if (!now || root !== this.model.root || this.toldOf === now.write_date + now.colleague_notice) {
            return;
        }
        const then = root.data.write_date && serializeDateTime(root.data.write_date);
        const isNewer = now.write_date !== then;
        const isSaid = now.colleague_notice && !root.data.colleague_notice;
        if (isNewer || isSaid) {
            this.toldOf = now.write_date + now.colleague_notice;
            return this.changed(now.colleague_notice);
        }
    }

    /** Read again at once, unless that would take something out of somebody's hands. */
    async changed(notice) {
        const busy = this.hand.items?.tickedIds.length || this.ui.activeElement !== document;
        if (!busy && !(await this.model.root.isDirty())) {
            return this.model.load();
        }
        const told = notice || _t("something was booked or written");
        this.closeNews = this.notification.add(_t("The case has changed (%s). Press R to read it again.", told), { type: "warning", sticky: true });
    }

    // --- the list

    /** To the next one of the list that it was opened from; what was typed is saved first. */
    async step(by) {
        if (this.stepping) {
            return;
        }
        this.stepping = true;
        try {
            const resIds = await this.theList();
            const offset = resIds.indexOf(this.model.root.resId) + by;
            if (offset in resIds) {
                await this.onPagerUpdate({ offset, resIds });
                this.rootRef.el.querySelector(".o_form_sheet_bg")?.scrollTo(0, 0);
            } else {
                this.notification.add(by > 0 ? _t("That was the last one of the list.") : _t("This is the first one of the list."));
            }
        } finally {
            this.stepping = false;
        }
    }

    /** Opened by itself, a case goes on with what is to be done today. */
    async theList() {
        const { resIds, resId } = this.model.root;
        if (resIds.length > 1) {
            return resIds;
        }
        const today = [["list_state", "=", "today"], ["id", "!=", resId]];
        const others = await this.orm.search("ar.case", [...today, ["is_mine", "=", true]], { limit: 1000 });
        const found = others.length ? others : await this.orm.search("ar.case", today, { limit: 1000 });
        this.model.config.resIds = [resId, ...found];
        return [resId, ...found];
    }
}

export class CaseFormRenderer extends formView.Renderer {
    setup() {
        super.setup();
        const ui = this.uiService;
        this.uiService = Object.create(ui, { size: { get: () => (isWide(ui) ? SIZES.XXL : ui.size) } });
    }
}

registry.category("views").add("ar_case_form", {
    ...formView,
    Controller: CaseFormController,
    Renderer: CaseFormRenderer,
});
