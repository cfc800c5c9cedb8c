import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { formatDate, serializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { inWords } from "./cash_application_model";

/** Until when the payment is not shown: it may fit something by then. */
export class Skip extends Component {
    static template = "ar_collections.Skip";
    static props = { model: Object, draft: Object, close: Function };

    setup() {
        this.root = useRef("root");
        this.state = useState({ until: "" });
        onMounted(() => this.root.el.querySelector("button").focus());
    }

    get days() {
        return [
            { days: 1, name: _t("Tomorrow") },
            { days: 3, name: _t("In 3 days") },
            { days: 7, name: _t("In a week") },
            { days: 30, name: _t("In 30 days") },
        ].map(({ days, name }) => {
            const day = today().plus({ days });
            return { name, until: serializeDate(day), title: formatDate(day) };
        });
    }

    async skip(until) {
        try {
            await this.props.model.skip(until);
        } catch (error) {
            this.props.draft.hint = inWords(error);
        }
    }
}
