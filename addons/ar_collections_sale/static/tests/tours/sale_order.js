import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("ar_collections_sale_held", {
    steps: () => [
        { trigger: ".o_form_view .alert-warning:contains('over the limit')" },
        { trigger: "button[name=action_confirm]:not(.d-none)", run: "click" },
        { trigger: ".o_notification:contains('Held back')" },
        { trigger: ".o_form_view .alert-danger:contains('Held back')" },
        { trigger: ".o_form_view .o_arrow_button_current:contains('Quotation')" },
    ],
});

registry.category("web_tour.tours").add("ar_collections_sale_release", {
    steps: () => [
        { trigger: ".o_data_row td[name=ar_credit_reason]:contains('over the limit')", run: "click" },
        { trigger: "button[name=action_ar_credit_release]", run: "click" },
        { trigger: ".modal .alert:contains('over the limit')" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit The transfer was shown" },
        { trigger: ".modal button[name=action_release]", run: "click" },
        { trigger: ".o_form_view .alert-success:contains('Released by')" },
    ],
});
