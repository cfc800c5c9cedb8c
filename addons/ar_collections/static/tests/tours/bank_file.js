import { registry } from "@web/core/registry";

const STATEMENT = [
    ":20:STATEMENT",
    ":25:BE68539007547034",
    ":28C:1",
    ":60F:C260201EUR1000,00",
    ":61:2602020202C250,00NTRFNONREF",
    ":86:166?00TRANSFER?20SVWZ+Thanks?32Alder Joinery",
    ":62F:C260202EUR1250,00",
    "-",
].join("\r\n");

/** Choose a file in an input, which the browser hides behind its button. */
const choose = (input, files) => () => {
    const chosen = new DataTransfer();
    for (const [name, content] of Object.entries(files)) {
        chosen.items.add(new File([content], name, { type: "text/plain" }));
    }
    const element = document.querySelector(input);
    element.files = chosen.files;
    element.dispatchEvent(new Event("change", { bubbles: true }));
};

const state = (name) => ({
    trigger: `.o_statusbar_status .o_arrow_button_current:contains('${name}')`,
});

/** What a person sees before the import: account, balances, checks, the movements. */
const shown = (name) => [
    { trigger: `.o_form_view .o_field_widget[name=name]:contains('${name}')` },
    state("To confirm"),
    { trigger: ".o_ar_preview:contains('BE68539007547034'):contains('1,250.00')" },
    { trigger: ".o_ar_preview div:has(.fa-check):contains('closing balance')" },
    { trigger: ".o_ar_preview:contains('all new: 1 movement')" },
    { trigger: ".o_ar_preview td:contains('Alder Joinery')" },
    { trigger: ".o_statusbar_buttons button[name=action_import]", run: "click" },
];

const imported = (name) => [
    { trigger: `.o_form_view .o_field_widget[name=name]:contains('${name}')` },
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Imported')" },
    { trigger: ".o_stat_text:contains('Payments')" },
    { trigger: ".o_field_widget[name=statement_ids] .o_data_cell:contains('1,250.00')" },
];

registry.category("web_tour.tours").add("ar_collections_import_by_menu", {
    url: "/odoo/ar-payments",
    steps: () => [
        { trigger: "[data-menu-xmlid='ar_collections.menu_bank']", run: "click" },
        { trigger: "[data-menu-xmlid='ar_collections.menu_upload']", run: "click" },
        { trigger: ".modal .o_attach", run: choose(".modal .o_input_file", { "by_menu.sta": STATEMENT, "empty.sta": "" }) },
        { trigger: ".o_notification:contains('empty.sta')" },
        { trigger: ".modal .o_attachment:contains('by_menu.sta')" },
        { trigger: ".modal footer button[name=action_read]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        ...shown("by_menu.sta"),
        ...imported("by_menu.sta"),
    ],
});

registry.category("web_tour.tours").add("ar_collections_import_on_bank_card", {
    url: "/odoo/accounting",
    steps: () => [
        {
            trigger: ".o_kanban_record:has(.o_ar_import):contains('Bank') .o_ar_import",
            run: choose(".o_kanban_record:has(.o_ar_import) .document_file_uploader", {
                "on_card.sta": STATEMENT,
            }),
        },
        ...shown("on_card.sta"),
        ...imported("on_card.sta"),
    ],
});

registry.category("web_tour.tours").add("ar_collections_import_several", {
    url: "/odoo/ar-documents",
    steps: () => [
        { trigger: ".o_list_view" },
        { trigger: ".o_control_panel button:contains('Import bank file')", run: "click" },
        {
            trigger: ".modal .o_attach",
            run: choose(".modal .o_input_file", {
                "good.sta": STATEMENT,
                "unwanted.sta": STATEMENT.replace("Alder", "Birch"),
                "page.sta": "<html><body>Please log in</body></html>",
            }),
        },
        { trigger: ".modal .o_attachment:contains('page.sta')" },
        { trigger: ".modal footer button[name=action_read]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_breadcrumb:contains('Files to look at')" },
        { trigger: ".o_data_row:contains('good.sta'):contains('To confirm')" },
        { trigger: ".o_data_row:contains('page.sta'):contains('HTML')" },
        // One of them is opened and discarded; the others are not forgotten.
        { trigger: ".o_data_row td[name=name]:contains('unwanted.sta')", run: "click" },
        state("To confirm"),
        { trigger: ".o_statusbar_buttons button[name=action_discard]", run: "click" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: ".o_list_view:not(:contains('unwanted.sta')) .o_data_row:contains('good.sta')" },
        { trigger: ".o_control_panel button[name=action_import_given]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains('good.sta') .badge:contains('Imported')" },
        { trigger: ".o_list_view .o_data_row:contains('page.sta') .badge:contains('Quarantined')" },
    ],
});

registry.category("web_tour.tours").add("ar_collections_discard", {
    url: "/odoo/ar-documents",
    steps: () => [
        { trigger: ".o_data_row td[name=name]:contains('unwanted.sta')", run: "click" },
        state("To confirm"),
        { trigger: ".o_ar_preview td:contains('<b>Alder</b>')" },
        { trigger: ".o_statusbar_buttons button[name=action_discard]", run: "click" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: ".o_list_view:not(:contains('unwanted.sta'))" },
    ],
});

registry.category("web_tour.tours").add("ar_collections_quarantined", {
    url: "/odoo/ar-documents",
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains('wrong.sta') .badge:contains('Quarantined')" },
        { trigger: ".o_data_row td[name=name]:contains('wrong.sta')", run: "click" },
        { trigger: ".alert-danger:contains('closing balance')" },
        { trigger: ".alert-danger pre:contains(':62F:')" },
        { trigger: ".o_statusbar_buttons button[name=action_retry]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Quarantined')" },
    ],
});
