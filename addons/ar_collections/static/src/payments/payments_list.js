import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";

/** The rows that are accepted together are accepted as the list shows them, and no others. */
export class PaymentsListController extends listView.Controller {
    async beforeExecuteActionButton(clickParams) {
        if (clickParams.name === "action_accept" && clickParams.buttonContext) {
            const shown = this.model.root.selection.map((record) => record.data.shown);
            clickParams.buttonContext.ar_shown = shown;
        }
        return super.beforeExecuteActionButton(clickParams);
    }
}

registry.category("views").add("ar_payments_list", {
    ...listView,
    Controller: PaymentsListController,
});
