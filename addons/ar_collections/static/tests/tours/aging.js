import { registry } from "@web/core/registry";

// Of today first, then of a day in the past, in other columns; from an amount to its items.
registry.category("web_tour.tours").add("ar_collections_aging", {
    url: "/odoo/ar-worklist",
    steps: () => [
        { trigger: ".o_menu_sections button:contains('Reporting')", run: "click" },
        { trigger: ".dropdown-item[data-menu-xmlid='ar_collections.menu_aging']", run: "click" },
        { trigger: ".o_ar_aging_bar .text-success:contains('difference 0.00')" },
        { trigger: "th[data-name=bucket_5]:contains('over 120')" },
        { trigger: ".o_data_row:contains('Alder Joinery') td[name=bucket_2]:contains('60.00')" },
        { trigger: ".o_ar_aging_bar button.btn-link", run: "click" },
        { trigger: ".modal .o_field_widget[name=account_ids] td[name=difference]:contains('0.00')" },
        { trigger: ".modal button[special=cancel]", run: "click" },
        { trigger: "body:not(:has(.modal)) button[name=aging_change]", run: "click" },
        { trigger: ".modal .o_field_widget[name=limits] input", run: "edit 20" },
        { trigger: ".modal button[name=action_show]", run: "click" },
        { trigger: "th[data-name=bucket_2]:contains('over 20')" },
        { trigger: "body:not(:has(th[data-name=bucket_3]))" },
        { trigger: ".o_data_row:contains('Alder Joinery') td[name=bucket_2] a", run: "click" },
        { trigger: ".o_data_row:contains('INV') td[name=amount]:contains('60.00')" },
        { trigger: ".o_ar_aging_bar button[name=aging_chart]", run: "click" },
        { trigger: ".o_graph_canvas_container canvas" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_data_row:contains('Birch Boatyard') td[name=column_id]:contains('Not due')" },
        { trigger: ".o_ar_aging_bar button[name=aging_customers]", run: "click" },
        { trigger: ".o_data_row:contains('Birch Boatyard') td[name=name]", run: "click" },
        { trigger: ".o_breadcrumb:contains('Open items of Birch Boatyard')" },
    ],
});
