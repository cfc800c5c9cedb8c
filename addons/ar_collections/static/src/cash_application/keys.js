import { _t } from "@web/core/l10n/translation";

/** What each key does, as the help shows it. */
export const KEYS = [
    { keys: ["↑", "↓"], what: _t("Previous, next payment; on the right: previous, next item") },
    { keys: ["→", "←"], what: _t("To the items, back to the payments") },
    { keys: ["1", "…", "9"], what: _t("Tick the first to the ninth item") },
    { keys: ["Space"], what: _t("Tick the item you are on") },
    { keys: ["E"], what: _t("Edit the amount of the item you are on; Enter takes it") },
    { keys: ["Enter"], what: _t("Accept, and on to the next payment") },
    { keys: ["W"], what: _t("Write off the difference") },
    { keys: ["O"], what: _t("Put the remainder on account, or take it off again") },
    { keys: ["R"], what: _t("Put the remainder on account and propose to refund it, or take it off again") },
    { keys: ["C"], what: _t("Choose the customer") },
    { keys: ["S"], what: _t("Skip until another day") },
    { keys: ["/"], what: _t("Search the open items of all customers") },
    { keys: ["F"], what: _t("Search the payments") },
    { keys: ["U"], what: _t("Undo the last one posted") },
    { keys: ["Esc"], what: _t("Leave a field, close what is open") },
    { keys: ["?"], what: _t("Show these keys") },
];
