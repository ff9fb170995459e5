/** The style of the grid, on its page alone; over the tokens of style.ts. A mark is a shape or a line as well as a colour. */
export const gridStyle = /* css */ `
.g-app { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--s2); }
.g-bar { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s4); align-items: center; }
.g-group { display: flex; flex-wrap: wrap; gap: var(--s1); align-items: center; }
.g-bar .button:disabled { opacity: 0.55; cursor: default; }
.g-state { margin-left: var(--s2); font-size: var(--t-small); color: var(--ink-soft); }
.g-state.is-unsaved { color: var(--warn); font-weight: 600; }
.g-state.is-unsaved::before { content: "\\25cf\\a0"; }
.g-message { min-height: 1.5em; margin: 0; font-size: var(--t-small); }
.g-message.is-fault { color: var(--bad); font-weight: 600; }
.g-message.is-fault:not(:empty)::before { content: "\\25b2\\a0"; }
.g-work { display: flex; gap: var(--s4); align-items: stretch; }
.g-main { flex: 1 1 0; min-width: 0; }
.g-line-of-cell { min-height: 1.6em; margin: 0; padding: var(--s1) var(--s2); font-size: var(--t-small); color: var(--ink-soft); border: 1px solid var(--line); border-top: 0; background: var(--surface); overflow-wrap: anywhere; }
.g-line-of-cell.is-fault { color: var(--bad); }
.g-foot { display: flex; flex-wrap: wrap; gap: var(--s1) var(--s4); margin: 0; font-size: var(--t-small); }

.g-scroll { position: relative; height: max(18rem, calc(100dvh - 21rem)); overflow: auto; border: 1px solid var(--line-strong); background: var(--surface); font-size: 0.875rem; line-height: 29px; overscroll-behavior: contain; user-select: none; }
.g-scroll:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; border-radius: 0; }
.g-top { position: sticky; top: 0; z-index: 3; width: max-content; background: var(--sunk); }
.g-body { position: relative; }
.g-body[data-empty]:not([data-empty=""])::before { content: attr(data-empty); display: block; padding: var(--s3) var(--s4); color: var(--ink-soft); }
.g-row { display: flex; height: 30px; }
.g-row[hidden] { display: none; }
.g-line { position: absolute; left: 0; }
.g-cell, .g-number { flex: none; height: 30px; padding: 0 6px; border-right: 1px solid var(--line); border-bottom: 1px solid var(--line); background: var(--surface); white-space: pre; overflow: hidden; text-overflow: ellipsis; }
.g-number { position: sticky; left: 0; z-index: 2; width: 64px; text-align: right; color: var(--ink-soft); background: var(--sunk); font-variant-numeric: tabular-nums; }
.g-number.is-lit { color: var(--ink); font-weight: 650; }
.g-number.is-changed::before { content: "\\25cf"; float: left; color: var(--warn); }
.g-number.is-faulty::before { content: "\\25b2"; float: left; color: var(--bad); }
.g-cell.is-number { text-align: right; font-variant-numeric: tabular-nums; }
.g-cell.is-own { background: var(--sunk); color: var(--ink-soft); }
.g-cell.is-frozen { position: sticky; z-index: 1; }
.g-line .g-cell.is-frozen { font-weight: 600; }
.g-heading { position: relative; background: var(--sunk); font-weight: 600; font-size: var(--t-small); }
.g-heading.is-frozen { z-index: 2; position: sticky; }
.g-edge { position: absolute; top: 0; right: 0; width: 7px; height: 100%; cursor: col-resize; touch-action: none; }
.g-edge:hover { background: var(--accent); }
.g-filters .g-cell { padding: 2px; background: var(--sunk); }
.g-filters .g-cell input:not([type="checkbox"]):not([type="radio"]) { min-height: 0; height: 25px; padding: 0 4px; font-size: var(--t-small); line-height: 1; }

.g-filters input:focus-visible { outline-offset: -3px; }

.g-cell.is-changed { background-image: linear-gradient(225deg, var(--warn) 6px, transparent 6.5px); }
.g-cell.is-faulty { box-shadow: inset 0 0 0 2px var(--bad); padding-left: 1.25rem; position: relative; }
.g-cell.is-faulty.is-frozen { position: sticky; }
.g-cell.is-faulty::before { content: "\\25b2"; position: absolute; left: 5px; color: var(--bad); font-size: 0.6875rem; }
.g-cell.is-selected { background-color: var(--accent-wash); }
.g-cell.is-active { outline: 2px solid var(--focus); outline-offset: -2px; background-color: var(--surface); }
.g-cell.is-faulty.is-active { outline-offset: -4px; }
.g-cell.is-editing { overflow: visible; padding: 0; z-index: 4; }
.g-cell.is-editing::before { content: none; }
.g-field { display: block; width: max(100%, 8rem); min-height: 0; height: 29px; padding: 3px 5px; border: 2px solid var(--focus); border-radius: 0; background: var(--surface); color: var(--ink); font: inherit; line-height: 20px; resize: none; overflow: hidden; field-sizing: content; user-select: text; }
.g-field:focus-visible { outline: none; }
.g-list { position: fixed; z-index: 30; min-width: 10rem; max-width: min(24rem, 100vw); max-height: 16rem; overflow-y: auto; padding: var(--s1); background: var(--surface); border: 1px solid var(--line-strong); border-radius: var(--round-small); box-shadow: 0 4px 16px rgb(0 0 0 / 20%); font-size: 0.875rem; }
.g-list [role="option"] { padding: var(--s1) var(--s2); border-left: 3px solid transparent; cursor: pointer; overflow-wrap: anywhere; }
.g-list [role="option"][aria-selected="true"] { border-left-color: var(--focus); background: var(--accent-wash); font-weight: 600; }

.g-panel { flex: 0 0 min(30rem, 45%); max-height: max(20rem, calc(100dvh - 19rem)); overflow-y: auto; padding: var(--s3) var(--s4); border: 1px solid var(--line); border-radius: var(--round); background: var(--surface); }
.g-panel > * + * { margin-top: var(--s3); }
.g-panel-head { display: flex; justify-content: space-between; align-items: center; gap: var(--s3); }
.g-panel h2:focus { outline: none; }
.g-panel .change { grid-template-columns: minmax(6rem, 9rem) minmax(0, 1fr); }
.g-preview > * + * { margin-top: var(--s3); }
.g-faults { list-style: none; padding: 0; }
.g-fault { display: block; width: 100%; padding: var(--s2); border: 0; border-left: 3px solid var(--line-strong); background: none; color: inherit; font: inherit; font-size: var(--t-small); text-align: left; text-decoration: none; }
:is(button, a).g-fault { border-left-color: var(--bad); cursor: pointer; }
:is(button, a).g-fault:hover { background: var(--sunk); }
.g-fault strong, .g-fault span { display: block; overflow-wrap: anywhere; }
.g-conflict { padding: var(--s3); border: 1px solid var(--line); border-left: 4px solid var(--warn); border-radius: var(--round-small); }
.g-conflict > * + * { margin-top: var(--s2); }
.g-conflict table { font-size: var(--t-small); }
.g-conflict :is(th, td) { padding: var(--s1) var(--s2); }
.g-conflict table td { white-space: normal; overflow-wrap: anywhere; }
.g-keys dt { margin-top: var(--s2); font-weight: 600; }

@media (max-width: 52rem) {
  .g-work { flex-direction: column; }
  .g-scroll { height: max(16rem, 60dvh); }
  .g-panel { flex: none; max-height: none; order: -1; }
  .g-bar .button.small { min-height: 2.5rem; }
  .g-filters .g-cell input:not([type="checkbox"]):not([type="radio"]) { min-height: 0; }
}
@media (forced-colors: active) {
  .g-cell.is-selected { outline: 1px solid Highlight; outline-offset: -1px; }
  .g-cell.is-active { outline: 3px solid Highlight; }
}
@media print {
  .g-bar, .g-foot { display: none; }
}
`;
