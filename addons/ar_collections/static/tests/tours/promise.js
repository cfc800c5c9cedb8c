import { registry } from "@web/core/registry";

// A customer promises to pay two of three invoices, in two instalments.
registry.category("web_tour.tours").add("ar_collections_promise", {
    url: "/odoo/ar-worklist",
    steps: () => [
        { trigger: ".o_data_row td[name=partner_id]:contains('Alder Joinery')", run: "click" },
        { trigger: "button[name=action_open_items]", run: "click" },
        { trigger: ".o_breadcrumb:contains('Open items of')" },
        { trigger: ".o_list_view .o_data_row:contains('1,000') .o_list_record_selector input", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains('200') .o_list_record_selector input", run: "click" },
        { trigger: "button[name=action_ar_promise]", run: "click" },
        { trigger: ".modal .o_field_widget[name=rate_ids] .o_data_row:contains('1,200.00')" },
        { trigger: ".modal .o_field_widget[name=rate_count] input", run: "edit 2 && press Tab" },
        { trigger: ".modal .o_field_widget[name=rate_ids] .o_data_row:contains('600.00'):eq(1)" },
        { trigger: ".modal .o_field_widget[name=rate_ids] .o_data_row:eq(0) td[name=amount]", run: "click" },
        { trigger: ".modal .o_field_widget[name=rate_ids] .o_selected_row [name=amount] input", run: "edit 500 && press Tab" },
        { trigger: ".modal .alert-warning:contains('100.00')" },
        { trigger: ".modal button[name=action_spread]", run: "click" },
        { trigger: ".modal:not(:has(.alert-warning)) .o_field_widget[name=rate_ids] .o_data_row:contains('600.00'):eq(1)" },
        { trigger: ".modal .o_field_widget[name=note] textarea", run: "edit Half now, half next month" },
        { trigger: ".modal button[name=action_make]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_data_row:contains('1,000') td[name=ar_promised]:contains('1,000')" },
        { trigger: ".o_menu_sections button:contains('Customers')", run: "click" },
        { trigger: ".dropdown-item[data-menu-xmlid='ar_collections.menu_promises']", run: "click" },
        { trigger: ".o_data_row:contains('Alder Joinery') .badge:contains('Promised')" },
        { trigger: ".o_data_row td[name=partner_id]:contains('Alder Joinery')", run: "click" },
        { trigger: ".o_field_widget[name=rate_ids] .badge:contains('To come')" },
        { trigger: "button[name=action_renegotiate]", run: "click" },
        { trigger: ".modal .o_field_widget[name=rate_ids] .o_data_row:contains('1,200.00')" },
        { trigger: ".modal button[name=action_make]", run: "click" },
        { trigger: "body:not(:has(.modal)) button[name=action_open_replaced]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Replaced')" },
        { trigger: ".o_menu_sections button:contains('Customers')", run: "click" },
        { trigger: ".dropdown-item[data-menu-xmlid='ar_collections.menu_instalments']", run: "click" },
        { trigger: ".o_calendar_view" },
    ],
});

// What is waived of a settlement is approved by somebody else.
registry.category("web_tour.tours").add("ar_collections_settlement", {
    url: "/odoo/ar-promises",
    steps: () => [
        { trigger: ".o_data_row .badge:contains('To be approved')", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=waive_reason]:contains('Flood')" },
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Promised')" },
        { trigger: ".o_field_widget[name=waived_words]:contains('when the promise is kept')" },
    ],
});
