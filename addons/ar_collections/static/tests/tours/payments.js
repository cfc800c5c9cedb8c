import { registry } from "@web/core/registry";

const state = (name) => ({
    trigger: `.o_statusbar_status .o_arrow_button_current:contains('${name}')`,
});

registry.category("web_tour.tours").add("ar_collections_accept", {
    url: "/odoo/ar-payments",
    steps: () => [
        { trigger: ".o_data_row td[name=why]:contains('The text names it')" },
        { trigger: ".o_data_row td[name=pays]:contains('Alder Joinery')" },
        { trigger: ".o_data_row td[name=from_bank]:contains('Thanks')", run: "click" },
        state("To confirm"),
        { trigger: ".o_statusbar_buttons button[name=action_accept]", run: "click" },
        state("Posted"),
    ],
});

const rows = (count) => ({
    trigger: `.o_list_table:not(:has(.o_data_row:nth-child(${count + 1}))) .o_data_row:nth-child(${count})`,
});

registry.category("web_tour.tours").add("ar_collections_accept_listed", {
    url: "/odoo/ar-payments",
    steps: () => [
        rows(3),
        { trigger: ".o_data_row:first button[name=action_accept]", run: "click" },
        rows(2),
        { trigger: ".o_data_row:first .o_list_record_selector input", run: "click" },
        { trigger: ".o_data_row:last .o_list_record_selector input", run: "click" },
        { trigger: ".o_control_panel button[name=action_accept]", run: "click" },
        { trigger: ".o_list_view:not(:has(.o_data_row))" },
    ],
});

registry.category("web_tour.tours").add("ar_collections_undo", {
    url: "/odoo/ar-payments",
    steps: () => [
        { trigger: ".o_facet_remove", run: "click" },
        { trigger: ".o_searchview:not(:has(.o_searchview_facet:nth-child(2)))" },
        { trigger: ".o_data_row:contains('Posted') td[name=from_bank]", run: "click" },
        state("Posted"),
        { trigger: ".o_statusbar_buttons button[name=action_undo]", run: "click" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        state("Undone"),
    ],
});
