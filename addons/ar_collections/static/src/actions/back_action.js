import { registry } from "@web/core/registry";
import { ControllerNotFoundError } from "@web/webclient/actions/action_service";

/** Back to where the record was opened that is there no longer; else to the list of documents. */
registry.category("actions").add("ar_back", async ({ services }) => {
    try {
        await services.action.restore();
    } catch (error) {
        if (!(error instanceof ControllerNotFoundError)) {
            throw error;
        }
        await services.action.doAction("ar_collections.ar_feed_document_action", {
            clearBreadcrumbs: true,
        });
    }
});
