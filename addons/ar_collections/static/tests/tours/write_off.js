import { registry } from "@web/core/registry";

// A collector gives up what is left of an invoice; the manager approves, and undoes it.
registry.category("web_tour.tours").add("ar_collections_write_off", {
    url: "/odoo/ar-worklist",
    steps: () => [
        { trigger: ".o_data_row td[name=partner_id]:contains('Alder Joinery')", run: "click" },
        { trigger: "button[name=action_open_items]", run: "click" },
        { trigger: ".o_breadcrumb:contains('Open items of')" },
        { trigger: ".o_data_row:contains('200') .o_list_record_selector input", run: "click" },
        { trigger: "button[name=action_write_off]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=line_ids] .o_data_row:contains('200.00')" },
        { trigger: ".o_field_widget[name=reason] input", run: "edit Insolvent" },
        { trigger: "button[name=action_propose]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('To approve')" },
        { trigger: ".alert-info:contains('high enough approval limit')" },
    ],
});

registry.category("web_tour.tours").add("ar_collections_write_off_approve", {
    url: "/odoo/ar-write-offs",
    steps: () => [
        { trigger: ".o_data_row td[name=partner_id]:contains('Alder Joinery')", run: "click" },
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Posted')" },
        { trigger: "button[name=action_open_entry]" },
        { trigger: "button[name=action_undo]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains('Undone')" },
    ],
});

// Many small items at once.
registry.category("web_tour.tours").add("ar_collections_write_off_run", {
    url: "/odoo/ar-write-off-runs",
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=reason] input", run: "edit Small balances" },
        { trigger: ".o_field_widget[name=amount_up_to] input", run: "edit 50" },
        { trigger: ".o_field_widget[name=days] input", run: "edit 5" },
        { trigger: "button[name=action_choose]:contains('Choose items')", run: "click" },
        { trigger: ".o_field_widget[name=write_off_ids] .o_data_row:contains('Alder Joinery')" },
        { trigger: "button[name=action_propose]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('To approve')" },
    ],
});
