import { registry } from "@web/core/registry";
import { MonetaryField, monetaryField } from "@web/views/fields/monetary/monetary_field";

/** An amount of which 0 means that there is no such limit: in words rather than as 0.00. */
export class LimitField extends MonetaryField {
    static template = "ar_collections.LimitField";
    static props = { ...MonetaryField.props, placeholder: { type: String, optional: true } };

    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

registry.category("fields").add("ar_limit", {
    ...monetaryField,
    component: LimitField,
    extractProps: (field, dynamic) => ({
        ...monetaryField.extractProps(field, dynamic),
        placeholder: field.placeholder,
    }),
});
