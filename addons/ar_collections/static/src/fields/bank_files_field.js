import { FileInput } from "@web/core/file_input/file_input";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import {
    Many2ManyBinaryField,
    many2ManyBinaryField,
} from "@web/views/fields/many2many_binary/many2many_binary_field";

/** Odoo's own stumbles over a file without content; a bank's download may be one. */
export class BankFileInput extends FileInput {
    setup() {
        super.setup();
        this.notification = useService("notification");
    }

    get httpParams() {
        const params = super.httpParams;
        return { ...params, ufile: params.ufile.filter((file) => file.size) };
    }

    async onFileInputChange() {
        const element = this.fileInputRef.el;
        const empty = [...element.files].filter((file) => !file.size).map((file) => file.name);
        if (empty.length) {
            this.notification.add(_t("Empty, so not taken: %s", empty.join(", ")), {
                type: "warning",
            });
        }
        if (empty.length === element.files.length) {
            element.value = null;
            return;
        }
        await super.onFileInputChange();
    }
}

export class BankFilesField extends Many2ManyBinaryField {
    static components = { ...Many2ManyBinaryField.components, FileInput: BankFileInput };
}

registry.category("fields").add("ar_bank_files", {
    ...many2ManyBinaryField,
    component: BankFilesField,
});
