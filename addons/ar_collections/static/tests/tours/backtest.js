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
