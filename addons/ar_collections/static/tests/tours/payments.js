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
