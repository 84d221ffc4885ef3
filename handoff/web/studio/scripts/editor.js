/** Where a wording is written: the words, how they read, how they look, what to do. */
import { html } from "../../shared/lib.js";
import { useEffect, useMemo, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { guardLeaving } from "../route.js";
import { content, form as formOf, placeholders, shown } from "./words.js";
import { useAnswer } from "./ask.js";
import { useKept } from "./keeping.js";
import { Meanwhile } from "./meanwhile.js";
import { TextField } from "./text_field.js";
import { Conditions, Replies, Where } from "./fields.js";
import { Lint } from "./lint.js";
import { Preview } from "./preview.js";
import { Actions } from "./actions.js";
import { Figures } from "./figures.js";
import { History } from "./history.js";
import { Offer } from "./offer.js";
import { Remarks } from "./remarks.js";

/** The placeholders worth offering to scripts of this purpose: those with a value to show. */
function fillable(library, purpose) {
  const who = purpose === "system" ? "desk" : "bot";
  const offered = ([, one]) => one.spoken && [who, "both"].includes(one.who) && one.sample !== null;
  return Object.entries(library.placeholders).filter(offered);
}

/** What one can try the wording with: its placeholders, and what its script asks for. */
function asked(script, form) {
  const names = script.variants.flatMap((one) => Object.keys(shown(one).content.when ?? {}));
  const here = form.conditions.map(({ name }) => name).filter(Boolean);
  return [...new Set([...placeholders(form.text), ...here, ...names])];
}

export function Editor({ library, detail, variant, command }) {
  const { script } = detail;
  const base = shown(variant);
  const { form, change, theirs, settle, sending } = useKept(base);
  const [selection, select] = useState(null);
  const given = useMemo(() => content(form), [form]);
  const dirty = JSON.stringify(content(formOf(base.content))) !== JSON.stringify(given);
  const report = useAnswer("/api/studio/lint", {
    script_id: script.id,
    purpose: script.purpose,
    content: given,
  });
  const readonly = !library.may_write;

  useEffect(() => {
    guardLeaving(dirty ? () => confirm(t("studio.script.leave")) : null);
    return () => guardLeaving(null);
  }, [dirty]);

  /** Asks for what puts another wording into the form; what is typed from here on stays. */
  const replace = (type, data, more) => command(type, data, { ...more, accepted: sending() });
  /** The same, where unsaved words would go: the person is asked first. */
  const giveUp = (type, data) =>
    dirty && !confirm(t("studio.script.replace")) ? undefined : replace(type, data);

  return html`<div class="editor">
    <${Offer} variant=${variant} readonly=${readonly} giveUp=${giveUp} command=${command} />
    ${theirs && html`<${Meanwhile} theirs=${theirs} text=${form.text} settle=${settle} />`}
    <div class="columns">
      <div class="writing">
        <${TextField}
          text=${form.text}
          known=${fillable(library, script.purpose)}
          longest=${library.lengths[form.channel || "any"] ?? library.lengths.any}
          report=${report}
          selection=${selection}
          readonly=${readonly}
          onText=${(text) => change({ text })}
        />
        <${Lint}
          report=${report}
          text=${form.text}
          readonly=${readonly}
          onShow=${(span) => select({ span })}
          onText=${(text) => change({ text })}
        />
        <${Where} form=${form} library=${library} readonly=${readonly} change=${change} />
        <${Conditions} form=${form} library=${library} readonly=${readonly} change=${change} />
        <${Replies} form=${form} readonly=${readonly} change=${change} />
      </div>
      <div class="looking">
        <${Preview}
          script=${script}
          variant=${variant}
          content=${given}
          names=${asked(script, form)}
          library=${library}
        />
        <${Figures} figures=${detail.figures?.[variant.id]} days=${library.days} note=${variant.latest.note} />
        <${Remarks} remarks=${detail.remarks[variant.id] ?? []} readonly=${readonly}
          onAdd=${(text) => command("remark.add", { variant_id: variant.id, text })} />
      </div>
    </div>
    <${Actions}
      library=${library}
      variant=${variant}
      given=${given}
      dirty=${dirty}
      report=${report}
      command=${command}
      replace=${replace}
      giveUp=${giveUp}
    />
    <${History} revisions=${detail.history[variant.id]} text=${form.text} readonly=${readonly}
      busy=${Boolean(variant.open)}
      onRestore=${(number) => giveUp("revision.restore", { variant_id: variant.id, number })} />
  </div>`;
}
