import { registry } from "@web/core/registry";

// A collector hands two old invoices to an agency; the manager releases it.
registry.category("web_tour.tours").add("ar_collections_handover", {
    url: "/odoo/ar-worklist",
    steps: () => [
        { trigger: ".o_data_row td[name=partner_id]:contains('Alder Joinery')", run: "click" },
        { trigger: "button[name=action_open_items]", run: "click" },
        { trigger: ".breadcrumb:contains('Open items'), .o_breadcrumb:contains('Open items')" },
        { trigger: ".o_data_row:contains('300.00') .o_list_record_selector input", run: "click" },
        { trigger: ".o_data_row:contains('500.00') .o_list_record_selector input", run: "click" },
        { trigger: "button[name=action_handover]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=item_ids] .o_data_row:contains('500.00')" },
        { trigger: ".o_field_widget[name=agency_id] input", run: "edit Firm Hand" },
        { trigger: ".ui-autocomplete a:contains('Firm Hand Collections')", run: "click" },
        { trigger: ".o_field_widget[name=reason] input", run: "edit Three reminders" },
        { trigger: "button[name=action_propose]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('To release')" },
        { trigger: ".alert-info:contains('does not release it')" },
    ],
});

registry.category("web_tour.tours").add("ar_collections_handover_release", {
    url: "/odoo/ar-hand-overs",
    steps: () => [
        { trigger: ".o_data_row td[name=partner_id]:contains('Alder Joinery')", run: "click" },
        { trigger: "button[name=action_release]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Handed over')" },
        { trigger: ".o_attachment:contains('csv')" },
        { trigger: ".o_field_widget[name=item_ids] .o_data_row:contains('500.00') td[name=recovered]", run: "click" },
        { trigger: ".o_field_widget[name=item_ids] .o_selected_row [name=recovered] input", run: "edit 200" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Part collected')" },
    ],
});
