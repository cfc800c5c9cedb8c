import { registry } from "@web/core/registry";

// A collector asks the manager about a customer, and finds it among the escalated ones.
registry.category("web_tour.tours").add("ar_collections_escalation", {
    url: "/odoo/ar-worklist",
    steps: () => [
        { trigger: ".o_data_row:contains('Alder Joinery') .o_list_record_selector input", run: "click" },
        { trigger: "button[name=action_escalate]", run: "click" },
        { trigger: ".modal .o_field_widget[name=level_id] input", run: "edit Manager" },
        { trigger: ".ui-autocomplete .o-autocomplete--dropdown-item a:contains('Manager')", run: "click" },
        { trigger: ".modal .o_field_widget[name=people]:contains('manager')" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit Nobody calls back" },
        { trigger: ".modal button[name=action_escalate]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_filter_menu .o_menu_item:contains('Escalated')", run: "click" },
        { trigger: ".o_searchview_facet:contains('Escalated')" },
        { trigger: ".o_data_row td[name=partner_id]:contains('Alder Joinery')" },
    ],
});
