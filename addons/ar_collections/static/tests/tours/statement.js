import { registry } from "@web/core/registry";

// From the worklist to a statement, which is looked at, changed and sent.
registry.category("web_tour.tours").add("ar_collections_statement", {
    url: "/odoo/ar-worklist",
    steps: () => [
        { trigger: ".o_data_row:contains('Alder Joinery') .o_list_record_selector input", run: "click" },
        { trigger: ".o_cp_action_menus button:contains('Actions')", run: "click" },
        { trigger: ".o-dropdown-item:contains('Statement')", run: "click" },
        { trigger: ".o_field_widget[name=preview]:contains('Closing balance')" },
        { trigger: ".o_field_widget[name=preview]:contains('250.00')" },
        { trigger: ".o_field_widget[name=kind] .o_radio_item:contains('Open items') input:first", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_field_widget[name=preview]:contains('Statement of open items')" },
        { trigger: "button[name=action_send]", run: "click" },
        { trigger: ".o_notification:contains('books@alder.example')" },
        { trigger: ".o_arrow_button_current:contains('With the mail server')" },
        { trigger: "button[name=action_open_pdf]" },
    ],
});

// A manager has statements sent every month.
registry.category("web_tour.tours").add("ar_collections_statement_schedule", {
    url: "/odoo/ar-statement-schedules",
    steps: () => [
        { trigger: ".o_view_nocontent_smiling_face:contains('No schedule yet')" },
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit On the first" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_field_widget[name=customer_count]:contains('1')" },
        { trigger: "button[name=action_run]:not([disabled])", run: "click" },
        { trigger: ".modal button.btn-primary", run: "click" },
        { trigger: ".o_data_row:contains('Alder Joinery') .badge:contains('To send')" },
    ],
});
