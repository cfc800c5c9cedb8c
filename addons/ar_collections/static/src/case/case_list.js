import { useEffect, useExternalListener } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { orderByToString } from "@web/search/utils/order_by";
import { listView } from "@web/views/list/list_view";
import { BUTTONS, isForPage, pending } from "./case_keys";

// More than anybody works through in a day.
const MOST = 1000;

/** From the worklist into its cases: by one key, and on through all of the list, not the page. */
export class CaseListController extends listView.Controller {
    setup() {
        super.setup();
        this.ui = useService("ui");
        useExternalListener(window, "keydown", (ev) => this.onKey(ev));
        // On the first customer, not in the search: that is one key away.
        useEffect(
            (isReady) => {
                if (isReady) {
                    this.rootRef.el?.querySelector(".o_data_row td.o_data_cell")?.focus();
                }
            },
            () => [this.model.isReady]
        );
    }

    /** N opens the row one is on, or the first; / searches; other keys press their button there. */
    onKey(ev) {
        if (ev.key === "/" && isForPage(ev, this.ui)) {
            ev.preventDefault();
            return this.rootRef.el.querySelector(".o_searchview_input")?.focus();
        }
        const wanted = BUTTONS[ev.key];
        if ((ev.key !== "n" && !wanted) || !isForPage(ev, this.ui) || this.model.useSampleModel) {
            return;
        }
        const record = this.rowOf(ev.target) || (!wanted && this.model.root.records[0]);
        if (record) {
            ev.preventDefault();
            pending.button = wanted;
            this.openRecord(record);
        } else if (wanted) {
            this.notification.add(_t("Choose a customer first: the arrow keys move through the list."));
        }
    }

    get notification() {
        return this.env.services.notification;
    }

    rowOf(element) {
        const id = element.closest?.(".o_data_row")?.dataset.id;
        return this.model.root.records.find((record) => record.id === id);
    }

    async openRecord(record, { force, newWindow } = {}) {
        if (await record.isDirty()) {
            await record.save();
        }
        const all = await this.idsOf(this.model.root);
        const shown = this.model.root.records.map((each) => each.resId);
        const activeIds = all.includes(record.resId) ? all : shown;
        this.props.selectRecord(record.resId, { activeIds, force, newWindow });
    }

    /** As the list has them, also those on its other pages; not those in folded groups. */
    async idsOf(list) {
        if (list.isGrouped) {
            const unfolded = list.groups.filter((group) => !group.isFolded);
            return (await Promise.all(unfolded.map((group) => this.idsOf(group.list)))).flat();
        }
        if (list.records.length >= list.count && !list.hasLimitedCount) {
            return list.records.map((record) => record.resId);
        }
        const order = orderByToString(list.orderBy) || undefined;
        return this.orm.search(list.resModel, list.domain, { order, limit: MOST, context: list.context });
    }
}

registry.category("views").add("ar_case_list", { ...listView, Controller: CaseListController });
