import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("ar_collections_worklist", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        { trigger: '.o_app[data-menu-xmlid="ar_collections.menu_root"]', run: "click" },
        { trigger: ".o_menu_brand:contains('Collections')" },
        { trigger: ".o_breadcrumb:contains('Worklist')" },
        { trigger: ".o_list_view" },
    ],
});

registry.category("web_tour.tours").add("ar_collections_case", {
    url: "/odoo/ar-worklist",
    steps: () => [
        { trigger: ".o_data_row:contains('Alder Joinery') .badge:contains('days')" },
        { trigger: ".o_data_row td[name=partner_id]:contains('Alder Joinery')", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=item_ids] .badge:contains('days')" },
        { trigger: ".o_form_view .o_field_widget[name=item_ids] .badge:contains('credit')" },
        { trigger: ".o_stat_text:contains('Open items')", run: "click" },
        { trigger: ".o_list_view td[name=ar_overdue] .badge:contains('days')" },
        { trigger: ".o_data_row td[name=move_name] a", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=invoice_date_due], .o_form_view .o_field_widget[name=invoice_line_ids]" },
    ],
});

registry.category("web_tour.tours").add("ar_collections_day", {
    url: "/odoo/ar-worklist",
    steps: () => [
        { trigger: ".o_group_header:contains('Today')" },
        { trigger: ".o_group_header:contains('Waiting (1)')" },
        { trigger: ".o_data_row:contains('Alder Joinery') .o_ar_score_number" },
        { trigger: ".o_data_row:contains('Alder Joinery'):contains('no contact for')" },
        {
            trigger: ".o_data_row:contains('Alder Joinery') .o_list_record_selector input",
            run: "click",
        },
        { trigger: "button:contains('Put off')", run: "click" },
        { trigger: ".modal .o_field_widget[name=note] input", run: "edit Their board meets" },
        { trigger: ".modal footer button:contains('Put off')", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_group_header:contains('Done today (1)')", run: "click" },
        { trigger: ".o_data_row:contains('Alder Joinery'):contains('next on')" },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_filter_menu .o_menu_item:contains('Broken promises')", run: "click" },
        { trigger: ".o_searchview_facet:contains('Broken promises')" },
        { trigger: "body:not(:has(.o_data_row))" },
    ],
});
