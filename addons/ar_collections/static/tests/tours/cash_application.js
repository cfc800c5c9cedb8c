import { registry } from "@web/core/registry";

const SCREEN = ".o_ar_cash";
const shown = (payer) => ({
    trigger: `${SCREEN}_detail h2:contains('${payer}')`,
});
const key = (name) => ({ trigger: `${SCREEN}_body`, run: `press ${name}` });
const remainder = (amount) => ({
    trigger: `${SCREEN}_rest:contains('${amount}')`,
});
const band = (name, count) => ({
    trigger: `${SCREEN}_band[data-band='${name}'] b:contains(/^${count}$/)`,
});
const done = { trigger: `${SCREEN}_empty:contains('No payment waits for you')` };
const tour = (name, steps) =>
    registry.category("web_tour.tours").add(`ar_collections_cash_${name}`, {
        url: "/odoo/ar-cash-application",
        steps: () => steps,
    });

/** By keys alone; the next payment is there at once. */
tour("accept", [
    band("suggested", 2),
    shown("Alder Joinery"),
    { trigger: `${SCREEN}_chip:contains('The text names it')` },
    remainder("0.00"),
    key("Enter"),
    shown("Birch Boatyard"),
    band("posted", 1),
    key("Enter"),
    done,
    band("posted", 2),
]);

/** Two invoices by their numbers on the keyboard; the second one gets less than it first did. */
tour("split", [
    shown("Alder Joinery"),
    remainder("130.00"),
    key("1"),
    remainder("30.00"),
    key("Enter"),
    { trigger: `${SCREEN} .alert:contains('is left')` },
    key("2"),
    remainder("0.00"),
    {
        trigger: `${SCREEN}_item:contains('60.00') input[type=text]`,
        run: "edit 20 && press Enter",
    },
    remainder("10.00"),
    {
        trigger: `${SCREEN}_item:contains('45.00') input[type=text]`,
        run: "edit 10 && press Enter",
    },
    remainder("0.00"),
    key("Enter"),
    done,
]);

/** What is missing of an invoice is a bank fee, with a reason. */
tour("write_off", [
    shown("Alder Joinery"),
    key("1"),
    { trigger: `${SCREEN}_item:contains('stays open')` },
    key("w"),
    { trigger: `${SCREEN}_panel select[name=kind]`, run: "selectByLabel Bank fee" },
    { trigger: `${SCREEN}_panel input[name=reason]`, run: "edit Charges of the bank abroad" },
    { trigger: `${SCREEN}_panel button[type=submit]`, run: "click" },
    { trigger: `${SCREEN}_written_off:contains('Bank fee')` },
    remainder("0.00"),
    { trigger: `${SCREEN}_accept`, run: "click" },
    done,
]);

/** The one just posted, and one from the list of today. */
tour("undo", [
    { trigger: `${SCREEN}_band[data-band=suggested]`, run: "click" },
    shown("Alder Joinery"),
    key("Enter"),
    { trigger: `${SCREEN}_empty:contains('No payment fits')` },
    key("u"),
    shown("Alder Joinery"),
    { trigger: ".o_notification:contains('waits under To review')" },
    band("review", 1),
    key("Enter"),
    { trigger: `${SCREEN}_empty` },
    { trigger: `${SCREEN}_band[data-band=posted]`, run: "click" },
    { trigger: `${SCREEN}_detail .badge:contains('Posted by')` },
    { trigger: `${SCREEN}_undo`, run: "click" },
    band("posted", 0),
    band("review", 1),
]);

/** All of one kind of evidence; one cannot be posted, the others are. */
tour("bulk", [
    band("suggested", 4),
    { trigger: `${SCREEN}_left button:contains('Filters')`, run: "click" },
    { trigger: `${SCREEN}_tier`, run: "select A" },
    band("suggested", 3),
    { trigger: `${SCREEN}_accept_all:contains('3')`, run: "click" },
    { trigger: ".modal-body:contains('3 payments')" },
    { trigger: ".modal-footer .btn-primary", run: "click" },
    { trigger: `${SCREEN}_bulk:contains('2 posted, 1 not of 3')` },
    band("posted", 2),
    { trigger: `${SCREEN}_bulk_failed`, run: "click" },
    shown("Alder Joinery"),
    { trigger: `${SCREEN}_detail .alert:contains('is left')` },
]);

/** Nothing is known of the payer: a customer is chosen, and all of it stays with them. */
tour("on_account", [
    { trigger: `${SCREEN}_detail h2:contains('Payer not given')` },
    key("o"),
    { trigger: `${SCREEN}_customer_field input`, run: "edit Birch" },
    { trigger: ".o-autocomplete--dropdown-item:contains('Birch Boatyard')", run: "click" },
    { trigger: `${SCREEN}_on_account:contains('Birch Boatyard')` },
    remainder("0.00"),
    key("Enter"),
    done,
]);

/** What is too much is to be paid back; the draft payment is seen from the posted one. */
tour("refund", [
    shown("Alder Joinery"),
    key("1"),
    remainder("30.00"),
    key("r"),
    { trigger: `${SCREEN}_on_account:contains('To be refunded to Alder Joinery')` },
    remainder("0.00"),
    key("o"),
    { trigger: `${SCREEN}_on_account:contains('On account of Alder Joinery')` },
    { trigger: `${SCREEN}_propose_refund`, run: "click" },
    { trigger: `${SCREEN}_on_account:contains('To be refunded')` },
    key("Enter"),
    done,
    { trigger: `${SCREEN}_band[data-band=posted]`, run: "click" },
    { trigger: `${SCREEN}_refund_payment:contains('Draft')`, run: "click" },
    { trigger: ".o_field_widget[name=ar_match_id]" },
]);

/** The rest goes to the invoice of another customer that a search finds; or waits for a later day. */
tour("search_and_skip", [
    shown("Alder Joinery"),
    key("/"),
    { trigger: `${SCREEN}_search_items:focus`, run: "edit birch" },
    { trigger: `${SCREEN}_item:contains('Birch Boatyard') input[type=checkbox]`, run: "click" },
    remainder("0.00"),
    key("s"),
    { trigger: `${SCREEN}_panel button:contains('In a week')`, run: "click" },
    done,
    band("parked", 1),
]);

/** Money out: a person says which payment came back. */
tour("came_back", [
    { trigger: `${SCREEN}_band[data-band=out]`, run: "click" },
    { trigger: `${SCREEN}_receipts:contains('Alder Joinery') button`, run: "click" },
    { trigger: `${SCREEN}_empty` },
    band("out", 0),
]);

/** What is matched and posted by itself is seen, stopped, and let go on. */
tour("stop", [
    { trigger: `${SCREEN}_run:contains('1 to post')` },
    { trigger: `${SCREEN}_stop`, run: "click" },
    { trigger: `${SCREEN}_run:contains('Stopped by')` },
    { trigger: `${SCREEN}_go_on`, run: "click" },
    { trigger: `${SCREEN}_stop` },
]);
