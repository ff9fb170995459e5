/** The looks of the pages that `toHtml` makes. */
export const SLACK_STYLE = `
*{box-sizing:border-box}
body{margin:0;font:15px/1.47 Lato,"Helvetica Neue",Arial,sans-serif;color:#1d1c1d;background:#fff;overflow-wrap:anywhere}
p{margin:0}
.bar{padding:12px 20px;font-weight:900;font-size:18px;border-bottom:1px solid #ddd}
.tab{font-size:13px;font-weight:700;margin-left:16px;border-bottom:2px solid #611f69;padding-bottom:14px}
main{max-width:760px;padding:12px 20px}
.home{max-width:800px}
.message{position:relative;display:grid;grid-template-columns:36px 1fr;column-gap:8px;padding:8px 0}
.ephemeral{background:#f8f8f8}
.only{grid-column:2;font-size:12px;color:#616061}
.avatar{width:36px;height:36px;border-radius:6px;background:#611f69;color:#fff;font-weight:900;display:grid;place-items:center;grid-column:1}
.said{grid-column:2;min-width:0}
.badge{font-size:10px;background:#e8e8e8;color:#616061;border-radius:2px;padding:1px 3px;vertical-align:middle}
time,.edited{font-size:12px;color:#616061}
.thread{border-left:2px solid #ddd;margin-top:8px;padding-left:12px}
.count{font-size:13px;font-weight:700;color:#1264a3}
.block{margin:8px 0}
h2.block{font-size:18px;font-weight:900;line-height:1.33;margin:12px 0 8px}
hr.block{border:0;border-top:1px solid #ddd;margin:16px 0}
.section{display:flex;gap:16px;align-items:flex-start}
.words{flex:1;min-width:0}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:8px 16px;margin-top:4px}
.accessory{flex:none;max-width:50%}
.actions{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.context{display:flex;flex-wrap:wrap;gap:4px 8px;font-size:12px;color:#616061;align-items:center}
button{font:inherit;font-weight:700;font-size:13px;line-height:1;height:28px;padding:0 12px;border:1px solid #bbb;border-radius:4px;background:#fff;color:#1d1c1d;white-space:nowrap}
button.primary{background:#007a5a;border-color:#007a5a;color:#fff}
button.danger{background:#e01e5a;border-color:#e01e5a;color:#fff}
.modal footer button,.accessory button{height:36px}
.away{font-weight:400}
.menu{display:inline-flex;justify-content:space-between;align-items:center;gap:12px;min-width:120px;max-width:100%;min-height:28px;padding:0 10px;border:1px solid #bbb;border-radius:4px;font-size:13px}
.menu i{font-style:normal;color:#616061}
.empty{color:#868686}
.input .menu,.entry{display:flex;width:100%;min-height:36px;padding:7px 12px;font-size:15px}
.entry{display:block;border:1px solid #868686;border-radius:4px}
.entry.tall{min-height:80px}
.label{font-weight:700;margin-bottom:6px}
.optional{font-weight:400;color:#616061}
.hint{font-size:13px;color:#616061;margin-top:6px}
.error{font-size:13px;color:#e01e5a;margin-top:6px}
.wrong .entry,.wrong .menu{border-color:#e01e5a}
.box{display:flex;gap:8px;align-items:flex-start;margin:4px 0}
.files{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.alert{padding:10px 12px;border-radius:6px;border-left:4px solid #616061;background:#f8f8f8}
.alert.warning{border-color:#ecb22e}.alert.error{border-color:#e01e5a}.alert.success{border-color:#007a5a}.alert.info{border-color:#1264a3}
table.block{border-collapse:collapse;font-size:14px}
th,td{border:1px solid #ddd;padding:6px 10px;vertical-align:top}
th{background:#f8f8f8}
code,pre{font:12px/1.5 Monaco,Menlo,Consolas,monospace;background:#f8f8f8;border:1px solid #ddd;border-radius:3px}
code{padding:1px 3px;color:#c01343}
pre{padding:8px;margin:4px 0;white-space:pre-wrap}
blockquote{margin:2px 0;padding-left:12px;border-left:4px solid #ddd}
a{color:#1264a3;text-decoration:none}
.mention{background:#e8f5fa;color:#1264a3;border-radius:3px;padding:0 2px}
.picture{display:inline-grid;place-items:center;min-width:20px;height:20px;background:#f0f0f0;border-radius:4px}
.notice{margin:8px 20px;padding:8px 12px;background:#fff4d6;border-radius:6px}
.shade{position:fixed;inset:0;background:#0008;display:flex;align-items:center;justify-content:center;padding:24px}
.modal{background:#fff;border-radius:8px;width:520px;max-width:100%;max-height:calc(100vh - 48px);display:flex;flex-direction:column;box-shadow:0 18px 48px #0006}
.modal header{display:flex;justify-content:space-between;align-items:center;padding:16px 24px;border-bottom:1px solid #ddd}
.modal h1{font-size:20px;font-weight:900;margin:0}
.cross{color:#616061}
.modal .body{padding:8px 24px 16px;overflow:auto}
.modal footer{display:flex;justify-content:flex-end;gap:12px;padding:16px 24px;border-top:1px solid #ddd}
`;
