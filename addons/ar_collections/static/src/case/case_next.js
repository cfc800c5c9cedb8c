import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { KEYS } from "./case_keys";

/** To the next customer, and which key does what. */
export class CaseNext extends Component {
    static template = "ar_collections.CaseNext";
    static props = { ...standardWidgetProps };

    setup() {
        this.keys = KEYS;
        this.help = useState(this.env.arCase.help);
    }
}

registry.category("view_widgets").add("ar_case_next", { component: CaseNext });
