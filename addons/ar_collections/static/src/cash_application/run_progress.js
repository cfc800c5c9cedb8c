import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const LOOK_AGAIN = 3000; // milliseconds, while something runs
const LOOK_FOR_WORK = 60000; // milliseconds, while nothing does

/** What is imported, matched and posted by itself just now; a person can stop it. */
export class RunProgress extends Component {
    static template = "ar_collections.RunProgress";
    static props = { model: Object };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ files: 0, to_match: 0, to_post: 0, stopped_by: "", can_stop: false });
        onMounted(() => this.look());
        onWillUnmount(() => {
            this.isOver = true;
            clearTimeout(this.timer);
        });
    }

    get isRunning() {
        const { files, to_match, to_post } = this.state;
        return Boolean(files + to_match + to_post);
    }

    get words() {
        const { files, to_match, to_post } = this.state;
        return [
            files && _t("%s files to import", files),
            to_match && _t("%s payments to match", to_match),
            to_post && _t("%s to post", to_post),
        ]
            .filter(Boolean)
            .join(" · ");
    }

    call(method) {
        return this.orm.silent.call("ar.cash.application", method, []);
    }

    /** Asks how far it is, and comes back as long as the screen is open. */
    async look() {
        clearTimeout(this.timer);
        const wasRunning = this.isRunning;
        const now = await this.call("progress").catch(() => null);
        if (this.isOver) {
            return;
        }
        Object.assign(this.state, now);
        if (wasRunning) {
            this.props.model.refreshFacts();
        }
        const soon = this.isRunning && !this.state.stopped_by;
        this.timer = setTimeout(() => this.look(), soon ? LOOK_AGAIN : LOOK_FOR_WORK);
    }

    async stop() {
        await this.call("stop");
        await this.look();
    }

    async goOn() {
        await this.call("go_on");
        await this.look();
    }
}
