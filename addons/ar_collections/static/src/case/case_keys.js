import { _t } from "@web/core/l10n/translation";

/** The keys that press a button of the case. */
export const BUTTONS = {
    c: "action_call",
    e: "action_email",
    l: "action_letter",
    p: "action_promise",
    d: "action_dispute",
    h: "action_hold",
    s: "action_statement",
    g: "action_handover",
    u: "action_escalate",
    w: "action_write_off",
};

/** What each key does, as the help shows it. */
export const KEYS = [
    { keys: ["N"], what: _t("Next customer of the list") },
    { keys: ["B"], what: _t("Back to the customer before") },
    { keys: ["C"], what: _t("Call: log what came of it, and what is next") },
    { keys: ["E"], what: _t("E-mail to the payables clerk") },
    { keys: ["L"], what: _t("Letter") },
    { keys: ["P"], what: _t("Promise to pay") },
    { keys: ["D"], what: _t("Dispute") },
    { keys: ["H"], what: _t("Hold") },
    { keys: ["S"], what: _t("Statement") },
    { keys: ["U"], what: _t("Up: ask somebody higher up") },
    { keys: ["W"], what: _t("Propose to write off") },
    { keys: ["G"], what: _t("Hand over to an agency or to court") },
    { keys: ["I"], what: _t("To the open items; ↑ ↓ move, Space ticks") },
    { keys: ["A"], what: _t("Tick everything overdue, or untick") },
    { keys: ["R"], what: _t("Read it again") },
    { keys: ["Esc"], what: _t("Leave a field, untick") },
    { keys: ["?"], what: _t("Show these keys") },
];

/** The button that was asked for on the list, to be pressed once the case is there. */
export const pending = { button: undefined };

const FIELDS = "input:not([type=checkbox]), select, textarea, [contenteditable=true]";

/** Whether a key was meant for the page: nothing is being edited, no dialog and no menu is open. */
export function isForPage(ev, ui) {
    const alone = !ev.ctrlKey && !ev.altKey && !ev.metaKey && !ev.repeat && !ev.isComposing;
    const open = ui.activeElement !== document || document.querySelector(".o-dropdown--menu, .o_popover");
    return alone && !ev.defaultPrevented && !ui.isBlocked && !open && !ev.target.closest?.(FIELDS);
}
