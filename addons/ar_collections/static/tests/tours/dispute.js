import { registry } from "@web/core/registry";

// One of two open invoices is disputed in part, taken, and decided by a collector who needs approval.
registry.category("web_tour.tours").add("ar_collections_dispute", {
    url: "/odoo/ar-worklist",
    steps: () => [
        { trigger: ".o_data_row td[name=partner_id]:contains('Alder Joinery')", run: "click" },
        { trigger: "button[name=action_open_items]", run: "click" },
        { trigger: ".o_breadcrumb:contains('Open items of')" },
        { trigger: ".o_data_row:contains('1,000') .o_list_record_selector input", run: "click" },
        { trigger: "button[name=action_dispute]", run: "click" },
        { trigger: ".modal .o_field_widget[name=stated_reason] input", run: "edit 2 planks broken" },
        { trigger: ".modal .o_data_row:contains('1,000') td[name=amount]", run: "click" },
        { trigger: ".modal .o_selected_row [name=amount] input", run: "edit 150" },
        { trigger: ".modal button[name=action_open]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view .o_arrow_button_current:contains('New')" },
        { trigger: ".o_field_widget[name=amount] input:value('150.00'), .o_field_widget[name=amount]:contains('150.00')" },
        { trigger: "button[name=action_take]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('In clarification')" },
        { trigger: "button[name=action_decide]", run: "click" },
        { trigger: ".modal .o_field_widget[name=amount_approved] input", run: "edit 100 && press Tab" },
        { trigger: ".modal .o_field_widget[name=amount_rejected]:contains('50.00')" },
        { trigger: ".modal .alert-info:contains('Somebody else')" },
        { trigger: ".modal button[name=action_decide]:contains('Ask for approval')", run: "click" },
        { trigger: "body:not(:has(.modal)) .alert-info:contains('waits for somebody')" },
        { trigger: ".o_menu_sections button:contains('Customers')", run: "click" },
        { trigger: ".dropdown-item[data-menu-xmlid='ar_collections.menu_disputes']", run: "click" },
        { trigger: ".o_data_row:contains('Alder Joinery') .badge:contains('In clarification')" },
        { trigger: ".o_menu_sections button:contains('Reporting')", run: "click" },
        { trigger: ".dropdown-item[data-menu-xmlid='ar_collections.menu_dispute_statistics']", run: "click" },
        { trigger: ".o_pivot" },
    ],
});

// The manager approves, and the credit note that is made of it resolves the dispute.
registry.category("web_tour.tours").add("ar_collections_dispute_approve", {
    url: "/odoo/ar-disputes",
    steps: () => [
        { trigger: ".o_data_row td[name=partner_id]:contains('Alder Joinery')", run: "click" },
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Decided')" },
        { trigger: ".o_statusbar_buttons button[name=action_credit_note]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=invoice_line_ids]" },
        { trigger: "button[name=action_post]", run: "click" },
        { trigger: ".o_form_view .o_arrow_button_current:contains('Posted')" },
        { trigger: ".o_back_button, .breadcrumb-item:last a", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Resolved')" },
        { trigger: ".o_field_widget[name=closed_because]:contains('Credited with')" },
    ],
});
