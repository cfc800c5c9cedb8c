import { registry } from "@web/core/registry";

const key = (name, trigger) => ({
    trigger,
    run: () => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true })),
});
const noDialog = "body:not(:has(.modal))";
const at = (customer) => `${noDialog} .o_ar_case_form h2:contains('${customer}')`;
const field = (name) => `.modal .o_field_widget[name=${name}]`;

// Two customers: the first one is called, promises, and is put off; the second disputes its invoice.
registry.category("web_tour.tours").add("ar_collections_case_keys", {
    url: "/odoo/ar-worklist",
    steps: () => [
        key("n", ".o_list_view .o_data_row:contains('Birch Boatyard')"),
        { trigger: at("Birch Boatyard") },
        key("?", at("Birch Boatyard")),
        { trigger: ".o_ar_case_help:contains('Next customer')" },
        key("Escape", ".o_ar_case_help"),
        { trigger: `${noDialog}:not(:has(.o_ar_case_help))` },
        key("c", at("Birch Boatyard")),
        { trigger: `${field("result_id")} input, ${field("result_id")} select`, run: "click" },
        { trigger: ".o_select_menu_item:contains('Asked to wait')", run: "click" },
        { trigger: `${field("text")} textarea`, run: "edit The clerk is back on Monday" },
        { trigger: ".modal button[name=action_log]", run: "click" },
        { trigger: `${noDialog} .o-mail-Message:contains('back on Monday')` },
        key("a", at("Birch Boatyard")),
        { trigger: ".o_ar_ticked:contains('2'):contains('9,700.00')" },
        key("Escape", ".o_ar_ticked"),
        { trigger: `${noDialog}:not(:has(.o_ar_ticked))` },
        key("p", at("Birch Boatyard")),
        { trigger: ".modal .o_field_widget[name=rate_ids] .o_data_row:contains('9,700.00')" },
        { trigger: ".modal button[name=action_make]", run: "click" },
        { trigger: `${noDialog} .oe_stat_button[name=action_open_promises] .o_stat_value:contains('1')` },
        key("e", at("Birch Boatyard")),
        { trigger: ".modal .o_mail_send" },
        { trigger: ".modal .btn-close", run: "click" },
        key("h", at("Birch Boatyard")),
        { trigger: field("reason") },
        { trigger: ".modal .btn-close", run: "click" },
        { trigger: ".o_ar_case_form .o_field_widget[name=next_action_date] button, .o_ar_case_form .o_field_widget[name=next_action_date] input", run: "click" },
        { trigger: ".o_ar_case_form .o_field_widget[name=next_action_date] input", run: "edit 12/31/2099" },
        { trigger: ".o_ar_case_form .o_form_sheet", run: "click" },
        key("n", at("Birch Boatyard")),
        { trigger: at("Alder Joinery") },
        key("b", at("Alder Joinery")),
        { trigger: at("Birch Boatyard") },
        key("n", at("Birch Boatyard")),
        key("d", at("Alder Joinery")),
        { trigger: ".modal button[name=action_open]", run: "click" },
        { trigger: `${noDialog} .o_breadcrumb:contains('INV/')` },
        { trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item.o_back_button a", run: "click" },
        key("n", at("Alder Joinery")),
        { trigger: ".o_notification:contains('last one')" },
    ],
});
