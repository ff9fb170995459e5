/**
 * The console's one stylesheet, kept as text in a module so that Node's type stripping and the Worker's bundle serve the
 * same bytes. Order: tokens, ground, layout, parts in alphabetical order, phone, print. Colours are tokens only; every
 * state is told by a word and a shape as well.
 */
export const style = /* css */ `
:root {
  color-scheme: light dark;
  --paper: #f5f6f4;
  --surface: #ffffff;
  --sunk: #eef0ed;
  --line: #dcdfda;
  --line-strong: #828a84;
  --ink: #18211d;
  --ink-soft: #56615b;
  --accent: #0b6a57;
  --accent-strong: #07503f;
  --accent-wash: #e3f1ec;
  --on-accent: #ffffff;
  --good: #19703a;
  --good-wash: #e5f3e8;
  --wait: #2b5794;
  --wait-wash: #e6eef9;
  --warn: #85560a;
  --warn-wash: #fbf0d7;
  --bad: #b0281f;
  --bad-wash: #fcebe8;
  --focus: #1c62d1;
  --shadow: 0 1px 2px rgb(24 33 29 / 6%);
  --s1: 0.25rem;
  --s2: 0.5rem;
  --s3: 0.75rem;
  --s4: 1rem;
  --s5: 1.5rem;
  --s6: 2rem;
  --s7: 3rem;
  --t-small: 0.8125rem;
  --t-text: 0.9375rem;
  --t-lead: 1.0625rem;
  --t-h3: 1rem;
  --t-h2: 1.1875rem;
  --t-h1: 1.625rem;
  --round: 0.5rem;
  --round-small: 0.3125rem;
  --side: 14.5rem;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #111614;
    --surface: #181f1c;
    --sunk: #202824;
    --line: #2e3833;
    --line-strong: #728079;
    --ink: #e7ece9;
    --ink-soft: #a3afa8;
    --accent: #62c7ae;
    --accent-strong: #8adcc7;
    --accent-wash: #17332b;
    --on-accent: #06211a;
    --good: #7ccf93;
    --good-wash: #17301f;
    --wait: #9dbff0;
    --wait-wash: #1a2a41;
    --warn: #e5b866;
    --warn-wash: #35290f;
    --bad: #f2978c;
    --bad-wash: #3b1c19;
    --focus: #86b2ff;
    --shadow: none;
  }
}

*, *::before, *::after { box-sizing: border-box; }
html { font-size: 100%; text-size-adjust: 100%; scroll-padding-top: var(--s5); }
body {
  margin: 0;
  min-height: 100vh;
  background: var(--paper);
  color: var(--ink);
  font: 400 var(--t-text) / 1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  overflow-wrap: break-word;
}
h1, h2, h3 { margin: 0; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; text-wrap: balance; }
h1 { font-size: var(--t-h1); letter-spacing: -0.02em; }
h2 { font-size: var(--t-h2); }
h3 { font-size: var(--t-h3); }
p, ul, ol, dl, dd, pre, figure { margin: 0; }
p + p { margin-top: var(--s3); }
ul, ol { padding-left: 1.25em; }
li + li { margin-top: var(--s1); }
a { color: var(--accent-strong); text-decoration-thickness: 1px; text-underline-offset: 0.18em; }
a:hover { text-decoration-thickness: 2px; }
code, pre, kbd, .code { font: 0.92em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { overflow-wrap: anywhere; }
pre { overflow-x: auto; padding: var(--s3) var(--s4); background: var(--sunk); border-radius: var(--round-small); white-space: pre-wrap; }
small, .small { font-size: var(--t-small); }
time { white-space: nowrap; }
del { color: var(--bad); text-decoration-thickness: 1px; }
ins { color: var(--good); text-decoration: none; font-weight: 600; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
:target { scroll-margin-top: var(--s5); }

.nowrap { white-space: nowrap; }
.keeps-lines { white-space: pre-line; }
.log-text { white-space: pre-line; }
.soft { color: var(--ink-soft); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.amount { font-variant-numeric: tabular-nums; white-space: nowrap; }
.out-of-sight:not(:focus):not(:active) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: var(--s3); top: var(--s3); z-index: 20; padding: var(--s2) var(--s4); background: var(--surface); color: var(--ink); border-radius: var(--round-small); box-shadow: 0 2px 12px rgb(0 0 0 / 25%); }
.skip:not(:focus) { transform: translateY(-300%); }
.stack > * + * { margin-top: var(--s4); }
.rows > * + * { margin-top: var(--s5); }

/* layout */
.frame { display: grid; grid-template-columns: var(--side) minmax(0, 1fr); grid-template-rows: auto 1fr; min-height: 100vh; }
.frame::before { content: ""; grid-area: 1 / 1 / 3 / 2; background: var(--surface); border-right: 1px solid var(--line); }
.bar { grid-area: 1 / 1; position: sticky; top: 0; z-index: 2; padding: var(--s4) var(--s4) var(--s3); }
.brand { display: flex; align-items: center; gap: var(--s3); color: var(--ink); text-decoration: none; }
.brand svg { flex: none; width: 1.875rem; height: 1.875rem; color: var(--accent); }
.brand-name { display: block; font-weight: 700; letter-spacing: -0.02em; line-height: 1.2; }
.brand-provider { display: block; font-size: var(--t-small); color: var(--ink-soft); line-height: 1.3; }
.button.menu-button { display: none; }
.menu[popover] {
  grid-area: 2 / 1; position: sticky; top: 4.25rem; display: flex; flex-direction: column; align-self: start; inset: auto;
  width: auto; height: auto; max-height: calc(100vh - 4.25rem); min-height: calc(100vh - 4.25rem); margin: 0; padding: 0 var(--s3) var(--s3); border: 0;
  overflow-y: auto; background: none; color: inherit;
}
.menu h2 { margin: var(--s4) var(--s2) var(--s1); font-size: 0.75rem; font-weight: 600; letter-spacing: 0.01em; color: var(--ink-soft); }
.menu ul { list-style: none; padding: 0; }
.menu li + li { margin-top: 1px; }
.menu a { display: flex; justify-content: space-between; gap: var(--s2); padding: 0.3125rem var(--s2); border-radius: var(--round-small); color: var(--ink); text-decoration: none; }
.menu a:hover { background: var(--sunk); }
.menu a[aria-current] { background: var(--accent-wash); color: var(--accent-strong); font-weight: 600; box-shadow: inset 3px 0 0 var(--accent); }
.who { margin-top: auto; padding: var(--s4) var(--s2) 0; font-size: var(--t-small); }
.who strong { display: block; font-weight: 600; }
.who form { margin-top: var(--s2); }
.page { grid-area: 1 / 2 / 3 / 3; width: 100%; max-width: 84rem; padding: var(--s5) var(--s6) var(--s7); }
.page.full { max-width: none; }
.page:focus { outline: none; }
.page-head { display: flex; flex-wrap: wrap; align-items: flex-end; justify-content: space-between; gap: var(--s3) var(--s5); margin-bottom: var(--s5); }
.page-head > div:first-child { min-width: 0; }
.page-title { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s2) var(--s3); }
.page-lead { margin-top: var(--s1); color: var(--ink-soft); max-width: 60rem; }
.crumbs { margin-bottom: var(--s2); font-size: var(--t-small); }
.crumbs ol { display: flex; flex-wrap: wrap; gap: 0 var(--s2); list-style: none; padding: 0; }
.crumbs li { margin: 0; }
.crumbs li + li::before { content: "/"; margin-right: var(--s2); color: var(--ink-soft); }
.actions { display: flex; flex-wrap: wrap; gap: var(--s2); align-items: center; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(18rem, 24rem); gap: var(--s5); align-items: start; }
.columns > * { min-width: 0; }
.halves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: var(--s5); align-items: start; }
.halves > * { min-width: 0; margin-top: 0; }
.alone { max-width: 34rem; margin: 0 auto; padding: var(--s7) var(--s4); }
.alone .brand { margin-bottom: var(--s5); }
.alone.wide { max-width: 48rem; }

/* badge */
.badge { display: inline-flex; align-items: center; gap: 0.375rem; padding: 0.0625rem 0.5625rem 0.0625rem 0.4375rem; border-radius: 1rem; background: var(--sunk); color: var(--ink-soft); font-size: var(--t-small); font-weight: 600; white-space: nowrap; vertical-align: middle; }
.badge svg { width: 0.625rem; height: 0.625rem; flex: none; }
.badge.good { background: var(--good-wash); color: var(--good); }
.badge.wait { background: var(--wait-wash); color: var(--wait); }
.badge.warn { background: var(--warn-wash); color: var(--warn); }
.badge.bad { background: var(--bad-wash); color: var(--bad); }

/* button */
.button { display: inline-flex; align-items: center; justify-content: center; gap: var(--s2); min-height: 2.25rem; padding: 0.3125rem 0.875rem; border: 1px solid var(--line-strong); border-radius: var(--round-small); background: var(--surface); color: var(--ink); font: inherit; font-weight: 600; text-decoration: none; white-space: nowrap; cursor: pointer; }
.button:hover { background: var(--sunk); }
.button.first { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
.button.first:hover { background: var(--accent-strong); border-color: var(--accent-strong); }
.button.danger { border-color: var(--bad); color: var(--bad); }
.button.danger:hover { background: var(--bad-wash); }
.button.quiet { border-color: transparent; background: none; color: var(--accent-strong); padding-inline: var(--s2); }
.button.quiet:hover { background: var(--sunk); }
.button.small { min-height: 1.75rem; padding: 0.125rem 0.5625rem; font-size: var(--t-small); }

/* card */
.card { background: var(--surface); border: 1px solid var(--line); border-radius: var(--round); box-shadow: var(--shadow); }
.card > .card-head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: var(--s1) var(--s4); padding: var(--s3) var(--s4) 0; }
.card > .card-body { padding: var(--s3) var(--s4) var(--s4); }
.card > .card-head + .table-wrap { margin-top: var(--s3); border-top: 1px solid var(--line); }
.card > .table-wrap:last-child { border-bottom-left-radius: var(--round); border-bottom-right-radius: var(--round); }
.card > .table-wrap:first-child { border-top-left-radius: var(--round); border-top-right-radius: var(--round); }
.card-foot { padding: var(--s3) var(--s4); border-top: 1px solid var(--line); }

/* changes: before and after */
.change { display: grid; grid-template-columns: minmax(8rem, 14rem) minmax(0, 1fr); gap: 0 var(--s4); }
.change dt { color: var(--ink-soft); }
.change .arrow { color: var(--ink-soft); padding: 0 var(--s1); }
.diff-row { padding: var(--s3) var(--s4); border-top: 1px solid var(--line); border-left: 3px solid var(--line-strong); }
.card-head + .diff-row { margin-top: var(--s3); }
.diff-row.added { border-left-color: var(--good); }
.diff-row.changed { border-left-color: var(--warn); }
.diff-row.removed { border-left-color: var(--bad); }
.diff-row h3 { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s3); align-items: center; margin-bottom: var(--s1); font-weight: 600; }

/* spread: how many prices rise and fall by how much */
.spread svg { display: block; width: 100%; max-width: 26rem; height: auto; font-size: 12px; color: var(--ink-soft); }
.spread text { fill: var(--ink); font-variant-numeric: tabular-nums; }
.spread .rise { fill: var(--accent); }
.spread .fall { color: var(--warn); stroke: var(--warn); stroke-width: 1; }
.spread .axis { stroke: var(--line-strong); }
.spread figcaption { margin-top: var(--s2); }

/* checklist: what is fulfilled and what is not */
.checks { list-style: none; padding: 0; }
.checks li { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: var(--s3); align-items: start; padding: var(--s2) 0; margin: 0; }
.checks .badge { justify-self: start; }
.checks li + li { border-top: 1px solid var(--line); }

/* disclosure */
details > summary { cursor: pointer; width: fit-content; font-weight: 600; color: var(--accent-strong); }
details[open] > summary { margin-bottom: var(--s2); }
details.fold { border: 1px solid var(--line); border-radius: var(--round); background: var(--surface); padding: var(--s3) var(--s4); }

/* empty state */
.empty { padding: var(--s6) var(--s4); text-align: center; color: var(--ink-soft); }
.empty strong { display: block; color: var(--ink); font-size: var(--t-lead); }
.empty .actions { justify-content: center; margin-top: var(--s4); }

/* facts: name and value */
.facts { display: grid; grid-template-columns: fit-content(14rem) minmax(0, 1fr); gap: 0; }
.facts > div { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; gap: var(--s4); padding: 0.375rem 0; }
.facts > div + div { border-top: 1px solid var(--line); }
.facts dt { color: var(--ink-soft); }

/* form */
.form { display: grid; gap: var(--s4); }
.form .notice { margin: 0; }
.form-grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: var(--s4); align-items: start; }
.logo { display: block; max-width: 16rem; max-height: 5rem; }
.form-grid > .whole { grid-column: 1 / -1; }
.field { display: grid; gap: var(--s1); min-width: 0; }
.field > label, .field > .label { font-weight: 600; width: fit-content; }
.field .help { color: var(--ink-soft); font-size: var(--t-small); }
.field .example { display: block; }
.field .fault { color: var(--bad); font-size: var(--t-small); font-weight: 600; }
.field.faulty { padding-left: var(--s3); border-left: 3px solid var(--bad); }
.optional { font-weight: 400; color: var(--ink-soft); }
input, select, textarea { font: inherit; color: inherit; }
input:not([type="checkbox"]):not([type="radio"]), select, textarea { width: 100%; min-height: 2.25rem; padding: 0.3125rem 0.625rem; border: 1px solid var(--line-strong); border-radius: var(--round-small); background: var(--surface); }
input[type="file"] { padding: 0.25rem; }
textarea { min-height: 6rem; resize: vertical; }
input.short { max-width: 11rem; }
.field.faulty :is(input:not([type="checkbox"]):not([type="radio"]), select, textarea)[aria-invalid="true"] { border-color: var(--bad); border-width: 2px; }
.tick { display: flex; gap: var(--s2); align-items: flex-start; }
.tick input { width: 1.125rem; height: 1.125rem; margin: 0.1875rem 0 0; flex: none; accent-color: var(--accent); }
.tick label { font-weight: 600; }
.tick-alone { display: grid; place-items: center; width: 2.25rem; min-height: 2.25rem; margin: -0.375rem 0 -0.375rem -0.5rem; cursor: pointer; }
.tick-alone input { width: 1.125rem; height: 1.125rem; margin: 0; accent-color: var(--accent); }
fieldset { min-width: 0; margin: 0; padding: var(--s4); border: 1px solid var(--line); border-radius: var(--round); }
legend { padding: 0 var(--s2); font-weight: 650; }
fieldset.form { align-content: start; }
fieldset.several { gap: var(--s2); border: 0; padding: 0; }
fieldset.several.faulty { padding-left: var(--s3); border-left: 3px solid var(--bad); border-radius: 0; }
fieldset.several > legend { padding: 0; margin-bottom: var(--s1); font-weight: 600; }
fieldset.several .tick label { font-weight: 400; }
.filters { display: flex; flex-wrap: wrap; gap: var(--s3); align-items: flex-end; margin-bottom: var(--s4); }
.filters .field { flex: 0 1 12rem; }
.filters .field.grow { flex: 1 1 16rem; max-width: 26rem; }
.filters .field > label { font-size: var(--t-small); }
.filters.bulk { margin: 0; }
.inline-form { display: inline-block; }

/* log */
.log { list-style: none; padding: 0; }
.log > li { position: relative; padding: 0 0 var(--s4) var(--s5); margin: 0; }
.log > li::before { content: ""; position: absolute; left: 0.25rem; top: 0.5em; width: 0.5rem; height: 0.5rem; border: 2px solid var(--accent); border-radius: 50%; background: var(--surface); }
.log > li::after { content: ""; position: absolute; left: 0.46875rem; top: 1.25em; bottom: -0.25em; width: 1px; background: var(--line); }
.log > li:last-child { padding-bottom: 0; }
.log > li:last-child::after { display: none; }
.log-meta { color: var(--ink-soft); font-size: var(--t-small); }

/* notice */
.notice { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--s3); padding: var(--s3) var(--s4); margin-bottom: var(--s5); border: 1px solid; border-left-width: 4px; border-radius: var(--round-small); background: var(--surface); }
.notice > svg { width: 1.125rem; height: 1.125rem; margin-top: 0.1875rem; }
.notice > div { color: var(--ink); }
.notice h2 { font-size: var(--t-h3); margin-bottom: var(--s1); }
.notice.good { border-color: var(--good); color: var(--good); background: var(--good-wash); }
.notice.wait { border-color: var(--wait); color: var(--wait); background: var(--wait-wash); }
.notice.warn { border-color: var(--warn); color: var(--warn); background: var(--warn-wash); }
.notice.bad { border-color: var(--bad); color: var(--bad); background: var(--bad-wash); }
.notice:last-child { margin-bottom: 0; }

/* picture: calendars and periods, drawn by the server */
.picture-wrap { overflow-x: auto; padding: var(--s2) 0; }
.picture { display: block; font: 400 11.5px/1 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; font-variant-numeric: tabular-nums; }
.picture text { fill: var(--ink); paint-order: stroke; stroke: var(--surface); stroke-width: 3px; stroke-linejoin: round; }
.picture .month-name { fill: var(--ink-soft); }
.picture .year-name { font-weight: 650; }
.picture .letter { font-size: 10.5px; font-weight: 700; fill: var(--accent-strong); }
.picture .month { stroke: var(--line); stroke-width: 1; }
.picture .month.year { stroke: var(--line-strong); }
.picture .invoice { stroke: var(--wait); stroke-width: 1; stroke-dasharray: 1 4; }
.picture .whole { fill: none; stroke: var(--line-strong); stroke-width: 1; stroke-dasharray: 4 3; }
.picture .charged { fill: var(--accent); fill-opacity: 0.35; stroke: var(--accent); stroke-width: 1.5; }
.picture .credited { stroke: var(--bad); stroke-width: 1.5; }
.picture .hatch-ground { fill: var(--bad-wash); }
.picture .hatch-line { stroke: var(--bad); stroke-width: 2; }
.picture .bracket { fill: none; stroke: var(--ink-soft); stroke-width: 1.5; }
.picture .day { stroke: var(--line-strong); stroke-width: 1; }
.picture .gap { fill: var(--surface); stroke: var(--line-strong); stroke-width: 1; }
.picture .batch { stroke: var(--accent-strong); stroke-width: 1.5; }
.picture .early { stroke: var(--accent-strong); stroke-width: 2; stroke-dasharray: 1.5 3.5; }
.picture .along { stroke: var(--accent-strong); stroke-width: 1.5; }
.picture .made { fill: var(--accent-strong); stroke: var(--surface); stroke-width: 1; }
.picture .made.back { fill: var(--surface); stroke: var(--bad); stroke-width: 2; }
.picture .mark line { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 8 3; }
.picture .mark.today line { stroke-dasharray: none; stroke-width: 2; }
.picture .mark text { font-weight: 650; }
.legend { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s4); list-style: none; margin-top: var(--s3); padding: 0; font-size: var(--t-small); color: var(--ink-soft); }
.legend li { display: inline-flex; align-items: center; gap: var(--s2); margin: 0; }
.legend .picture { flex: none; }

/* plans and prices, for end customers */
.plans { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); gap: var(--s4); list-style: none; padding: 0; }
.plans li { margin: 0; }
.plans .card { height: 100%; }
.price strong { font-size: 1.625rem; font-weight: 650; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.terms { color: var(--ink-soft); }
.trap { position: absolute; left: -200vw; }

/* pager */
.pager { display: flex; flex-wrap: wrap; gap: var(--s3); align-items: center; justify-content: space-between; margin-top: var(--s4); }

/* table */
.table-wrap { overflow-x: auto; background: var(--surface); }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; padding: var(--s3) var(--s4); font-weight: 650; }
th, td { padding: 0.5rem var(--s3); text-align: left; vertical-align: top; }
th:first-child, td:first-child { padding-left: var(--s4); }
th:last-child, td:last-child { padding-right: var(--s4); }
thead th { background: var(--surface); color: var(--ink-soft); font-size: var(--t-small); font-weight: 600; white-space: nowrap; border-bottom: 1px solid var(--line); vertical-align: bottom; }
table.stacks thead th { white-space: normal; }
tbody th { min-width: 8rem; }
thead th.number, th.number { text-align: right; }
tbody th { font-weight: 600; }
th.key { white-space: nowrap; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tbody tr:hover > * { background: color-mix(in srgb, var(--sunk) 55%, transparent); }
tfoot th, tfoot td { border-top: 2px solid var(--line-strong); font-weight: 650; }
td .actions { flex-wrap: nowrap; }
.sub { display: block; color: var(--ink-soft); font-size: var(--t-small); font-weight: 400; }
table:not(.stacks) :is(th, td):first-child { position: sticky; left: 0; background: var(--surface); }
table:not(.stacks) td { white-space: nowrap; }
table:not(.stacks) td > div { max-width: 22rem; overflow: hidden; text-overflow: ellipsis; }
table:not(.stacks) thead th { position: sticky; top: 0; z-index: 1; }
table:not(.stacks) thead th:first-child { z-index: 2; }
.table-wrap:has(> table:not(.stacks)) { max-height: 80vh; overflow: auto; }
.message { min-width: 16rem; white-space: pre-line; }
.reasons { min-width: 14rem; padding: 0; list-style: none; }
tr.faulty > :first-child { box-shadow: inset 3px 0 0 var(--bad); }

/* tabs */
.tabs { display: flex; gap: var(--s1); overflow-x: auto; margin-bottom: var(--s4); border-bottom: 1px solid var(--line); }
.tabs a { padding: var(--s2) var(--s3); color: var(--ink-soft); text-decoration: none; white-space: nowrap; border-bottom: 3px solid transparent; }
.tabs a:hover { color: var(--ink); border-bottom-color: var(--line-strong); }
.tabs a[aria-current] { color: var(--ink); font-weight: 600; border-bottom-color: var(--accent); }
.tabs .count { font-size: var(--t-small); font-weight: 400; color: var(--ink-soft); }
.tabs :focus-visible { outline-offset: -3px; }

/* tiles */
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(13.5rem, 100%), 1fr)); gap: var(--s4); list-style: none; padding: 0; }
.tiles li { margin: 0; }
.tile { display: flex; flex-direction: column; gap: var(--s1); height: 100%; padding: var(--s4); background: var(--surface); border: 1px solid var(--line); border-radius: var(--round); box-shadow: var(--shadow); color: inherit; text-decoration: none; }
a.tile:hover { border-color: var(--line-strong); }
a.tile:hover .tile-name { text-decoration: underline; }
.tile-figure { font-size: 1.75rem; font-weight: 650; line-height: 1.2; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.tile-name { font-weight: 600; }
.tile-note { color: var(--ink-soft); font-size: var(--t-small); }

/* progress */
progress { width: 100%; height: 0.75rem; accent-color: var(--accent); }

@media (max-width: 68rem) {
  .columns { grid-template-columns: minmax(0, 1fr); }
}

/* phone */
@media (max-width: 52rem) {
  .frame { display: block; }
  .frame::before { display: none; }
  .bar { display: flex; justify-content: space-between; align-items: center; gap: var(--s3); padding: var(--s2) var(--s4); background: var(--surface); border-bottom: 1px solid var(--line); }
  .button.menu-button { display: inline-flex; }
  .menu[popover] { position: fixed; inset: 0 0 0 auto; top: 0; display: none; width: min(18rem, 88vw); height: 100dvh; min-height: 0; max-height: none; padding: var(--s4); background: var(--surface); border-left: 1px solid var(--line); box-shadow: 0 0 0 100vmax rgb(0 0 0 / 40%); }
  .menu[popover]:popover-open { display: flex; }
  .menu a { padding-block: 0.5rem; }
  .page { padding: var(--s4) var(--s4) var(--s6); }
  h1 { font-size: 1.375rem; }
  .button, input:not([type="checkbox"]):not([type="radio"]), select { min-height: 2.75rem; }
  .button.small { min-height: 2.25rem; }
  .page-head > .actions { width: 100%; }
  .tiles { grid-template-columns: 1fr 1fr; gap: var(--s3); }
  .tile { padding: var(--s3); }
  .facts { grid-template-columns: minmax(0, 1fr); }
  .facts > div { gap: 0; }
  .facts dt { font-size: var(--t-small); }
  .change { grid-template-columns: minmax(0, 1fr); }
  .change dd { margin-bottom: var(--s2); }
  .filters .field { flex: 1 1 8.5rem; }
  .filters .field.grow { flex: 1 1 100%; max-width: none; }
  table.stacks, table.stacks tbody, table.stacks tr, table.stacks td, table.stacks th { display: block; width: auto; }
  table.stacks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.stacks tbody tr { padding: var(--s3) var(--s4); }
  table.stacks tbody tr + tr { border-top: 1px solid var(--line); }
  table.stacks tbody tr > * { display: grid; grid-template-columns: minmax(5rem, 38%) minmax(0, 1fr); gap: 0 var(--s4); padding: 0.125rem 0; border: 0; text-align: right; white-space: normal; }
  table.stacks tr > :has(> div:empty) { display: none; }
  table.stacks tbody tr > *::before { content: attr(data-label); color: var(--ink-soft); font-size: var(--t-small); font-weight: 400; text-align: left; }
  table.stacks tbody tr > th { display: block; text-align: left; font-size: var(--t-lead); padding-bottom: var(--s1); }
  table.stacks tbody tr > th::before, table.stacks tbody tr > .bare::before { display: none; }
  table.stacks tbody tr > .bare { display: block; text-align: left; padding-top: var(--s2); }
  .reasons { min-width: 0; }
  table.stacks tfoot, table.stacks tfoot tr { display: block; }
  table.stacks tfoot tr { padding: var(--s3) var(--s4); border-top: 2px solid var(--line-strong); }
  table.stacks tfoot tr > * { display: flex; justify-content: space-between; padding: 0.125rem 0; border: 0; text-align: right; }
  table.stacks tfoot tr > td::before { content: attr(data-label); color: var(--ink-soft); font-size: var(--t-small); font-weight: 400; }
  .alone { padding-top: var(--s5); }
}

@media (prefers-reduced-motion: no-preference) {
  .button, .tile, .menu a { transition: background-color 120ms, border-color 120ms; }
}
@media (forced-colors: active) {
  .badge, .notice, .card, .tile { border: 1px solid; }
  .menu a[aria-current] { border: 1px solid; }
}
@media print {
  .table-wrap { max-height: none !important; overflow: visible !important; }
  :root { --paper: #fff; --surface: #fff; --ink: #000; --ink-soft: #333; --line: #999; }
  .frame { display: block; }
  .frame::before, .menu[popover], .menu-button, .skip, .actions, .filters, .pager, .tabs, form { display: none !important; }
  .bar { position: static; padding: 0 0 var(--s4); }
  .page { max-width: none; padding: 0; }
  .card { box-shadow: none; break-inside: avoid; }
  tr, .diff-row { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
`;
