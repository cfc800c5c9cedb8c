import { onMounted, onWillUnmount, useRef } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { ListRenderer } from "@web/views/list/list_renderer";

/** Odoo ticks rows of lists only; here those inside a form, too. */
export class CaseItemsRenderer extends ListRenderer {
    get selectAll() {
        const { records } = this.props.list;
        return records.length > 0 && records.every((record) => record.selected);
    }

    toggleSelection() {
        const tick = !this.selectAll;
        this.props.list.records.forEach((record) => record.toggleSelection(tick));
    }

    /** A click anywhere in the row ticks it; its document opens by its own link. */
    onCellClicked(record, column, ev) {
        if (!window.getSelection().toString()) {
            this.toggleRecordSelection(record, ev);
        }
    }
}

/** The open items of a case: several are ticked, and a button does something with them. */
export class CaseItems extends X2ManyField {
    static template = "ar_collections.CaseItems";
    static components = { ...X2ManyField.components, ListRenderer: CaseItemsRenderer };

    setup() {
        super.setup();
        this.root = useRef("items");
        onMounted(() => {
            if (this.env.arCase) {
                this.env.arCase.items = this;
            }
        });
        onWillUnmount(() => {
            if (this.env.arCase) {
                this.env.arCase.items = null;
            }
        });
    }

    get rendererProps() {
        return { ...super.rendererProps, allowSelectors: true };
    }

    /** On other pages of the list as well. */
    get ticked() {
        const here = this.list.records.filter((record) => record.selected);
        const seen = Object.values(this.list._cache).filter((record) => record.selected);
        return [...new Map([...seen, ...here].map((record) => [record.resId, record])).values()];
    }

    get tickedIds() {
        return this.ticked.map((record) => record.resId);
    }

    get tickedSum() {
        const sum = this.ticked.reduce((total, record) => total + record.data.amount_residual, 0);
        return formatCurrency(sum, this.props.record.data.currency_id.id);
    }

    get overdue() {
        return this.list.records.filter((record) => record.data.ar_days_overdue > 0);
    }

    tickOverdue() {
        const tick = this.overdue.some((record) => !record.selected);
        this.overdue.forEach((record) => record.toggleSelection(tick));
    }

    untick() {
        this.ticked.forEach((record) => record.toggleSelection(false));
    }

    focus() {
        this.root.el.querySelector(".o_data_row .o_list_record_selector input")?.focus();
    }
}

registry.category("fields").add("ar_case_items", { ...x2ManyField, component: CaseItems });
