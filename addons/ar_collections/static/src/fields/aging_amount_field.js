import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { MonetaryField, monetaryField } from "@web/views/fields/monetary/monetary_field";

/** An amount of the aging that leads to the items it is the sum of. */
export class AgingAmountField extends MonetaryField {
    static template = "ar_collections.AgingAmountField";

    setup() {
        super.setup();
        this.action = useService("action");
        this.orm = useService("orm");
    }

    async open() {
        const { record, name } = this.props;
        const context = { ...record.context, ar_column: name };
        const action = await this.orm.call(record.resModel, "action_open_items", [record.resId], { context });
        return this.action.doAction(action);
    }
}

registry.category("fields").add("ar_aging_amount", { ...monetaryField, component: AgingAmountField });
