import { registry } from "@web/core/registry";

const tour = (name, url, steps) =>
    registry.category("web_tour.tours").add(`ar_collections_contact_${name}`, {
        url,
        steps: () => steps,
    });
const field = (name) => `.modal .o_field_widget[name=${name}]`;
const gone = { trigger: "body:not(:has(.modal))" };
const tab = {
    trigger: ".o_form_view .nav-link:contains('Collections')",
    run: "click",
};

/** They ask to wait: the call is logged, and from there the hold is set. */
tour("call", "/odoo/ar-contacts", [
    { trigger: "button:contains('Log a contact')", run: "click" },
    { trigger: `${field("partner_id")} input`, run: "edit Alder Joinery" },
    { trigger: ".ui-menu-item a:contains('Alder Joinery')", run: "click" },
    { trigger: `${field("address")} input:value('+49 30 1')` },
    { trigger: `${field("result_id")} input, ${field("result_id")} select`, run: "click" },
    { trigger: ".o_select_menu_item:contains('Asked to wait')", run: "click" },
    { trigger: `${field("text")} textarea`, run: "edit Their system is new" },
    { trigger: "button:contains('Log, and set a hold')", run: "click" },
    { trigger: `${field("reason")} textarea`, run: "edit Their system is new" },
    { trigger: `${field("date_to")} button, ${field("date_to")} input`, run: "click" },
    { trigger: `${field("date_to")} input`, run: "edit 12/31/2999" },
    { trigger: ".modal button:contains('Set the hold')", run: "click" },
    gone,
    { trigger: ".o_data_row:contains('Alder Joinery'):contains('Asked to wait')" },
]);

/** From the customer: a mail to the clerk, with what is overdue. */
tour("mail", undefined, [
    tab,
    { trigger: "button[name=action_ar_email]", run: "click" },
    { trigger: `${field("partner_ids")} .o_tag:contains('Ilse Kern')` },
    { trigger: `${field("body")} table td:contains('INV/')` },
    { trigger: ".modal button.o_mail_send", run: "click" },
    gone,
    { trigger: ".o_form_view button[name=action_ar_call]" },
]);

/** A manager lifts what only a manager may. */
tour("lift", undefined, [
    { trigger: ".alert-danger:contains('36b IN 1/26')" },
    tab,
    {
        trigger: ".o_field_widget[name=ar_hold_ids] .o_data_row td[name=kind]",
        run: "click",
    },
    { trigger: ".modal button[name=action_lift], .o_form_view button[name=action_lift]", run: "click" },
    { trigger: `.modal:last .o_field_widget[name=reason] input`, run: "edit Proceedings closed" },
    { trigger: ".modal:last footer button:contains('Lift')", run: "click" },
    { trigger: ".o_arrow_button_current:contains('Lifted')" },
]);
