import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("ar_collections_credit", {
    url: "/odoo/ar-credit",
    steps: () => [
        { trigger: ".o_data_row:contains('Alder Joinery') td[name=risk_class] .badge:contains('high')" },
        { trigger: ".o_data_row td[name=risk_reasons]:contains('overdue')" },
        { trigger: ".o_data_row td[name=partner_id]:contains('Alder Joinery')", run: "click" },
        { trigger: ".o_form_view .alert-danger:contains('Over the credit limit by')" },
        { trigger: ".o_form_view .o_field_widget[name=habit]:contains('not enough history')" },
        { trigger: ".o_form_view .o_field_widget[name=limit_ids] .o_data_row:contains('In force')" },
        { trigger: "button[name=action_new_limit]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=partner_id] input:value('Alder Joinery')" },
        { trigger: ".o_field_widget[name=kind] input[data-value=temporary]", run: "click" },
        { trigger: ".o_field_widget[name=amount] input", run: "edit 250" },
        { trigger: ".o_field_widget[name=date_to] input", run: "edit 12/31/2099" },
        { trigger: ".o_field_widget[name=reason] input", run: "edit The big order" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: ".o_arrow_button_current:contains('To approve')" },
    ],
});

registry.category("web_tour.tours").add("ar_collections_credit_approve", {
    url: "/odoo/ar-credit-limits",
    steps: () => [
        { trigger: ".o_data_row:contains('To approve') td[name=partner_id]", run: "click" },
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Approved')" },
        { trigger: ".ribbon:contains('In force')" },
    ],
});
