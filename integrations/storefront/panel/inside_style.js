/** What only rooms show: tickets, inputs, the slider. */
export const STYLE = `
[id^=room-]{gap:20px}
.ticket{padding:16px;border-radius:var(--r);border:1px dashed var(--soft)}
.ticket .btn{flex:1 0 auto}
.ticket .row:has(.alt) input{flex-basis:100%}
[id^=room]{gap:16px}
.list .end{flex:none;text-align:end}
.spread{justify-content:space-between}
label{font-weight:600}
input,select,textarea{flex:1;width:100%;min-width:0;min-height:44px;padding:10px 12px;border:1px solid var(--line);border-radius:calc(var(--r)*.75);background:var(--card);font-size:16px}
[readonly]{flex:1 0 auto;width:auto;max-width:100%;border:0;font:600 16px ui-monospace,Menlo,Consolas,monospace}
:is(input,select,textarea)[aria-invalid=true]{border-color:#c0392b}
[type=checkbox],[type=radio]{flex:none;width:22px;min-height:22px;accent-color:var(--c)}
[type=range]{padding:0;border:0;background:none;accent-color:var(--c)}
.link{color:var(--soft);font-size:13px;text-decoration:underline}
`;
