const AT_ONCE = 20;

/** Suggestions that are accepted together, a few at a time, until they are done or stopped. */
export class Bulk {
    constructor(ids, shown) {
        this.ids = ids;
        this.shown = shown;
        this.total = ids.length;
        this.done = 0;
        this.posted = 0;
        this.failed = [];
        this.running = true;
        this.stop = false;
    }

    /** `accept` posts some of them and says what became of each. */
    async run(accept) {
        while (this.done < this.total && !this.stop) {
            const from = this.done;
            const batch = this.ids.slice(from, from + AT_ONCE);
            const outcomes = await accept(batch, this.shown.slice(from, from + AT_ONCE));
            const failed = outcomes.filter((outcome) => !outcome.posted);
            this.failed.push(...failed.map((outcome) => outcome.id));
            this.posted += outcomes.length - failed.length;
            this.done += batch.length;
        }
        this.running = false;
    }
}
