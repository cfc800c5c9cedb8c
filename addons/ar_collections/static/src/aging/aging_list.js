import { onWillStart } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { listView } from "@web/views/list/list_view";

/** Above the rows: of which day they are, whether they tie to the ledger, and what else to see. */
export class AgingListController extends listView.Controller {
    static template = "ar_collections.AgingList";

    setup() {
        super.setup();
        this.agingAction = useService("action");
        onWillStart(async () => {
            const id = this.props.context.ar_aging_id;
            if (id) {
                [this.aging] = await this.orm.read("ar.aging", [id], ["display_name", "tie", "ties"]);
            }
        });
    }

    async openAging(method) {
        const action = await this.orm.call("ar.aging", method, [this.aging.id]);
        return this.agingAction.doAction(action);
    }
}

registry.category("views").add("ar_aging_list", { ...listView, Controller: AgingListController });
