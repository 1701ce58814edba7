/**
 * --c is the shop's colour, --on black or white on it, --shade a tint that only raises their
 * contrast; everything else is neutral. Launcher and panel are fixed: nothing of the page moves.
 */
export const STYLE = `
:host{all:initial;font-family:inherit;--c:#1f4d3f;--on:#fff;--shade:#0003;--bg:#fff;--card:#f6f5f1;--ink:#1d1c1a;--soft:#615e57;--line:#e4e1d9;color-scheme:light}
@media (prefers-color-scheme:dark){:host{--c:#2b6a56;--bg:#191817;--card:#24221f;--ink:#f4f1eb;--soft:#b3ada2;--line:#3b3834;color-scheme:dark}}
*{box-sizing:border-box;margin:0;padding:0;border:0;font:inherit;color:inherit;list-style:none}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
svg{width:20px;height:20px;fill:currentColor}
button,summary{cursor:pointer;background:none}
button,a{min-height:44px;min-width:44px}
.launcher,dialog{position:fixed;inset-block:auto 16px;inset-inline:auto 16px}
:host([position=left]) .pin{left:16px;right:auto}
:host([position=right]) .pin{right:16px;left:auto}
.launcher{z-index:var(--regulars-z,9990);margin-block-end:env(safe-area-inset-bottom);display:flex;align-items:center;gap:8px;height:52px;padding-inline:16px 20px;border-radius:26px;background:var(--c);color:var(--on);font-size:15px;font-weight:600;box-shadow:0 0 0 1px #ffffff26,0 6px 24px #0000002e}
.launcher:focus-visible{outline-color:var(--on);outline-offset:-6px}
.sr{position:absolute;opacity:0}
dialog{width:380px;max-width:none;height:min(720px,100dvh - 32px);max-height:none;border-radius:22px;overflow:hidden;background:var(--bg);color:var(--ink);font-size:15px;line-height:1.5;box-shadow:0 0 0 1px var(--line),0 24px 64px #00000040}
dialog[open]{display:flex;flex-direction:column}
::backdrop{background:#14120f59}
@keyframes up{0%{opacity:0;transform:translateY(24px)}}
@media (prefers-reduced-motion:no-preference){dialog{animation:up .28s cubic-bezier(.2,.8,.2,1)}}
.head{display:flex;align-items:center;padding-block:8px 4px;padding-inline:20px 8px}
h2{flex:1;font-size:17px}
h2,h3,summary,.b{font-weight:650}
.lead{font-size:19px;line-height:1.35}
.head button{color:var(--soft);font-size:26px;line-height:1}
#main{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:4px 16px 16px}
#main,section{display:flex;flex-direction:column;gap:20px}
section{gap:10px}
#notes{gap:4px;padding-inline:4px}
.hero{flex:none;gap:2px;padding:20px;border-radius:16px;background:radial-gradient(circle at 96% 4%,#0000 58px,var(--shade) 59px 84px,#0000 85px)var(--c);color:var(--on)}
.chip{align-self:start;padding:3px 12px;margin-block-end:8px;border-radius:16px;background:var(--shade);font-size:13px}
.big{font-size:44px;font-weight:650;line-height:1.15}
.bar,.bar i{height:6px;margin-block:14px 8px;border-radius:16px;background:var(--shade)}
.bar i{display:block;min-width:6px;margin:0;background:var(--on)}
.soft{font-size:13px;color:var(--soft)}
.hero .soft{color:inherit}
.box,.ticket{padding:16px;border-radius:16px;background:var(--card)}
.ticket{background:none;border:1px dashed var(--soft)}
li{overflow-wrap:anywhere}
.list li{display:flex;align-items:center;gap:12px;min-height:64px;padding-block:8px;border-block-end:1px solid var(--line)}
.list li:last-child{border:0}
.list div{flex:1}
.list .end{flex:none;text-align:end}
.btn{display:flex;align-items:center;justify-content:center;padding:8px 18px;border:1px solid var(--c);border-radius:22px;background:var(--c);color:var(--on);font-size:14px;font-weight:600;line-height:1.2;text-decoration:none}
.alt,:disabled{background:none;border-color:var(--line);color:var(--ink)}
:disabled{padding:0;border:0;color:var(--soft);font-weight:400;cursor:default}
.row{display:flex;gap:8px;align-items:center}
.row .btn{flex:1}
.spread{justify-content:space-between}
input{flex:1;min-width:0;height:44px;padding-inline:12px;border-radius:16px;background:var(--card);font:600 16px ui-monospace,Menlo,Consolas,monospace}
.row .fit{flex:none}
details{border-block-start:1px solid var(--line);margin-block-end:-20px}
summary{padding:16px 4px}
summary:after{content:"+"/"";float:inline-end;color:var(--soft)}
[open]>summary:after{content:"−"/""}
details>section{padding:0 4px 20px}
.sk{height:150px}
[role=status]:not(:empty){padding:12px;margin:0 12px 12px;border-radius:16px;background:var(--ink);color:var(--bg);font-size:14px;text-align:center}
@media (max-width:519px){.panel.pin{inset:auto 0 0!important;width:100%;height:calc(100dvh - 12px);border-end-end-radius:0;border-end-start-radius:0}#main{padding-block-end:calc(16px + env(safe-area-inset-bottom))}}
`;

/**
 * The custom properties for a shop's colour `rgb` ("rgb(31, 77, 63)"), or none for anything else.
 * Of black and white, the one easier to read always has a contrast of at least 4.5:1.
 */
export function tint(rgb) {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(rgb);
  if (!parts) return {};
  const [r, g, b] = parts.slice(1).map((part) => ((+part / 255 + 0.055) / 1.055) ** 2.4);
  const dark = 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.18;
  return {
    '--c': rgb,
    '--on': dark ? '#fff' : '#000',
    '--shade': dark ? '#0003' : '#fff5',
  };
}
