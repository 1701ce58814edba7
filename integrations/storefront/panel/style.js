/** The panel; the launcher's style (widget/style.js) says the colours. */
export const STYLE = `
a{min-height:44px}
dialog{width:380px;max-width:none;height:min(720px,100dvh - 32px);max-height:none;border-radius:calc(var(--r)*1.4);overflow:hidden;background:var(--bg);color:var(--ink);font-size:15px;line-height:1.5;box-shadow:0 0 0 1px var(--line),0 24px 64px #00000040}
dialog[open]{display:flex;flex-direction:column}
::backdrop{background:#14120f59}
@keyframes up{0%{opacity:0;transform:translateY(24px)}}
@media (prefers-reduced-motion:no-preference){dialog{animation:up .28s cubic-bezier(.2,.8,.2,1)}}
.head{display:flex;align-items:center;padding-block:8px 4px;padding-inline:8px}
.head button,.x{color:var(--soft);font-size:26px;line-height:1}
h2{flex:1;padding-inline:12px;font-size:17px;line-height:1.35}
#back+h2{padding-inline:0}
h2,h3,.b{font-weight:650}
.lead{font-size:19px;font-weight:650;line-height:1.35}
#main{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:4px 16px 16px}
#main,section{display:flex;flex-direction:column;gap:24px}
section{gap:10px}
#notes{gap:4px;padding-inline:4px}
.hero{flex:none;gap:2px;padding:20px;border-radius:var(--r);background:radial-gradient(circle at 96% 4%,#0000 58px,var(--shade) 59px 84px,#0000 85px)var(--c);color:var(--on)}
.chip{align-self:start;padding:3px 12px;margin-block-end:8px;border-radius:var(--r);background:var(--shade);font-size:13px}
.big{font-size:44px;font-weight:650;line-height:1.15}
.bar,.bar i{height:6px;margin-block:14px 8px;border-radius:var(--r);background:var(--shade)}
.bar i{display:block;min-width:6px;margin:0;background:var(--on)}
.soft{font-size:13px;color:var(--soft)}
.hero .soft{color:inherit}
.hero .btn{background:var(--on);border-color:var(--on);color:var(--c)}
.hero .alt{background:none;color:var(--on)}
.box{padding:16px;border-radius:var(--r);background:var(--card)}
li{overflow-wrap:anywhere}
.list li{display:flex;align-items:center;gap:12px;min-height:64px;padding-block:8px;border-block-end:1px solid var(--line)}
.list li:last-child{border:0}
.list div{flex:1}
.btn{display:flex;align-items:center;justify-content:center;padding:8px 18px;border:1px solid var(--c);border-radius:calc(var(--r)*1.4);background:var(--c);color:var(--on);font-size:14px;font-weight:600;line-height:1.2;text-decoration:none}
.alt,:disabled{background:none;border-color:var(--line);color:var(--ink)}
:disabled{padding:0;border:0;color:var(--soft);font-weight:400;cursor:default}
.row{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.wide>*{flex:1}
.rooms.box{padding-block:0}
.hero .row{margin-block-start:14px}
.rooms li{padding:0;min-height:0}
.to{flex:1;display:flex;align-items:center;gap:8px;min-height:52px;font-weight:650}
.to:after{content:"›"/"";margin-inline-start:auto;color:var(--soft);font-size:20px}
.tag{padding:2px 10px;border-radius:var(--r);background:var(--line);font-size:13px;font-weight:650}
.sk{height:150px}
dialog [role=status]:not(:empty){padding:12px;margin:0 12px 12px;border-radius:var(--r);background:var(--ink);color:var(--bg);font-size:14px;text-align:center}
@media (max-width:519px){.panel.pin{inset:auto 0 0!important;width:100%;height:calc(100dvh - 12px);border-end-end-radius:0;border-end-start-radius:0}#main{padding-block-end:calc(16px + env(safe-area-inset-bottom))}}
`;
