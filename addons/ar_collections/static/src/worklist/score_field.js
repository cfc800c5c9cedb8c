import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The score as a number and a bar; pointing at it shows the parts that it is the sum of. */
export class ScoreField extends Component {
    static template = "ar_collections.ScoreField";
    static props = { ...standardFieldProps };

    get score() {
        return this.props.record.data[this.props.name];
    }

    get width() {
        return `${Math.min(100, this.score)}%`;
    }

    get why() {
        return this.props.record.data.score_why || "";
    }

    get tooltip() {
        const lines = this.why.split("\n").filter(Boolean);
        return JSON.stringify({ score: this.score, lines });
    }

    get label() {
        return _t("Score %(score)s: %(why)s", { score: this.score, why: this.why });
    }
}

registry.category("fields").add("ar_score", {
    component: ScoreField,
    displayName: _t("Score"),
    supportedTypes: ["integer"],
    fieldDependencies: [{ name: "score_why", type: "text" }],
});
