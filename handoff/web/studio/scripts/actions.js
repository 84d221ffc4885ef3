/** What can be done with the wording now, by this person. */
import { html } from "../../shared/lib.js";
import { useEffect, useLayoutEffect, useRef, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { me } from "../desk.js";
import { Dialog, moment } from "./parts.js";

const iso = (local) => (local ? new Date(local).toISOString() : null);

/** Why the person cannot publish; null when they can. */
function hindrance({ library, open, report, dirty }) {
  if (report?.findings.some((one) => one.severity === "error")) return "mend_first";
  if (library.review_people < 2) return null;
  if (dirty || open?.state !== "in_review") return "ask_first";
  return open.author_id === me.value?.id ? "second" : null;
}

function Dialogs({ which, onClose, run, variant, edits }) {
  const about = { variant_id: variant.id };
  if (which === "schedule")
    return html`<${Dialog} title=${t("studio.actions.schedule_title")} go=${t("studio.actions.schedule_do")}
      onClose=${onClose}
      onGo=${(data) => {
        const publish_at = iso(data.get("from"));
        run("variant.publish", { ...about, edits, publish_at, retire_at: iso(data.get("until")),
          time: moment(publish_at) }, "variant.publish_later");
      }}>
      <label>${t("studio.actions.schedule_from")}<input type="datetime-local" name="from" required /></label>
      <label>${t("studio.actions.schedule_until")}<input type="datetime-local" name="until" /></label>
    <//>`;
  if (which === "retire")
    return html`<${Dialog} title=${t("studio.actions.retire_title")} go=${t("studio.actions.retire_do")} kind="human"
      onClose=${onClose} onGo=${(data) => run("variant.retire", { ...about, reason: data.get("reason") })}>
      <p>${t("studio.actions.retire_text")}</p>
      <label>${t("studio.actions.retire_reason")}<input name="reason" maxlength="500" /></label>
    <//>`;
  if (which === "return")
    return html`<${Dialog} title=${t("studio.actions.return_title")} go=${t("studio.actions.return_do")}
      onClose=${onClose} onGo=${(data) => run("review.return", { ...about, edits, text: data.get("text") })}>
      <label>${t("studio.actions.return_text")}<textarea name="text" rows="4" required maxlength="2000"></textarea></label>
    <//>`;
  return null;
}

export function Actions({ library, variant, given, dirty, report, command, replace, giveUp }) {
  const [dialog, setDialog] = useState(null);
  const [busy, setBusy] = useState(false);
  const again = useRef(false);
  const { open } = variant;
  const about = { variant_id: variant.id, edits: open?.edits ?? null };
  const why = hindrance({ library, open, report, dirty });

  const during = async (work) => {
    setBusy(true);
    const done = await work();
    setBusy(false);
    return done;
  };
  const run = (type, { time, ...data }, said) => during(() => command(type, data, { said, values: { time } }));
  const save = async () => {
    const done = await during(() => replace("draft.save", { ...about, content: given }));
    if (done === undefined) again.current = false;
    return done;
  };
  const discard = () => during(() => giveUp("draft.discard", about));
  const saved = async () => (dirty ? await save() : open);
  const ask = async () => {
    const draft = await saved();
    if (draft) await run("review.request", { variant_id: variant.id, edits: draft.edits });
  };
  const publish = async () => {
    const draft = await saved();
    if (draft) await run("variant.publish", { variant_id: variant.id, edits: draft.edits });
  };
  // With the words, not after them: what is saved is what stands there.
  useLayoutEffect(() => {
    const onKey = (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
      event.preventDefault();
      if (!dirty || !library.may_write) return;
      if (busy) again.current = true;
      else save();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
  useEffect(() => {
    // What was typed while the desk was saving, and asked to be saved as well.
    if (busy || !again.current) return;
    again.current = false;
    if (dirty) save();
  }, [busy]);
  if (!library.may_write) return html`<p class="hint">${t("studio.read_only")}</p>`;

  const button = (name, onClick, { off = false, kind = "" } = {}) => html`<button
    type="button"
    class=${`button ${kind}`}
    disabled=${busy || off}
    onClick=${onClick}
  >
    ${t(`studio.actions.${name}`)}
  </button>`;
  const reviewing = open?.state === "in_review" && !dirty;
  const canAsk = (open || dirty) && !reviewing && library.review_people > 1;
  return html`<section class="actions">
    <p role="status">
      ${dirty ? t("studio.script.unsaved") : ""}
      ${(open || dirty) && why ? ` ${t(`studio.actions.${why}`, { name: open?.author ?? me.value?.name })}` : ""}
    </p>
    <div class="row end">
      ${open && button("discard", discard)}
      ${variant.live && button("retire", () => setDialog("retire"))}
      ${reviewing && button("return", () => setDialog("return"))}
      ${dirty && button("save", save, { kind: canAsk && why === "mend_first" ? "solid" : "" })}
      ${canAsk && button("request", ask, { off: why === "mend_first", kind: "solid" })}
      ${reviewing && button("schedule", () => setDialog("schedule"), { off: Boolean(why) })}
      ${(reviewing || (library.review_people < 2 && (open || dirty))) &&
      button("publish", publish, { off: Boolean(why), kind: "solid" })}
    </div>
    <${Dialogs} which=${dialog} onClose=${() => setDialog(null)} run=${run} variant=${variant} edits=${open?.edits} />
  </section>`;
}
