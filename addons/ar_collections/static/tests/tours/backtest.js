import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("ar_collections_backtest", {
    url: "/odoo/ar-backtest",
    steps: () => [
        { trigger: ".o_field_widget[name=months] input", run: "edit 2400" },
        { trigger: ".o_statusbar_buttons button[name=action_run]", run: "click" },
        { trigger: ".o_ar_backtest td:contains('Number or reference')" },
        { trigger: "p:contains('1 in 1')" },
        { trigger: "button[name=action_open_wrong]", run: "click" },
        { trigger: ".o_data_row td[name=verdict]:contains('Posted otherwise')" },
        { trigger: ".o_switch_view.o_graph", run: "click" },
        { trigger: ".o_graph_canvas_container canvas" },
    ],
});

registry.category("web_tour.tours").add("ar_collections_cash_report", {
    url: "/odoo/ar-cash-report",
    steps: () => [
        { trigger: ".o_facet_remove", run: "click" },
        { trigger: ".o_pivot th:contains('Straight through: payments')" },
        { trigger: ".o_switch_view.o_graph", run: "click" },
        { trigger: ".o_graph_canvas_container canvas" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_data_row td[name=outcome]:contains('Suggestion accepted')", run: "click" },
        { trigger: ".o_form_view .o_arrow_button_current:contains('Posted')" },
    ],
});

registry.category("web_tour.tours").add("ar_collections_known_payer", {
    url: "/odoo/ar-known-payers",
    steps: () => [
        { trigger: ".o_data_row td[name=said]:contains('FR14')", run: "click" },
        { trigger: ".o_statusbar_buttons button[name=action_refuse]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Never used')" },
        { trigger: ".alert-warning:contains('Not used')" },
    ],
});

/** A policy posts by itself only after its manager has seen what it would have posted. */
registry.category("web_tour.tours").add("ar_collections_switch_on", {
    url: "/odoo/ar-policies",
    steps: () => [
        { trigger: ".o_data_row td[name=name]:contains('Only suggests')", run: "click" },
        { trigger: ".o_field_widget[name=post] input:disabled:not(:checked)" },
        { trigger: ".o_statusbar_buttons button[name=action_switch_on]", run: "click" },
        { trigger: ".o_field_widget[name=policy_id]:contains('Only suggests')" },
        { trigger: ".o_field_widget[name=months] input", run: "edit 2400" },
        { trigger: ".o_statusbar_buttons button[name=action_run]", run: "click" },
        { trigger: ".o_ar_backtest td:contains('Number or reference')" },
        { trigger: ".o_statusbar_buttons button[name=action_post_by_itself]", run: "click" },
        { trigger: ".modal-body:contains('This policy posts from now on')" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: ".o_data_row:contains('Only suggests') td[name=post] input:checked" },
    ],
});
