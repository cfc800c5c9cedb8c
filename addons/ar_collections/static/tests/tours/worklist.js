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
