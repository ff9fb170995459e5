/** The invoice's own style: dark on white on every screen, a sheet of A4 on paper. Part of the page, so that it can be kept. */
export const INVOICE_STYLE = /* css */ `
:root {
  color-scheme: light;
  --ink: #14201c;
  --soft: #505d57;
  --line: #d5dbd8;
  --wash: #f3f6f5;
  --accent: #0b5a4a;
  --credit: #14632f;
  --credit-wash: #e6f3ea;
}
*, *::before, *::after { box-sizing: border-box; }
html { background: #e9edeb; text-size-adjust: 100%; }
body {
  margin: 0;
  color: var(--ink);
  font: 400 0.9375rem/1.45 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
  overflow-wrap: break-word;
}
h1, h2, p, dl, dd, table { margin: 0; }
.sheet {
  max-width: 52rem;
  margin: 2rem auto;
  padding: 3.25rem 3.5rem 2.5rem;
  background: #fff;
  border-top: 6px solid var(--accent);
  box-shadow: 0 1px 3px rgb(20 32 28 / 12%), 0 12px 32px rgb(20 32 28 / 8%);
}
.head { display: flex; justify-content: space-between; align-items: flex-start; gap: 2rem; }
.logo { display: block; max-width: 16rem; max-height: 4.5rem; margin-bottom: 0.75rem; }
.issuer { font-size: 1.5rem; font-weight: 700; letter-spacing: -0.02em; line-height: 1.2; color: var(--accent); }
.business { margin-top: 0.25rem; color: var(--soft); }
.what { text-align: right; }
h1 { font-size: 1.5rem; font-weight: 600; letter-spacing: -0.02em; line-height: 1.2; }
.number { margin-top: 0.25rem; font-weight: 600; }
.void { display: inline-block; margin-top: 0.25rem; padding: 0 0.5rem; border: 2px solid currentcolor; color: #a3271c; font-weight: 700; text-transform: uppercase; }
.label { display: block; color: var(--soft); font-size: 0.75rem; font-weight: 600; letter-spacing: 0.06em; text-transform: uppercase; }
.facts { display: grid; grid-template-columns: minmax(13rem, 1fr) minmax(0, auto) auto; gap: 2rem; margin-top: 2.5rem; padding: 1.5rem 0; border-block: 1px solid var(--line); }
.customer { margin-top: 0.25rem; white-space: pre-line; }
.customer strong { display: block; }
.facts dl { display: grid; grid-template-columns: auto 1fr; gap: 0.375rem 1rem; align-content: start; }
.facts dt { color: var(--soft); }
.facts dd { font-weight: 600; }
.hero { min-width: 9rem; text-align: right; }
.whole { white-space: nowrap; }
.hero .amount { display: block; font-size: 2rem; font-weight: 700; letter-spacing: -0.03em; line-height: 1.2; white-space: nowrap; }
.hero .soft { white-space: nowrap; }
.soft { color: var(--soft); font-size: 0.8125rem; }
table { width: 100%; margin-top: 2rem; border-collapse: collapse; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th { font-weight: 600; text-align: left; }
thead th { padding: 0 0.75rem 0.5rem; color: var(--soft); font-size: 0.75rem; letter-spacing: 0.06em; text-transform: uppercase; }
th, td { vertical-align: top; }
.period { width: 14rem; white-space: nowrap; }
.money { text-align: right; white-space: nowrap; }
.section { background: var(--wash); }
.section th { padding: 0.625rem 0.75rem; font-size: 1rem; }
.section .money { font-weight: 600; }
.of { margin-left: 0.5rem; color: var(--soft); font-weight: 400; font-size: 0.8125rem; }
.row td { padding: 0.75rem 0.75rem; border-bottom: 1px solid var(--line); }
tbody + tbody::before { content: ""; display: block; height: 1.25rem; }
.title { font-weight: 600; }
.tag { display: inline-block; margin-right: 0.375rem; padding: 0 0.4375rem; border: 1px solid currentcolor; border-radius: 0.25rem; background: var(--credit-wash); color: var(--credit); font-size: 0.75rem; font-weight: 700; }
.credit .money, .hero.credit .amount { color: var(--credit); }
.note { margin-top: 0.125rem; color: var(--soft); font-size: 0.8125rem; }
details { margin-top: 0.25rem; font-size: 0.8125rem; }
summary { width: fit-content; color: var(--accent); cursor: pointer; }
summary:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid #1c62d1; outline-offset: 2px; border-radius: 2px; }
details p { max-width: 34rem; margin-top: 0.25rem; padding-left: 0.75rem; border-left: 2px solid var(--line); color: var(--soft); }
.sums { display: grid; grid-template-columns: 1fr auto; row-gap: 0.5rem; width: 24rem; margin: 2rem 0 0 auto; padding-right: 0.75rem; }
.sums dd { padding-left: 2rem; text-align: right; white-space: nowrap; }
.sums .grand { margin-top: 0.25rem; padding-top: 0.75rem; border-top: 2px solid var(--ink); font-size: 1.1875rem; font-weight: 700; }
.foot { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.8125rem; }
.foot p + p { margin-top: 0.25rem; }

@media (max-width: 44rem) {
  html { background: #fff; }
  .sheet { margin: 0; padding: 1.5rem 1.125rem 2rem; box-shadow: none; }
  .issuer, h1 { font-size: 1.125rem; }
  .what { flex: none; }
  .facts { grid-template-columns: 1fr; gap: 1.25rem; margin-top: 1.5rem; padding: 1.25rem 0; }
  .hero { order: -1; text-align: left; }
  .hero .soft { white-space: normal; }
  thead { display: none; }
  table, tbody { display: block; }
  tr { display: grid; grid-template-columns: 1fr auto; column-gap: 1rem; }
  .section th { padding: 0.5rem 0.625rem; }
  .row { padding: 0.75rem 0.625rem; border-bottom: 1px solid var(--line); }
  .row td { padding: 0; border: 0; }
  .row .period { grid-column: 1 / -1; grid-row: 2; width: auto; padding: 0; color: var(--soft); font-size: 0.8125rem; }
  .row .text { display: contents; }
  .row .about { grid-column: 1; grid-row: 1; }
  .row .money { grid-column: 2; grid-row: 1; }
  .row .why { grid-column: 1 / -1; grid-row: 3; }
  .sums { width: auto; padding: 0 0.625rem; }
}

@page { size: A4; margin: 14mm 15mm 16mm; }
@page { @bottom-right { content: counter(page) " / " counter(pages); color: #505d57; font: 8pt "Liberation Sans", Arial, sans-serif; } }
@media print {
  html { background: #fff; font-size: 11pt; }
  body { font-size: 9.5pt; line-height: 1.35; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .sheet { max-width: none; margin: 0; padding: 5mm 0 0; box-shadow: none; border-top-width: 1.2mm; }
  .facts { margin-top: 6mm; padding: 4mm 0; }
  table, .sums { margin-top: 5mm; }
  tbody + tbody::before { height: 2.5mm; }
  .section th { padding-block: 1.5mm; font-size: 10pt; }
  .label, thead th { font-size: 7.5pt; }
  .note, .soft, .foot { font-size: 8.5pt; }
  .tag { font-size: 7.5pt; }
  .foot { margin-top: 7mm; padding-top: 2.5mm; }
  details { display: none; }
  thead { display: table-header-group; }
  tr, .sums, .foot { break-inside: avoid; }
  .section { break-after: avoid; }
  .row td { padding-block: 1.4mm; }
  .screen { display: none; }
}
`;
